"""The parts of a procedure, as frozen values. ``loading`` makes them from data and checks them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Literal

from orken.kernel.text import Text
from orken.rulebook.parameters import Certainty
from orken.rulebook.rules import Rule

QuestionKind = Literal["text", "long_text", "choice", "multiple_choice", "number", "money", "date", "boolean", "table"]
Outcome = Literal["granted", "refused", "upheld", "changed", "sent_back"]

# How an appeal can end; a procedure whose reasons have these outcomes decides appeals.
APPEAL_OUTCOMES = frozenset({"upheld", "changed", "sent_back"})
DECIDING = ("decision", "commission")

# What texts of a procedure may name with ``$``; the agreement also names answers as ``$answer_<question>``.
REASON_NAMES = frozenset({"applicant", "case_number"})
AGREEMENT_NAMES = frozenset({"applicant", "applicant_number", "applicant_address", "case_number", "date"})


@dataclass(frozen=True)
class Option:
    """One answer of a choice; ``code`` is stored, ``text`` is shown."""

    code: str
    text: Text


@dataclass(frozen=True)
class Question:
    """A question with a stable id: answers point to it through every later version.

    ``applies`` is a rule over the applicant and the answers before it; without it the question is always asked.
    What was typed into a question that does not apply any more is kept in the draft and left out of the filing.
    """

    id: str
    kind: QuestionKind
    label: Text
    help: Text | None = None
    why: Text | None = None
    applies: Rule | None = None
    required: bool = True
    max_length: int | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    currency: str = ""
    unit: Text | None = None
    options: tuple[Option, ...] = ()
    code_list: str = ""
    max_choices: int | None = None
    columns: tuple[Question, ...] = ()
    min_rows: int = 0
    max_rows: int = 50


@dataclass(frozen=True)
class DocumentRequirement:
    """A file that a section asks for, beside its questions."""

    kind: str
    title: Text
    help: Text | None = None
    required: bool = True


@dataclass(frozen=True)
class Section:
    """One page of the form: questions and at most one document.

    ``applies`` is a rule over the applicant and the answers before the section; without it everybody fills it.
    ``part`` heads the task list from this section on, until another section names one.
    """

    code: str
    title: Text
    part: Text | None = None
    applies: Rule | None = None
    questions: tuple[Question, ...] = ()
    guidance: Text | None = None
    document: DocumentRequirement | None = None

    def question(self, question_id: str) -> Question:
        return next(question for question in self.questions if question.id == question_id)


@dataclass(frozen=True)
class WorkingDays:
    """A number of working days: written in the procedure, or a dated parameter by its code."""

    days: int | None = None
    parameter: str = ""


@dataclass(frozen=True)
class ReasonTemplate:
    """A reason of a decision; ``$name`` placeholders in its text are filled from the case.

    ``basis`` cites what it rests on, and ``certainty`` says how well that is known. No refusal is published without.
    """

    code: str
    outcome: Outcome
    title: Text
    text: Text
    basis: Text | None = None
    certainty: Certainty | None = None


@dataclass(frozen=True)
class Level:
    """One level of a criterion's scale: what a case must be like to get ``score``."""

    score: int
    text: Text


@dataclass(frozen=True)
class Criterion:
    """What experts judge. ``weight`` is relative to the other criteria's; levels rise from the worst to the best."""

    code: str
    title: Text
    weight: Decimal
    levels: tuple[Level, ...]

    @property
    def lowest(self) -> int:
        return self.levels[0].score

    @property
    def highest(self) -> int:
        return self.levels[-1].score


@dataclass(frozen=True)
class ReviewTerms:
    """How experts review a case of this stage.

    ``reads`` is how many independent scorecards a case needs. ``hidden`` names the questions (and ``document:<kind>``)
    that experts do not see, which makes the review blind; the applicant's name is hidden with them. ``spread`` is the
    largest distance between two weighted totals (each from 0 to 100) that needs no consensus round; ``None`` for never.
    ``reminders`` are working days before the expert's last day on which they are reminded. ``scores_shown``: whether
    the applicant sees the scores per criterion without names.
    """

    reads: int
    criteria: tuple[Criterion, ...]
    hidden: frozenset[str] = frozenset()
    spread: Decimal | None = None
    reminders: tuple[int, ...] = ()
    scores_shown: bool = False

    @property
    def is_blind(self) -> bool:
        return bool(self.hidden)

    def criterion(self, code: str) -> Criterion:
        return next(criterion for criterion in self.criteria if criterion.code == code)


@dataclass(frozen=True)
class Stage:
    """A step of the procedure. ``kind`` is code (``cases.stages``), everything else is data.

    ``countersign`` is the role whose second signature a decision needs before it takes effect; empty for none.
    ``refusal`` is what a refusal says around its ``$reasons``, of which an officer may choose several. ``review`` is
    set for an expert review; ``body`` is the code of the body that decides in a commission stage.
    """

    code: str
    kind: str
    title: Text
    role: str
    working_days: WorkingDays
    effects: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reasons: tuple[ReasonTemplate, ...] = ()
    refusal: Text | None = None
    countersign: str = ""
    agreement: Text | None = None
    review: ReviewTerms | None = None
    body: str = ""


@dataclass(frozen=True)
class AppealTerms:
    """How the applicant can object to a decision of this procedure.

    ``words`` say it on the decision's page. An appeal is a case of ``procedure``, filed within ``working_days`` after
    the applicant was told; where that parameter has no value the portal takes no appeals, and the words say where else
    to object. ``back_to`` is the stage where a case that was sent back goes on: the deciding one where it is empty.
    """

    procedure: str
    working_days: WorkingDays
    words: Text
    back_to: str = ""


@dataclass(frozen=True)
class Procedure:
    """A published way to ask the operator for something."""

    code: str
    number_prefix: str
    title: Text
    summary: Text
    basis: Text
    result: Text
    exclusive: bool
    facts: tuple[str, ...]
    sections: tuple[Section, ...]
    rules: tuple[Rule, ...]
    stages: tuple[Stage, ...]
    appeal: AppealTerms | None = None

    @cached_property
    def decides_appeals(self) -> bool:
        """Whether its cases are appeals against decisions of another procedure."""
        return any(reason.outcome in APPEAL_OUTCOMES for stage in self.stages for reason in stage.reasons)

    def section(self, code: str) -> Section:
        return self._sections[code]

    def stage(self, code: str) -> Stage:
        return self._stages[code]

    def stage_after(self, code: str) -> Stage | None:
        """The stage that follows; ``None`` after the last one."""
        position = next(index for index, stage in enumerate(self.stages) if stage.code == code)
        return self.stages[position + 1] if position + 1 < len(self.stages) else None

    def questions(self) -> Iterator[tuple[Section, Question]]:
        for section in self.sections:
            for question in section.questions:
                yield section, question

    @cached_property
    def _sections(self) -> dict[str, Section]:
        return {section.code: section for section in self.sections}

    @cached_property
    def _stages(self) -> dict[str, Stage]:
        return {stage.code: stage for stage in self.stages}
