"""Checking a draft and freezing it as a filing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from orken.cases.evidence import current_evidence, standings
from orken.cases.facts import case_facts
from orken.cases.models import Case, Evidence, Filing
from orken.cases.procedure.answers import Answer, Problem, Typed, answer_to_data
from orken.cases.procedure.conditions import Drafts, Judge, SectionReading, read_form
from orken.cases.procedure.definition import DocumentRequirement, Question, Section
from orken.cases.queries import published_versions
from orken.documents.evidence import Standing
from orken.documents.models import Document
from orken.documents.wording import problem_of
from orken.kernel.errors import RuleViolation
from orken.kernel.hashing import content_hash
from orken.parties.facts import organisation_facts
from orken.parties.models import User
from orken.rulebook.lists import code_list
from orken.rulebook.queries import parameter_book
from orken.rulebook.rules import Outcome, RuleResult, evaluate


@dataclass(frozen=True)
class SectionCheck:
    """How one section stands: what was read, what is wrong, which document is there or missing."""

    section: Section
    answers: dict[str, Answer]
    problems: tuple[Problem, ...]
    evidence: Evidence | None
    missing_document: DocumentRequirement | None
    begun: bool
    document_problem: str = ""

    @property
    def complete(self) -> bool:
        return not self.problems and self.missing_document is None and not self.document_problem


@dataclass(frozen=True)
class Check:
    """A whole draft: its sections and what the rules say of it."""

    sections: tuple[SectionCheck, ...]
    rules: tuple[RuleResult, ...]

    @property
    def barring(self) -> tuple[RuleResult, ...]:
        """Rules that fail and bar admission. A rule that cannot be judged does not bar."""
        return tuple(result for result in self.rules if result.outcome is Outcome.FAILS)

    @property
    def may_be_filed(self) -> bool:
        return all(section.complete for section in self.sections) and not self.barring


class FilingRefused(RuleViolation):
    """The draft cannot be filed yet; ``check`` says why, section by section and rule by rule."""

    def __init__(self, check: Check) -> None:
        self.check = check
        super().__init__("not_ready", _("The application cannot be submitted yet. See what is missing below."))


def codes_of(question: Question) -> Collection[str]:
    """Codes that may be answered: written options, or the pack's list as it is in force today."""
    if question.options:
        return {option.code for option in question.options}
    return {item.code for item in code_list(question.code_list, day=timezone.localdate())}


def check_draft(case: Case, at: datetime | None = None) -> Check:
    """How the draft stands if it were filed at ``at`` (now): nothing is written."""
    at = at or timezone.now()
    drafts = drafts_of(case)
    current = current_evidence(case)
    documents = standings(case, current, at, None if case.filed_at else {})
    sections = tuple(_check_section(reading, drafts, current, documents) for reading in read_sections(case, drafts))
    answers = {question_id: answer for section in sections for question_id, answer in section.answers.items()}
    facts = case_facts(case, answers, documents, at)
    law_of = timezone.localdate(case.filed_at or at)
    results = evaluate(case.definition.rules, facts, parameter_book(), law_of)
    return Check(sections, tuple(results))


def check_section(case: Case, reading: SectionReading, drafts: Drafts) -> SectionCheck:
    """How one section stands; no rule is judged for this."""
    current = current_evidence(case) if reading.section.document else {}
    documents = standings(case, current, timezone.now(), None if case.filed_at else {})
    return _check_section(reading, drafts, current, documents)


def sections_of(case: Case) -> list[Section]:
    """The sections that this applicant fills, with the questions that apply to what was answered so far."""
    return [reading.section for reading in read_sections(case, drafts_of(case))]


def drafts_of(case: Case) -> dict[str, Mapping[str, Typed]]:
    """What was typed so far, by section."""
    return dict(case.draft_sections.values_list("section", "typed"))


def read_sections(case: Case, drafts: Drafts) -> Iterator[SectionReading]:
    """The sections that apply to what was answered, each with how it reads."""
    facts = organisation_facts(case.applicant)
    return read_form(case.definition.sections, drafts, facts, judge_today(), codes_of)


def read_on(case: Case, reading: SectionReading, drafts: Drafts) -> Iterator[SectionReading]:
    """A section once more, after something was typed in it, and those that follow: none before it depends on it."""
    form = case.definition.sections
    first = next(place for place, section in enumerate(form) if section.code == reading.section.code)
    return read_form(form[first:], drafts, reading.before, judge_today(), codes_of)


def judge_today() -> Judge:
    """Whether a condition holds, by the parameters of today."""
    book, today = parameter_book(), timezone.localdate()
    return lambda rule, facts: evaluate([rule], facts, book, today)[0].outcome is Outcome.HOLDS


def _check_section(
    reading: SectionReading, drafts: Drafts, current: dict[str, Evidence], documents: dict[str, Standing]
) -> SectionCheck:
    requirement = reading.section.document
    evidence = current.get(requirement.kind) if requirement else None
    missing = requirement if requirement and requirement.required and evidence is None else None
    begun = bool(drafts.get(reading.section.code)) or evidence is not None
    problem = problem_of(documents[evidence.kind]) if evidence else ""
    return SectionCheck(reading.section, reading.answers, reading.problems, evidence, missing, begun, problem)


def record_filing(case: Case, *, actor: User, at: datetime) -> Filing:
    """Freeze the draft of a locked case. Called inside the transition.

    Raises
    ------
    FilingRefused
        Something is missing or wrong, or a rule bars it; the draft stays as it is.
    RuleViolation
        The version of a draft was retired: it moves to a newer one first.
    """
    if case.filed_at is None and not published_versions(case.procedure).filter(pk=case.version_id).exists():
        raise RuleViolation(
            "version_retired",
            _("This form is not accepted any more. Your answers are kept: move them to the new form, then submit."),
        )
    _hold_documents(case)
    check = check_draft(case, at)
    if not check.may_be_filed:
        raise FilingRefused(check)
    round_ = case.filings.count() + 1 if case.filed_at else 1
    number = f"{case.number}/{round_}" if case.number else _next_number(case, at)
    content = _content(case, check, number, at)
    return Filing.objects.create(
        case=case,
        round=round_,
        number=number,
        content=content,
        content_hash=content_hash(content),
        trace=[result.to_data() for result in check.rules],
        filed_by=actor,
        filed_at=at,
    )


def _hold_documents(case: Case) -> None:
    """Nobody dates or rejects an attached document while it is being filed; they hold it as well."""
    attached = case.evidence.filter(replaced_at=None).values("document")
    list(Document.objects.select_for_update(no_key=True).filter(pk__in=attached).order_by("pk").values_list("pk"))


def _next_number(case: Case, at: datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("select nextval('case_numbers')")
        serial = cursor.fetchone()[0]
    return f"{case.definition.number_prefix}-{timezone.localdate(at).year}-{serial:06d}"


def _content(case: Case, check: Check, number: str, at: datetime) -> dict[str, object]:
    answers = {name: answer_to_data(answer) for section in check.sections for name, answer in section.answers.items()}
    documents = {
        section.evidence.kind: {
            "reference": section.evidence.document.reference,
            "filename": section.evidence.document.filename,
            "size": section.evidence.document.size,
            "sha256": section.evidence.document.sha256,
            **{name: day.isoformat() for name, day in asdict(section.evidence.document.dates).items() if day},
        }
        for section in check.sections
        if section.evidence
    }
    return {
        "number": number,
        "filed_at": at.isoformat(),
        "procedure": {
            "code": case.version.code,
            "version": case.version.number,
            "content_hash": case.version.content_hash,
        },
        "applicant": {
            "name": case.applicant.name,
            "official_number": case.applicant.official_number,
            "facts": dict(organisation_facts(case.applicant)),
        },
        "answers": answers,
        "documents": documents,
    }
