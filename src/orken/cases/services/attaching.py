"""Documents of a draft: uploaded, taken from what the organisation has, dated, carried into a copy."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from orken.cases.evidence import current_evidence, held_documents
from orken.cases.models import Case, Evidence, Filing
from orken.cases.procedure.definition import DocumentRequirement, Section
from orken.cases.services.drafting import DOCUMENT, editable_targets, refuse_closed
from orken.documents.evidence import Standing, state_dates
from orken.documents.models import Document
from orken.documents.services import keep, receive_upload
from orken.documents.validity import UNDATED, EvidenceDates
from orken.journal.services import record
from orken.kernel.errors import RuleViolation
from orken.parties.models import User


def attach_document(
    case: Case, section: Section, upload: UploadedFile[bytes], *, actor: User, dates: EvidenceDates = UNDATED
) -> Evidence:
    """Attach a file as the section's document; an earlier one is kept as replaced.

    Raises
    ------
    RuleViolation
        The section asks for no document, the case is not open for changes, or the file is refused.
    """
    requirement = _requirement(section)
    _refuse_fixed(case, requirement)
    # Outside the transaction: checking takes its time, and the journal keeps a virus that was found.
    received = receive_upload(upload, owner=case.applicant, actor=actor)
    with transaction.atomic():
        locked = _locked(case, requirement)
        document = keep(received, owner=locked.applicant, kind=requirement.kind, actor=actor, dates=dates)
        return _attach(locked, document, actor=actor)


@transaction.atomic
def attach_held(case: Case, section: Section, document_reference: str, *, actor: User) -> Evidence:
    """Attach a document that the organisation brought before, instead of uploading it again.

    Raises
    ------
    RuleViolation
        The section asks for no document, the case is not open for changes, or the organisation has no such document
        that may be used today.
    """
    requirement = _requirement(section)
    locked = _locked(case, requirement)
    held = (standing.document for standing in held_documents(locked.applicant, requirement.kind))
    document = next((document for document in held if document.reference == document_reference), None)
    if document is None:
        raise RuleViolation(
            "not_held",
            _("This document cannot be used any more: it has expired or was not accepted. Choose or upload another."),
        )
    attached = current_evidence(locked).get(requirement.kind)
    if attached is not None and attached.document == document:
        return attached
    return _attach(locked, document, actor=actor, held=True)


@transaction.atomic
def date_document(case: Case, section: Section, dates: EvidenceDates, *, actor: User) -> None:
    """Write down or correct the dates of the section's document, as long as no filing rests on them.

    Raises
    ------
    RuleViolation
        The case is not open for changes, or the document was filed or checked already.
    """
    requirement = _requirement(section)
    locked = _locked(case, requirement)
    attached = current_evidence(locked).get(requirement.kind)
    if attached is None or attached.document.dates == dates:
        return
    correct_dates(attached.document, dates, actor=actor)


@transaction.atomic
def correct_dates(document: Document, dates: EvidenceDates, *, actor: User) -> None:
    """The same for a document that the organisation keeps, attached or not. Whoever files it meanwhile goes first.

    Raises
    ------
    RuleViolation
        The document was filed or checked already.
    """
    Document.objects.select_for_update(no_key=True).get(pk=document.pk)
    if is_filed(document):
        raise RuleViolation(
            "filed_already",
            _("An application was submitted with this document, so its dates stay. Upload it anew to enter others."),
        )
    state_dates(document, dates, actor=actor)


def carry_documents(case: Case, copy: Case, *, actor: User) -> None:
    """Attach to a copy what the case rests on and what may still be used today."""
    asked = {section.document.kind for section in copy.definition.sections if section.document}
    for kind, attached in current_evidence(case).items():
        if kind in asked and Standing(attached.document, timezone.localdate()).may_be_used:
            _attach(copy, attached.document, actor=actor, held=True)


def is_filed(document: Document) -> bool:
    """Whether a filing of any case rests on the document."""
    attached = Evidence.objects.filter(document=document).values("case")
    filed = Filing.objects.filter(case__in=attached).values_list("content__documents", flat=True)
    return any(document.reference == named["reference"] for documents in filed for named in documents.values())


def _requirement(section: Section) -> DocumentRequirement:
    if section.document is None:
        raise RuleViolation("no_document_asked", _("No document is asked for here."))
    return section.document


def _locked(case: Case, requirement: DocumentRequirement) -> Case:
    locked = Case.objects.select_for_update().defer("words").get(pk=case.pk)
    locked.applicant = case.applicant
    _refuse_fixed(locked, requirement)
    return locked


def _refuse_fixed(case: Case, requirement: DocumentRequirement) -> None:
    refuse_closed(case)
    editable = editable_targets(case)
    if editable is not None and DOCUMENT + requirement.kind not in editable:
        raise RuleViolation("not_asked", _("Only what the officer asked to correct can be changed now."))


def _attach(case: Case, document: Document, *, actor: User, held: bool = False) -> Evidence:
    """``held`` says that the organisation had it already; it is the same document in all its cases."""
    now = timezone.now()
    Evidence.objects.filter(case=case, kind=document.kind, replaced_at=None).update(replaced_at=now)
    evidence = Evidence.objects.create(
        case=case, kind=document.kind, document=document, attached_by=actor, attached_at=now
    )
    record(
        "case.document_attached",
        actor=actor,
        subject=case.subject,
        data={"kind": document.kind, "document": document.reference, "sha256": document.sha256, "held": held},
        organisation_id=case.applicant_id,
    )
    return evidence
