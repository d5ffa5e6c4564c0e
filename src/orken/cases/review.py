"""What an officer reads: a filing, question by question, with what was asked before and what changed since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Q

from orken.cases.evidence import filed_standings
from orken.cases.models import Case, CaseState, Filing, Proposal, Remark
from orken.cases.procedure.definition import DocumentRequirement, Question, Section
from orken.cases.services.drafting import DOCUMENT, QUESTION
from orken.cases.services.filing import sections_of
from orken.documents.evidence import Standing
from orken.rulebook.rules import RuleResult
from orken.statements import Given, Statement

Content = Mapping[str, Mapping[str, object]]
NOTHING: Content = {"answers": {}, "documents": {}}


@dataclass(frozen=True)
class Item:
    """One answer or one document of a filing.

    ``earlier`` is what the filing before said, where that differs; ``asked`` the remark that this filing answers;
    ``remark`` the one written on this filing; ``standing`` how the document stands that the filing has.
    """

    target: str
    subject: Question | DocumentRequirement
    data: object
    earlier: object
    changed: bool
    asked: Remark | None
    remark: Remark | None
    standing: Standing | None = None

    @property
    def label(self) -> object:
        return self.subject.title if isinstance(self.subject, DocumentRequirement) else self.subject.label

    @property
    def is_document(self) -> bool:
        return isinstance(self.subject, DocumentRequirement)


@dataclass(frozen=True)
class Remarks:
    """Remarks by what they are about: those written on a filing, and those that it answers."""

    written: Mapping[str, Remark]
    answered: Mapping[str, Remark]


@dataclass(frozen=True)
class FiledSection:
    section: Section
    items: tuple[Item, ...]


@dataclass(frozen=True)
class FilingInReview:
    """A filing as its reader sees it: sections, the rules' results at the filing, and the rounds there are."""

    filing: Filing
    sections: tuple[FiledSection, ...]
    rules: tuple[RuleResult, ...]
    rounds: tuple[int, ...]

    @property
    def is_newest(self) -> bool:
        return self.filing.round == self.rounds[-1]

    @property
    def items(self) -> list[Item]:
        return [item for filed in self.sections for item in filed.items]

    @property
    def documents(self) -> list[str]:
        """References of the documents that the filing has."""
        return [item.standing.document.reference for item in self.items if item.standing]


def filing_in_review(case: Case, round_: int | None = None) -> FilingInReview:
    """The newest filing, or that of ``round_``; ``Filing.DoesNotExist`` where there is no such round."""
    filings = {filing.round: filing for filing in _FILINGS.ask(case=case.pk)}
    shown = filings.get(max(filings) if round_ is None else round_)
    if shown is None:
        raise Filing.DoesNotExist
    before = filings.get(shown.round - 1)
    about = _REMARKS.ask(filing=shown.pk)
    remarks = Remarks(
        written={remark.target: remark for remark in about if remark.filing_id == shown.pk},
        answered={remark.target: remark for remark in about if remark.answered_by_id == shown.pk},
    )
    documents = filed_standings(filings.values())
    sections = tuple(
        FiledSection(section, items)
        for section in _asked_in(shown, case)
        if (items := tuple(_items(section, shown, before, remarks, documents)))
    )
    rules = tuple(RuleResult.from_data(result) for result in shown.trace)
    return FilingInReview(shown, sections, rules, tuple(sorted(filings)))


_FILINGS = Statement(
    lambda: Filing.objects.filter(case=Given("case")).select_related("filed_by").order_by("round"),
)
_REMARKS = Statement(
    lambda: Remark.objects.filter(Q(filing=Given("filing")) | Q(answered_by=Given("filing"))).select_related("author"),
)


def may_be_remarked(case: Case) -> bool:
    """Remarks are written while the application is checked for completeness, not while it is corrected."""
    stage = case.current_stage
    return stage is not None and stage.kind == "completeness" and case.state == CaseState.IN_PROGRESS


def latest_proposal(case: Case) -> Proposal | None:
    """The decision proposed last in the stage where the case stands: it waits, or was sent back with a note."""
    stage = case.current_stage
    if stage is None or stage.kind != "decision" or case.state != CaseState.IN_PROGRESS:
        return None
    return case.proposals.filter(stage=case.stage, confirmed_at=None).select_related("proposed_by").first()


def _asked_in(shown: Filing, case: Case) -> list[Section]:
    """Sections that did not apply left nothing in the filing, not even empty answers. Only where a document was not
    required, and nothing else was asked, it does not tell; then what applies to the answers now is asked."""
    sections = case.definition.sections
    untold = {section.code for section in sections if _left(section, shown) is None}
    applying = {section.code for section in sections_of(case)} if untold else set()
    return [section for section in sections if _left(section, shown) or section.code in untold & applying]


def _left(section: Section, shown: Filing) -> bool | None:
    """Whether the section left something in the filing; ``None`` where it might have been asked without doing so."""
    if section.questions:
        return any(question.id in shown.content["answers"] for question in section.questions)
    if section.document is None or section.document.kind in shown.content["documents"]:
        return section.document is not None
    return False if section.document.required else None


def _items(
    section: Section, shown: Filing, before: Filing | None, remarks: Remarks, documents: Mapping[str, Standing]
) -> Iterator[Item]:
    content: Content = shown.content
    earlier: Content = before.content if before else NOTHING
    for target, subject, kind, name in _parts(section):
        now, then = content[kind].get(name), earlier[kind].get(name)
        changed = before is not None and _told_apart(now) != _told_apart(then)
        standing = documents.get(str(_told_apart(now))) if kind == "documents" else None
        asked, written = remarks.answered.get(target), remarks.written.get(target)
        yield Item(target, subject, now, then, changed, asked, written, standing)


def _told_apart(filed: object) -> object:
    """A document is told from another one by its reference, whatever else the filing says of it."""
    return filed["reference"] if isinstance(filed, Mapping) and "reference" in filed else filed


def _parts(section: Section) -> Iterator[tuple[str, Question | DocumentRequirement, str, str]]:
    for question in section.questions:
        yield QUESTION + question.id, question, "answers", question.id
    if section.document:
        yield DOCUMENT + section.document.kind, section.document, "documents", section.document.kind
