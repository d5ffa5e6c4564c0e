"""What an expert sees of a case: next to nothing before the declaration, then the newest filing without the hidden.

Whatever a blind review hides is taken out here, before a page is made of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from orken.cases.procedure.definition import Question, ReviewTerms
from orken.cases.review import FiledSection, Item, filing_in_review
from orken.documents.models import Document
from orken.parties.models import Organisation
from orken.reviews.candidates import fields_of
from orken.reviews.masking import Mask, mask_of, masked
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
    filing, terms = filing_in_review(assignment.case), assignment.terms
    shown = [
        FiledSection(one.section, tuple(item for item in one.items if not is_hidden(terms, item)))
        for one in filing.sections
    ]
    if terms.is_blind:
        mask = mask_of(assignment.case, (item.data for item in filing.items if is_hidden(terms, item)))
        shown = [FiledSection(one.section, tuple(_nameless(item, mask) for item in one.items)) for one in shown]
    return [section for section in shown if section.items]


def _nameless(item: Item, mask: Mask) -> Item:
    return replace(item, data=masked(item.subject, item.data, mask)) if isinstance(item.subject, Question) else item


def is_hidden(terms: ReviewTerms, item: Item) -> bool:
    """The procedure names questions by their id and documents as ``document:<kind>``."""
    return item.target.removeprefix(QUESTION) in terms.hidden


def document_shown(assignment: Assignment, reference: str) -> tuple[str, Document] | None:
    """A document of the newest filing that the expert may open, with its kind."""
    for item in (item for section in sections_shown(assignment) for item in section.items):
        if item.standing is not None and item.standing.document.reference == reference:
            return item.target.partition(":")[2], item.standing.document
    return None


def in_words(name: str, code: str) -> str:
    items = code_list(name)
    return items[code].text.in_language(current_language()) if code in items else code


def _hides_fields(assignment: Assignment) -> bool:
    questions = assignment.case.definition.questions()
    return any(
        question.id in assignment.terms.hidden for _section, question in questions if question.code_list == FIELDS
    )
