"""A section of a procedure's form: from the browser's fields to typed answers, and from a draft to what a page shows.

A question's field is named by the question's id; a cell of a table by ``question.row.column``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from allauth.core import ratelimit
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from orken.cases.answers_in_words import options_of
from orken.cases.models import Agreement
from orken.cases.models.typed_form import EditConflict
from orken.cases.procedure.answers import DEFAULT_MAX_LENGTH, Problem, Typed
from orken.cases.procedure.definition import Option, Question, Section
from orken.cases.wording import problem_text
from orken.kernel.identifiers import new_reference
from orken.parties.models import Organisation
from orken.parties.requests import SignedInRequest
from orken.ui.wording import current_language

RADIO_LIMIT = 7


def typed_answers(questions: Iterable[Question], post: QueryDict) -> dict[str, Typed]:
    """What the browser sent for these questions, as it was typed."""
    return {question.id: _typed(question, post) for question in questions}


def _typed(question: Question, post: QueryDict) -> Typed:
    if question.kind == "multiple_choice":
        return [str(code) for code in post.getlist(question.id)]
    if question.kind == "table":
        return _typed_rows(question, post)
    return str(post.get(question.id, ""))


def _typed_rows(question: Question, post: QueryDict) -> list[dict[str, str]]:
    """Rows in their order on the page, without the one whose button was pressed to remove it.

    Empty ones are left out, so that the draft holds only what was typed.
    """
    cell = re.compile(rf"{re.escape(question.id)}\.(\d{{1,4}})\.(\w+)")
    columns = {column.id for column in question.columns}
    rows: dict[int, dict[str, str]] = {}
    for name in post:
        found = cell.fullmatch(name)
        if found and found[2] in columns:
            rows.setdefault(int(found[1]), {})[found[2]] = str(post[name]).strip()
    rows = {index: row for index, row in rows.items() if post.get("remove_row") != f"{question.id}.{index}"}
    return [rows[index] for index in sorted(rows) if any(rows[index].values())]


@dataclass(frozen=True)
class Choice:
    option: Option
    id: str
    chosen: bool


@dataclass(frozen=True)
class Answerable:
    """A control of the page: a question, or a cell of a table."""

    question: Question
    name: str
    typed: Typed
    errors: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return f"q-{self.name}"

    @property
    def described_by(self) -> str:
        parts = [f"{self.id}-hint"] if self.question.help else []
        return " ".join([*parts, f"{self.id}-error"] if self.errors else parts)

    @property
    def limit(self) -> int:
        return self.question.max_length or DEFAULT_MAX_LENGTH.get(self.question.kind, 0)

    @cached_property
    def choices(self) -> list[Choice]:
        if self.question.kind == "table":
            return []
        chosen = {self.typed} if isinstance(self.typed, str) else {str(code) for code in self.typed}
        return [
            Choice(option, self.id if number == 0 else f"{self.id}-{number}", option.code in chosen)
            for number, option in enumerate(options_of(self.question))
        ]

    @property
    def shows_radios(self) -> bool:
        return self.question.kind in ("choice", "boolean") and len(self.choices) <= RADIO_LIMIT


@dataclass(frozen=True)
class QuestionField(Answerable):
    """A question as the page shows it, with what the officer remarked and what another tab has saved meanwhile.

    ``filed`` is the answer as it was submitted, shown where the question is ``locked``.
    """

    remark: str = ""
    locked: bool = False
    filed: object = None
    conflict: EditConflict | None = None
    problems: tuple[Problem, ...] = ()
    blank_rows: int = 0

    @property
    def is_grouped(self) -> bool:
        """Several controls under one legend."""
        return self.question.kind in ("multiple_choice", "table") or self.shows_radios

    @property
    def conflict_words(self) -> str:
        """What the other window saved, short."""
        saved = self.conflict.saved if self.conflict else None
        if isinstance(saved, list):
            words = {choice.option.code: choice.option.text.in_language(current_language()) for choice in self.choices}
            parts = [" ".join(part.values()) if isinstance(part, dict) else words.get(part, part) for part in saved]
            return "; ".join(parts)
        return saved or ""

    @property
    def rows(self) -> list[list[Answerable]]:
        """Rows of a table as controls: those that were typed, and blank ones to type into."""
        typed = [row for row in self.typed if isinstance(row, dict)] if isinstance(self.typed, list) else []
        wanted = max(self.question.min_rows, 1, len(typed) + self.blank_rows)
        filled: list[dict[str, str]] = [*typed, *({} for _ in range(wanted - len(typed)))]
        return [self._row(str(index), row) for index, row in enumerate(filled[: self.question.max_rows])]

    @property
    def blank_row(self) -> list[Answerable]:
        """The row that the script clones."""
        return self._row("__row__", {})

    def _row(self, index: str, row: Mapping[str, str]) -> list[Answerable]:
        return [
            Answerable(
                column, f"{self.name}.{index}.{column.id}", row.get(column.id, ""), self._cell_errors(index, column.id)
            )
            for column in self.question.columns
        ]

    def _cell_errors(self, index: str, column: str) -> tuple[str, ...]:
        here = (problem for problem in self.problems if str(problem.row) == index and problem.column == column)
        return tuple(problem_text(problem) for problem in here)


@dataclass(frozen=True)
class SectionForm:
    """One section with its draft. ``editable`` are targets open for correction, ``None`` when all are."""

    section: Section
    typed: Mapping[str, Typed]
    revision: int
    problems: Sequence[Problem] = ()
    editable: Collection[str] | None = None
    remarks: Mapping[str, str] = field(default_factory=dict)
    filed: Mapping[str, object] = field(default_factory=dict)
    conflicts: Sequence[EditConflict] = ()
    blank_row_in: str = ""

    @cached_property
    def fields(self) -> list[QuestionField]:
        return [self._field(question) for question in self.section.questions]

    def _field(self, question: Question) -> QuestionField:
        problems = tuple(problem for problem in self.problems if problem.question_id == question.id)
        conflict = next((conflict for conflict in self.conflicts if conflict.name == question.id), None)
        nothing: Typed = [] if question.kind in ("multiple_choice", "table") else ""
        typed = conflict.yours if conflict else self.typed.get(question.id, nothing)
        return QuestionField(
            question,
            question.id,
            typed,
            errors=tuple(problem_text(problem) for problem in problems if problem.row is None),
            remark=self.remarks.get(f"question:{question.id}", ""),
            filed=self.filed.get(question.id),
            locked=not self._is_open(f"question:{question.id}"),
            conflict=conflict,
            problems=problems,
            blank_rows=1 if self.blank_row_in == question.id else 0,
        )

    def _is_open(self, target: str) -> bool:
        return self.editable is None or target in self.editable

    @property
    def open_questions(self) -> list[Question]:
        """Questions whose fields the page really has: the others are shown as text and come back with nothing."""
        return [question for question in self.section.questions if self._is_open(f"question:{question.id}")]

    @property
    def document_is_open(self) -> bool:
        return self.section.document is not None and self._is_open(f"document:{self.section.document.kind}")

    @property
    def document_remark(self) -> str:
        return self.remarks.get(f"document:{self.section.document.kind}", "") if self.section.document else ""

    @property
    def explained(self) -> list[Question]:
        """Questions that say why they are asked."""
        return [question for question in self.section.questions if question.why]

    def error_links(self) -> Iterator[tuple[str, str]]:
        """All errors with the address of their control, for the summary on top."""
        for question_field in self.fields:
            for message in question_field.errors:
                yield f"#{question_field.id}", message
            for row in question_field.rows if question_field.question.kind == "table" else ():
                for cell in row:
                    yield from ((f"#{cell.id}", message) for message in cell.errors)


class StartForm(forms.Form):
    """For which organisation a case is begun."""

    organisation = forms.ModelChoiceField(
        label=_("For which organisation do you apply?"),
        queryset=Organisation.objects.none(),
        to_field_name="reference",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose the organisation that applies.")},
    )

    def __init__(self, *args: object, organisations: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as given
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


class SignatureForm(forms.Form):
    """Signing by the password, entered once more; the hash says which text was read."""

    text_hash = forms.CharField(widget=forms.HiddenInput)
    key = forms.CharField(widget=forms.HiddenInput, max_length=80)
    password = forms.CharField(
        label=_("Your password"),
        help_text=_("You sign by entering the password with which you sign in."),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
    )

    def __init__(self, request: SignedInRequest, agreement: Agreement) -> None:
        super().__init__(
            request.POST or None,
            initial={"text_hash": agreement.text_hash, "key": new_reference()},
            use_required_attribute=False,
        )
        self._request = request

    def clean(self) -> dict[str, object]:
        """Passwords cannot be guessed here faster than at the sign-in.

        Counted before the transition begins: a counter inside its transaction would roll back with a wrong password.
        """
        if not ratelimit.consume(self._request, action="reauthenticate", user=self._request.user):
            raise forms.ValidationError(_("Too many attempts. Wait a minute, then sign; nothing was signed so far."))
        return self.cleaned_data
