"""People with drafts of the measured procedure, empty ones and ready ones, made in bulk."""

from __future__ import annotations

from django.utils import timezone

from orken.cases.models import Case, DraftSection, Evidence
from orken.cases.queries import newest_version
from orken.parties.models import Organisation, User
from tools.bench import population, procedure
from tools.bench.filings import Filer
from tools.bench.sessions import session_of


def filers(number: int, drafts: int) -> list[Filer]:
    """Each acts for an organisation of their own, which has so many empty drafts."""
    people = population.people(number)
    owned = zip(people, population.organisations(number, founders=people), strict=True)
    return [Filer(session_of(person), _references(_drafts(person, owner, drafts))) for person, owner in owned]


def ready_drafts(like: str, number: int) -> list[str]:
    """Copies of the case ``like`` as it was just before it was submitted; its documents are attached to all."""
    original = Case.objects.select_related("opened_by", "applicant").get(reference=like)
    copies = _drafts(original.opened_by, original.applicant, number)
    sections = list(original.draft_sections.all())
    DraftSection.objects.bulk_create(
        DraftSection(
            case=copy, section=one.section, typed=one.typed, changed=one.changed, revision=one.revision,
            saved_at=one.saved_at, saved_by=one.saved_by,
        )
        for copy in copies
        for one in sections
    )  # fmt: skip
    attached = list(original.evidence.filter(replaced_at=None))
    Evidence.objects.bulk_create(
        Evidence(
            case=copy, kind=one.kind, document=one.document, attached_by=one.attached_by, attached_at=one.attached_at
        )
        for copy in copies
        for one in attached
    )  # fmt: skip
    return _references(copies)


def _drafts(person: User, owner: Organisation, number: int) -> list[Case]:
    version, now = newest_version(procedure.CODE), timezone.now()
    return Case.objects.bulk_create(
        Case(version=version, procedure=version.code, applicant=owner, exclusive=False, opened_by=person, opened_at=now)
        for _draft in range(number)
    )


def _references(cases: list[Case]) -> list[str]:
    return [case.reference for case in cases]
