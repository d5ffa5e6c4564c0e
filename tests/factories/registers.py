"""Register entries for tests, made by the room's own services, in a register that no domain has."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from orken.kernel.text import Text
from orken.parties.models import Organisation, Role, User
from orken.registers.catalogue import Column, EntryData, Register
from orken.registers.models import Certificate, Entry
from orken.registers.services import issue_certificate, open_entry
from tests.factories.parties import OrganisationFactory, PersonFactory

TESTERS = Register(
    code="testers",
    title="Register of testers",
    summary="Those who may test.",
    columns=(Column("field", "Field"), Column("place", "Place")),
    certificate="certificate",
    certificate_prefix="KZ-T",
)
REASON = Text(kk="Есеп берілмеді.", ru="Отчёт не сдан.", en="The report was not handed in.")
ASTANA = {"kk": "Астана қаласы", "ru": "город Астана", "en": "Astana"}


def officer() -> User:
    return PersonFactory(roles=[Role.OFFICER])


def new_tester(
    name: str = "«Өрнек» ЖШС",
    *,
    valid_from: date | None = None,
    valid_to: date | None = None,
    data: EntryData | None = None,
    organisation: Organisation | None = None,
) -> Entry:
    return open_entry(
        TESTERS,
        organisation=organisation or OrganisationFactory(name=name),
        data=data or {"field": "drones", "place": ASTANA},
        valid_from=valid_from or timezone.localdate(),
        valid_to=valid_to,
        actor=None,
    )


def certified_tester(name: str = "«Өрнек» ЖШС", **when: date) -> Certificate:
    return issue_certificate(
        new_tester(name, valid_from=when.get("valid_from"), valid_to=when.get("valid_to")), actor=None
    )
