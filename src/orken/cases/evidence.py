"""The documents that a case rests on, how they stand, and which of them its applicant has already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import F, Prefetch, QuerySet, prefetch_related_objects
from django.utils import timezone

from orken.cases.models import Case, Evidence, Filing
from orken.documents.evidence import WITH_VERIFICATIONS, Standing, standing_today, with_verifications
from orken.documents.models import Document, Verification
from orken.parties.models import Organisation
from orken.statements import Given, OneOf, Statement

FINDINGS = Prefetch("document__verifications", Verification.objects.select_related("verified_by"))


def attached_to(case: Case) -> QuerySet[Evidence]:
    """What is attached now, with what officers found."""
    return case.evidence.filter(replaced_at=None).select_related("document").prefetch_related(FINDINGS)


def current_evidence(case: Case) -> dict[str, Evidence]:
    """What is attached now, by kind."""
    return {evidence.kind: evidence for evidence in attached_to(case)}


def first_filed(filings: Iterable[Filing]) -> dict[str, datetime]:
    """When each document was first filed, by its reference; ``filings`` are those of one case, the first one first."""
    filed: dict[str, datetime] = {}
    for filing in filings:
        for document in filing.content["documents"].values():
            filed.setdefault(document["reference"], filing.filed_at)
    return filed


def filed_standings(filings: Iterable[Filing]) -> dict[str, Standing]:
    """Every document that was ever filed in a case as it stood on the day of its first filing, by its reference."""
    filed = first_filed(filings)
    documents = _DOCUMENTS.ask(references=list(filed)) if filed else []
    prefetch_related_objects(documents, WITH_VERIFICATIONS)
    return {
        document.reference: Standing(document, timezone.localdate(filed[document.reference]), is_filed=True)
        for document in documents
    }


_DOCUMENTS = Statement(lambda: Document.objects.filter(OneOf(F("reference"), Given("references"))))


def standings(
    case: Case, evidence: Mapping[str, Evidence], at: datetime, filed: Mapping[str, datetime] | None = None
) -> dict[str, Standing]:
    """How each document stands: by the day of its first filing, or where it was not filed yet by the day of ``at``.

    ``filed`` is what ``first_filed`` says, where the caller knows it already.
    """
    filed = first_filed(case.filings.all()) if filed is None else filed
    return {kind: _standing(attached.document, filed, at) for kind, attached in evidence.items()}


def _standing(document: Document, filed: Mapping[str, datetime], at: datetime) -> Standing:
    first = filed.get(document.reference)
    return Standing(document, timezone.localdate(first or at), is_filed=first is not None)


def replaceable_kinds(case: Case) -> set[str]:
    """Kinds whose document may be another one while the case is corrected: it was not accepted, or is not filed yet."""
    filed = first_filed(case.filings.all())
    found = standings(case, current_evidence(case), timezone.now(), filed)
    return {
        kind for kind, standing in found.items() if standing.is_rejected or standing.document.reference not in filed
    }


def held_documents(organisation: Organisation, kind: str) -> list[Standing]:
    """Documents of the organisation of one kind that can be used today, the newest first."""
    documents = Document.objects.filter(owner=organisation, kind=kind, uploaded_by__isnull=False)
    found = map(standing_today, with_verifications(documents.order_by("-uploaded_at")))
    return [standing for standing in found if standing.may_be_used]
