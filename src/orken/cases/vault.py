"""What an organisation keeps as evidence, and in which of its cases each document is used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.utils import timezone

from orken.cases.models import Case, Evidence
from orken.documents.evidence import Standing, standing_today, with_verifications
from orken.documents.models import Document
from orken.documents.validity import EvidenceKind, evidence_kinds, kinds_held
from orken.parties.models import Organisation


@dataclass(frozen=True)
class Kept:
    """One document with the cases that use it."""

    standing: Standing
    cases: list[Case]

    @property
    def document(self) -> Document:
        return self.standing.document


@dataclass(frozen=True)
class Shelf:
    """The documents of one kind, the newest first; ``may_grow`` where the organisation brings such documents."""

    kind: EvidenceKind
    kept: list[Kept]
    max_age: int | None
    may_grow: bool


def shelves_of(organisation: Organisation) -> list[Shelf]:
    """All kinds that the organisation keeps or has once brought, in the order of the pack."""
    today, brought = timezone.localdate(), {kind.code for kind in kinds_held(by_foreign=organisation.is_foreign)}
    kept = [_kept(document) for document in vault_documents(organisation)]
    shelves = [
        Shelf(
            kind,
            [one for one in kept if one.document.kind == kind.code],
            kind.days_from_issue(today),
            kind.code in brought,
        )
        for kind in evidence_kinds()
    ]
    return [shelf for shelf in shelves if shelf.kept or shelf.may_grow]


def vault_documents(organisation: Organisation) -> QuerySet[Document]:
    """Documents that the organisation brought itself, of the kinds that are kept as evidence."""
    cases = Evidence.objects.filter(replaced_at=None).select_related("case__version")
    used = cases.defer("case__version__content", "case__words").order_by("-attached_at")
    documents = Document.objects.filter(
        owner=organisation, uploaded_by__isnull=False, kind__in=[kind.code for kind in evidence_kinds()]
    )
    return with_verifications(documents).prefetch_related(Prefetch("evidence", used)).order_by("-uploaded_at", "-pk")


def kept_document(organisation: Organisation, reference: str) -> Kept:
    """One document of the organisation; ``Http404`` where it keeps no such one."""
    document = vault_documents(organisation).filter(reference=reference).first()
    if document is None:
        raise Http404
    return _kept(document)


def running_out(shelves: Iterable[Shelf]) -> list[Kept]:
    """Documents that expire soon and that no newer one of their kind replaces."""
    newest = (shelf.kept[0] for shelf in shelves if shelf.kept)
    return [kept for kept in newest if kept.standing.expires_soon]


def _kept(document: Document) -> Kept:
    return Kept(standing_today(document), [evidence.case for evidence in document.evidence.all()])
