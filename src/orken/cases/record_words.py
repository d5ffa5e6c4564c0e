"""What the journal needs to know of cases: the words of their actions, and which of them a reader may open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext_lazy as _

from orken.cases.evidence import first_filed
from orken.cases.models import Case, Filing
from orken.cases.queries import cases_visible_to
from orken.cases.wording import ACTIONS
from orken.documents.models import Document
from orken.documents.record_words import names
from orken.journal import wording
from orken.journal.wording import Link, SubjectKind
from orken.parties.models import User
from orken.parties.queries import organisations_of
from orken.ui.wording import current_language

BESIDE = {
    "case.opened": _("Draft begun"),
    "case.copied": _("Draft begun as a copy"),
    "case.moved_to_version": _("Draft moved to a newer version of the procedure"),
    "case.document_attached": _("Document attached"),
    "case.assigned": _("Officer of the case chosen"),
    "case.message_sent": _("Message to the applicant"),
    "case.pack_taken": _("The operator took the decision pack"),
    "case.submission_asked": _("Asked those who may submit to submit"),
}

# Within the operator's house: applicants do not learn who was asked, nor who is in conflict with them.
CONFLICTS = {
    "case.free_of_conflicts": _("Declared to be free of conflicts of interest"),
    "case.conflict_declared": _("Conflict of interest declared"),
    "case.conflict_found": _("Possible conflict of interest found"),
    "case.conflict_upheld": _("Conflict of interest upheld"),
    "case.conflict_dismissed": _("Conflict of interest dismissed"),
}


def register() -> None:
    wording.call({f"case.{action}": words for action, words in ACTIONS.items()})
    wording.call(BESIDE)
    wording.call(CONFLICTS, inside=True)
    wording.know("case", SubjectKind(_links, _hidden))
    wording.know("document", SubjectKind(names, _hidden_documents))


def _links(subjects: Iterable[str], reader: AbstractBaseUser) -> Mapping[str, Link]:
    assert isinstance(reader, User)
    references = [subject.partition(":")[2] for subject in subjects]
    return {
        case.subject: Link(
            case.number or case.definition.title.in_language(current_language()), case.get_absolute_url()
        )
        for case in cases_visible_to(reader).filter(reference__in=references)
    }


def _hidden(organisation_id: int, reader: AbstractBaseUser) -> list[str]:
    """Drafts are for the applicant alone, and some staff see no cases at all."""
    assert isinstance(reader, User)
    visible = cases_visible_to(reader).filter(applicant=organisation_id).values("pk")
    unseen = Case.objects.filter(applicant=organisation_id).exclude(pk__in=visible)
    return [f"case:{reference}" for reference in unseen.values_list("reference", flat=True)]


def _hidden_documents(organisation_id: int, reader: AbstractBaseUser) -> list[str]:
    """An organisation's documents are for its own people; staff know of those that were filed in cases they see."""
    assert isinstance(reader, User)
    if organisations_of(reader).filter(pk=organisation_id).exists():
        return []
    visible = cases_visible_to(reader).filter(applicant=organisation_id).values("pk")
    filed = first_filed(Filing.objects.filter(case__in=visible))
    unseen = Document.objects.filter(owner=organisation_id).exclude(reference__in=filed)
    return [f"document:{reference}" for reference in unseen.values_list("reference", flat=True)]
