"""From the decision to the certificate, through the case engine, and what ends a residency."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from orken.cases.extension import fact
from orken.cases.models import Case, CaseState, Outcome
from orken.cases.services.filing import FilingRefused
from orken.documents.keys import published_certificate
from orken.documents.sealing import verify
from orken.journal.queries import entries_about
from orken.kernel.errors import RuleViolation
from orken.parties.models import Role, User
from orken.registers.models import Certificate, Entry
from orken.registers.queries import entries_as_of
from orken.residency.models import Residency, ResidencyState
from orken.residency.register import RESIDENTS
from orken.residency.services import lapse_offer, offer_residency
from tests.factories.cases import (
    filed_residency_case,
    filled_residency_case,
    load_rules_and_procedures,
    offered_residency_case,
    officer,
    sign,
    step,
)
from tests.factories.parties import ForeignOrganisationFactory
from tests.factories.residency import DAY, resident_for_years
from tests.standing import built_once, own

pytestmark = pytest.mark.django_db

Travel = Callable[[str], None]


class Offer(NamedTuple):
    """A case whose agreement waits for both signatures, and its founder."""

    case: Case
    founder: User


def offered() -> Offer:
    load_rules_and_procedures()
    case, founder, _deciding = offered_residency_case()
    return Offer(case, founder)


standing = built_once(offered, day=DAY)


@pytest.fixture(autouse=True)
def offer(standing: Offer, travel: Travel, db: None) -> Offer:
    travel(DAY)
    return own(standing)


@pytest.fixture
def residency(offer: Offer) -> Residency:
    sign(offer.case, "sign_for_applicant", offer.founder)
    sign(offer.case, "sign_for_operator", officer(Role.SIGNATORY))
    return Residency.objects.get(case=offer.case)


def is_resident(case: Case) -> object:
    return fact["residency.is_resident"](case.applicant)


def test_decision_makes_an_offer_that_is_not_yet_public(offer: Offer) -> None:
    case, _founder = offer
    residency = Residency.objects.get(case=case)
    assert residency.state == ResidencyState.AWAITING_AGREEMENT
    assert not Entry.objects.exists()
    assert is_resident(case) is False


def test_second_signature_brings_everything_into_force_at_once(residency: Residency) -> None:
    assert residency.state == ResidencyState.IN_FORCE
    assert residency.valid_from == date(2026, 3, 18)
    [version] = entries_as_of(RESIDENTS, date(2026, 3, 18))
    assert version.entry == residency.entry
    assert version.name == residency.organisation.name
    assert version.official_number == residency.organisation.bin
    assert version.data["region"] == {"kk": "Астана қаласы", "ru": "город Астана", "en": "Astana"}
    certificate = Certificate.objects.get()
    assert certificate.number == "KZ-R-2026-000001"
    assert certificate.version == version
    with certificate.document.file.open("rb") as file:
        assert verify(file.read(), published_certificate()).intact
    assert residency.case.outcome == Outcome.GRANTED
    assert is_resident(residency.case) is True


def test_nothing_is_in_force_when_the_certificate_cannot_be_made(offer: Offer, monkeypatch: pytest.MonkeyPatch) -> None:
    case, founder = offer
    sign(case, "sign_for_applicant", founder)
    monkeypatch.setattr("orken.registers.services.seal", lambda pdf: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        sign(case, "sign_for_operator", officer(Role.SIGNATORY))
    case.refresh_from_db()
    assert case.state == CaseState.IN_PROGRESS
    assert Residency.objects.get().state == ResidencyState.AWAITING_AGREEMENT
    assert not Entry.objects.exists()
    assert case.agreement.signatures.count() == 1


def test_public_interface_shows_the_new_resident(residency: Residency, client: Client) -> None:
    told = json.loads(client.get("/api/v1/registers/residents", {"as_of": "2026-03-18"}).content)
    assert [entry["name"] for entry in told["entries"]] == [residency.organisation.name]
    assert told["entries"][0]["data"]["activity"] == "62011"
    assert json.loads(client.get("/api/v1/registers/residents", {"as_of": "2026-03-17"}).content)["entries"] == []


def test_unsigned_offer_lapses_and_leaves_room_for_another(offer: Offer) -> None:
    case, _founder = offer
    lapse_offer(case, actor=None)
    assert Residency.objects.get().state == ResidencyState.LAPSED
    assert not Entry.objects.exists()
    with pytest.raises(RuleViolation, match="Lapsed"):
        lapse_offer(case, actor=None)


def test_second_live_residency_is_refused_with_the_reason(offer: Offer) -> None:
    case, _founder = offer
    other, _other_founder = filed_residency_case()
    Case.objects.filter(pk=other.pk).update(applicant=case.applicant, exclusive=False)
    other.refresh_from_db()
    with pytest.raises(RuleViolation, match="already, or an offer of it") as refused:
        offer_residency(other, actor=None)
    assert refused.value.code == "already_resident"


def test_residency_without_a_term_in_the_rulebook_has_no_end(residency: Residency) -> None:
    assert residency.valid_to is None


@pytest.mark.parametrize(
    ("begins", "years", "ends"),
    [
        ("2026-03-18", "3", date(2029, 3, 18)),
        ("2028-02-29", "1", date(2029, 3, 1)),
        ("2028-02-29", "4", date(2032, 2, 29)),
    ],
)
def test_term_ends_on_the_same_day_of_a_later_year(travel: Travel, begins: str, years: str, ends: date) -> None:
    travel(begins)
    assert resident_for_years(years).valid_to == ends


def test_resident_cannot_apply_again(residency: Residency) -> None:
    founder = residency.organisation.mandates.get().user
    case = filled_residency_case(founder, residency.organisation)
    with pytest.raises(FilingRefused) as refused:
        step(case, "file", founder)
    assert [result.rule.id for result in refused.value.check.barring] == ["not_a_resident_yet"]


def test_foreign_resident_is_published_by_country_and_number() -> None:
    from orken.residency.register import published_data

    data = published_data(ForeignOrganisationFactory())
    assert data["country"] == {"kk": "Германия", "ru": "Германия", "en": "Germany"}
    assert "region" not in data


def test_every_step_is_in_the_journal_of_the_case(residency: Residency) -> None:
    actions = [entry.action for entry in entries_about(residency.case.subject)]
    assert [action for action in actions if action.startswith("residency.")] == [
        "residency.offered",
        "residency.in_force",
    ]


@pytest.mark.parametrize(
    "changes",
    [{"state": "in_force"}, {"state": "asleep"}, {"valid_from": date(2026, 3, 18)}],
    ids=["in force without an entry", "unknown state", "an offer with a date"],
)
def test_database_refuses_a_residency_that_cannot_be(changes: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Residency.objects.update(**changes)
