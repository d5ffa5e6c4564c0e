"""The documents that a case rests on, how they stand, and which of them its applicant has already."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Prefetch
from django.utils import timezone

from orken.cases.models import Case, Evidence
from orken.documents.evidence import WITH_VERIFICATIONS, Standing, standing_today, with_verifications
from orken.documents.models import Document
from orken.parties.models import Organisation

WITH_DOCUMENTS = Prefetch("document", Document.objects.prefetch_related(WITH_VERIFICATIONS))


def current_evidence(case: Case) -> dict[str, Evidence]:
    """What is attached now, by kind, with what officers found."""
    return {
        attached.kind: attached for attached in case.evidence.filter(replaced_at=None).prefetch_related(WITH_DOCUMENTS)
    }


def first_filed(case: Case) -> dict[str, datetime]:
    """When each document was first filed in this case, by its reference."""
    filed: dict[str, datetime] = {}
    for filing in case.filings.all():
        for document in filing.content["documents"].values():
            filed.setdefault(document["reference"], filing.filed_at)
    return filed


def filed_standings(case: Case) -> dict[str, Standing]:
    """Every document that was ever filed in the case as it stood on the day of its first filing, by its reference."""
    filed = first_filed(case)
    documents = with_verifications(Document.objects.filter(reference__in=filed))
    return {
        document.reference: Standing(document, timezone.localdate(filed[document.reference])) for document in documents
    }


def standings(case: Case, evidence: Mapping[str, Evidence], at: datetime) -> dict[str, Standing]:
    """How each document stands: by the day of its first filing, or where it was not filed yet by the day of ``at``."""
    filed = first_filed(case)
    return {
        kind: Standing(attached.document, timezone.localdate(filed.get(attached.document.reference, at)))
        for kind, attached in evidence.items()
    }


def replaceable_kinds(case: Case) -> set[str]:
    """Kinds whose document may be another one while the case is corrected: it was not accepted, or is not filed yet."""
    attached, filed = current_evidence(case), first_filed(case)
    return {
        kind
        for kind, standing in standings(case, attached, timezone.now()).items()
        if standing.is_rejected or standing.document.reference not in filed
    }


def held_documents(organisation: Organisation, kind: str) -> list[Standing]:
    """Documents of the organisation of one kind that can be used today, the newest first."""
    documents = Document.objects.filter(owner=organisation, kind=kind, uploaded_by__isnull=False)
    found = map(standing_today, with_verifications(documents.order_by("-uploaded_at")))
    return [standing for standing in found if standing.may_be_used]


def reusable(case: Case, kind: str) -> list[Standing]:
    """What the applicant has already and could attach instead of uploading; without what is attached."""
    attached = set(case.evidence.filter(kind=kind, replaced_at=None).values_list("document", flat=True))
    return [standing for standing in held_documents(case.applicant, kind) if standing.document.pk not in attached]
