"""What an expert sees of a case: next to nothing before the declaration, then the newest filing without the hidden.

Whatever a blind review hides is taken out here, before a page is made of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from orken.cases.models import Evidence
from orken.cases.procedure.definition import ReviewTerms
from orken.cases.review import FiledSection, Item, filing_in_review
from orken.parties.models import Organisation
from orken.reviews.candidates import fields_of
from orken.reviews.models import Assignment
from orken.reviews.models.expert import FIELDS
from orken.rulebook.lists import code_list
from orken.ui.wording import current_language

QUESTION = "question:"


@dataclass(frozen=True)
class Outline:
    """What is needed to judge a conflict of interest; of a blind review not who applies, but the field and region."""

    applicant: Organisation | None
    region: str
    fields: tuple[str, ...]
    sections: int
    documents: int


def outline_of(assignment: Assignment) -> Outline:
    case, shown = assignment.case, sections_shown(assignment)
    items = [item for section in shown for item in section.items]
    return Outline(
        applicant=None if assignment.terms.is_blind else case.applicant,
        region=in_words("regions", case.applicant.region),
        fields=() if _hides_fields(assignment) else tuple(in_words(FIELDS, code) for code in fields_of(case)),
        sections=len(shown),
        documents=sum(item.is_document and bool(item.data) for item in items),
    )


def sections_shown(assignment: Assignment) -> list[FiledSection]:
    """Sections of the newest filing with what is not hidden; those that are hidden as a whole are left out."""
    filed = filing_in_review(assignment.case).sections
    shown = [
        FiledSection(one.section, tuple(item for item in one.items if not is_hidden(assignment.terms, item)))
        for one in filed
    ]
    return [section for section in shown if section.items]


def is_hidden(terms: ReviewTerms, item: Item) -> bool:
    """The procedure names questions by their id and documents as ``document:<kind>``."""
    return item.target.removeprefix(QUESTION) in terms.hidden


def evidence_shown(assignment: Assignment, document_reference: str) -> Evidence | None:
    """A document of the newest filing that the expert may open."""
    filed = [item for section in sections_shown(assignment) for item in section.items if item.is_document]
    kinds = [
        item.target.partition(":")[2]
        for item in filed
        if isinstance(item.data, dict) and item.data.get("reference") == document_reference
    ]
    found = assignment.case.evidence.select_related("document")
    return found.filter(kind__in=kinds, document__reference=document_reference).first()


def in_words(name: str, code: str) -> str:
    items = code_list(name)
    return items[code].text.in_language(current_language()) if code in items else code


def _hides_fields(assignment: Assignment) -> bool:
    questions = assignment.case.definition.questions()
    return any(
        question.id in assignment.terms.hidden for _section, question in questions if question.code_list == FIELDS
    )
