"""Telling organisations in time that a document of theirs is about to expire."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from orken.cases.evidence import held_documents
from orken.cases.models import CaseState, Evidence
from orken.documents.models import Document
from orken.documents.validity import EvidenceKind, evidence_kinds
from orken.kernel.each import for_each
from orken.notices.services import notify
from orken.parties.queries import people_acting_for


def tell_of_expiring_documents() -> int:
    """Tell the people of each owner once, as many days before as the kind says; how many documents were told of."""
    today = timezone.localdate()
    expiring = [
        (document.pk, kind)
        for kind in evidence_kinds()
        if kind.notice_days
        for document in _about_to_expire(kind, today)
    ]
    return sum(for_each(expiring, lambda one: _tell(*one, today), name=lambda one: f"document {one[0]}"))


def _about_to_expire(kind: EvidenceKind, today: date) -> QuerySet[Document]:
    """Of a kind that lives for days only, those that wait in a draft: any other has served its purpose."""
    untold = Document.objects.filter(kind=kind.code, owner__isnull=False, expiry_told_at=None)
    notice = timedelta(days=kind.notice_days)
    if not kind.needs_issue_date:
        return untold.filter(valid_through__range=(today, today + notice))
    age = kind.days_from_issue(today)
    if age is None:
        return untold.none()
    oldest = today - timedelta(days=age)
    waiting = Evidence.objects.filter(replaced_at=None, case__state=CaseState.DRAFT).values("document")
    return untold.filter(issued_on__range=(oldest, oldest + notice), pk__in=waiting)


@transaction.atomic
def _tell(document_pk: int, kind: EvidenceKind, today: date) -> bool:
    document = Document.objects.select_for_update(of=("self",)).select_related("owner").get(pk=document_pk)
    if document.expiry_told_at is not None or document.owner is None:
        return False
    usable = held_documents(document.owner, kind.code)
    if not usable or usable[0].document != document:
        return False  # it was not accepted, or a newer one stands in its place for now
    document.expiry_told_at = timezone.now()
    document.save(update_fields=["expiry_told_at"])
    context = {
        "name": document.filename,
        "kind": kind.title.to_data(),
        "day": kind.valid_through(document.dates, today),
        "organisation": document.owner,
    }
    notify(people_acting_for(document.owner), "document_expires", context, subject_of=document.subject)
    return True
