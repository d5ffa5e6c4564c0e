"""How long documents hold, what officers find on them, and which dates are believed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from orken.documents.evidence import Standing, record_view, standing_today, state_dates, verify
from orken.documents.forms import EvidenceDatesForm
from orken.documents.models import Document, Verdict, Verification
from orken.documents.services import store_upload
from orken.documents.validity import UNDATED, EvidenceDates, evidence_kind, evidence_kinds, kinds_held
from orken.documents.wording import state_of
from orken.journal.models import Entry
from orken.kernel.errors import RuleViolation
from orken.parties.models import User
from orken.rulebook.lists import pack_directory
from orken.rulebook.services import load_parameters
from tests.factories.documents import upload
from tests.factories.parties import OrganisationFactory, PersonFactory
from tests.simultaneous import at_once

pytestmark = pytest.mark.django_db

TAX, AUTHORITY = "tax_arrears_certificate", "signatory_authority"
DAY = date(2026, 11, 2)


@pytest.fixture
def parameters(db: None) -> None:
    load_parameters(pack_directory("kz"))


@pytest.fixture
def officer() -> User:
    return PersonFactory(full_name="Данияр Ержанұлы")


def kept(kind: str = TAX, dates: EvidenceDates = UNDATED) -> Document:
    return store_upload(upload(), owner=OrganisationFactory(), kind=kind, actor=PersonFactory(), dates=dates)


@pytest.mark.usefixtures("parameters")
@pytest.mark.parametrize(
    ("kind", "dates", "day", "expired"),
    [
        (TAX, EvidenceDates(DAY), DAY + timedelta(days=10), False),
        (TAX, EvidenceDates(DAY), DAY + timedelta(days=11), True),
        (TAX, UNDATED, DAY, False),
        (AUTHORITY, EvidenceDates(DAY, DAY), DAY, False),
        (AUTHORITY, EvidenceDates(DAY, DAY), DAY + timedelta(days=1), True),
        (AUTHORITY, EvidenceDates(DAY), DAY + timedelta(days=9999), False),
        ("state_registration", EvidenceDates(DAY), DAY + timedelta(days=9999), False),
        ("stall_plan", EvidenceDates(DAY, DAY), DAY + timedelta(days=9999), False),
    ],
)
def test_last_day_still_counts(kind: str, dates: EvidenceDates, day: date, expired: bool) -> None:
    assert Standing(kept(kind, dates), day).is_expired == expired


def test_without_the_parameter_no_end_is_known() -> None:
    standing = Standing(kept(TAX, EvidenceDates(DAY)), DAY + timedelta(days=999))
    assert standing.valid_through is None
    assert standing.may_be_used


@pytest.mark.usefixtures("parameters")
def test_states_in_words(officer: User, travel: Callable[[str], None]) -> None:
    travel("2026-11-02")
    document = kept(TAX, EvidenceDates(DAY))
    assert state_of(Standing(kept(), DAY)) == ("warn", "Date of issue missing")
    assert state_of(Standing(document, DAY)) == ("neutral", "Not checked yet")
    assert state_of(Standing(document, DAY + timedelta(days=7))) == ("warn", "Expires soon")
    assert state_of(Standing(document, DAY + timedelta(days=11))) == ("bad", "Expired")
    verify(document, Verdict.ACCEPTED, reason="", seen=0, actor=officer)
    assert state_of(Standing(document, DAY)) == ("good", "Accepted")
    travel("2026-12-02")
    assert state_of(Standing(document, DAY)) == ("warn", "Has expired since")
    verify(document, Verdict.REJECTED, reason="Жалған", seen=1, actor=officer)
    assert state_of(Standing(document, DAY)) == ("bad", "Not accepted")


def test_kinds_of_the_pack_are_read_with_their_validity() -> None:
    assert {kind.code for kind in evidence_kinds()} >= {"state_registration", AUTHORITY, TAX, "other"}
    assert TAX not in {kind.code for kind in kinds_held(by_foreign=True)}
    assert TAX in {kind.code for kind in kinds_held(by_foreign=False)}
    assert evidence_kind("stall_plan") is None


def test_rejection_needs_a_reason(officer: User) -> None:
    document = kept()
    with pytest.raises(RuleViolation) as refused:
        verify(document, Verdict.REJECTED, reason="  ", seen=0, actor=officer)
    assert refused.value.field == "reason"
    with pytest.raises(IntegrityError), transaction.atomic():
        Verification.objects.create(document=document, verdict=Verdict.REJECTED, verified_by=officer)


def test_colleague_who_was_faster_is_named(officer: User) -> None:
    document = kept()
    verify(document, Verdict.ACCEPTED, reason="", seen=0, actor=officer)
    with pytest.raises(RuleViolation) as refused:
        verify(document, Verdict.REJECTED, reason="Оқылмайды", seen=0, actor=PersonFactory())
    assert str(refused.value) == (
        "Данияр Ержанұлы has checked this document meanwhile: accepted. Look at it again before you decide."
    )
    assert standing_today(document).is_accepted


def test_findings_are_history_that_nobody_changes(officer: User) -> None:
    document = kept()
    verify(document, Verdict.ACCEPTED, reason="", seen=0, actor=officer)
    verify(document, Verdict.REJECTED, reason="Мөр бөтен", seen=1, actor=officer)
    assert [found.verdict for found in document.verifications.all()] == ["accepted", "rejected"]
    for change in ("UPDATE documents_verification SET reason = 'x'", "DELETE FROM documents_verification"):
        with pytest.raises(DatabaseError, match="add another verification"), transaction.atomic():
            connection.cursor().execute(change)
    entries = Entry.objects.filter(subject=document.subject)
    assert [(entry.action, entry.actor) for entry in entries] == [
        ("document.accepted", officer),
        ("document.rejected", officer),
    ]
    assert {entry.organisation_id for entry in entries} == {document.owner_id}


def test_dates_of_a_checked_document_stay(officer: User) -> None:
    document = kept()
    verify(document, Verdict.ACCEPTED, reason="", seen=0, actor=officer)
    with pytest.raises(RuleViolation) as refused:
        state_dates(document, EvidenceDates(DAY), actor=PersonFactory())
    assert refused.value.code == "verified_already"
    document.refresh_from_db()
    assert document.dates == UNDATED


def test_end_before_the_issue_is_refused_by_the_database() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        kept(AUTHORITY, EvidenceDates(DAY, DAY - timedelta(days=1)))


def test_change_of_dates_is_written_down_once() -> None:
    document, person = kept(), PersonFactory()
    state_dates(document, EvidenceDates(DAY), actor=person)
    state_dates(document, EvidenceDates(DAY), actor=person)
    entry = Entry.objects.get(action="document.dated")
    assert entry.data["after"] == {"issued_on": "2026-11-02", "valid_through": None}


def test_view_by_the_operator_is_written_down_for_the_owner(officer: User) -> None:
    document = kept()
    record_view(document, actor=officer, seen_in="case:7F3K")
    entry = Entry.objects.get(action="document.viewed")
    assert (entry.subject, entry.actor, entry.organisation_id) == (document.subject, officer, document.owner_id)


def dates_typed(kind: str, **typed: str) -> EvidenceDatesForm:
    form = EvidenceDatesForm(
        evidence_kind(kind), prefix="new", data={f"new-{name}": day for name, day in typed.items()}
    )
    form.is_valid()
    return form


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"issued_on": "2099-01-01"}, "issued_on", "in the future"),
        ({"issued_on": "31.02.2026"}, "issued_on", "not a date"),
        ({"issued_on": "2026-11-02", "valid_through": "2026-11-01"}, "valid_through", "before the date of issue"),
    ],
)
def test_dates_that_cannot_be_are_refused(typed: dict[str, str], field: str, words: str) -> None:
    assert words in dates_typed(AUTHORITY, **typed).errors[field][0]


def test_dates_may_be_typed_as_people_here_write_them() -> None:
    form = dates_typed(AUTHORITY, issued_on="02.11.2026", valid_through="2026-12-31")
    assert form.dates == EvidenceDates(DAY, date(2026, 12, 31))


def test_kind_without_an_end_is_not_asked_for_one() -> None:
    assert list(EvidenceDatesForm(evidence_kind(TAX)).fields) == ["issued_on"]
    assert list(EvidenceDatesForm(None).fields) == []
    assert dates_typed("state_registration", issued_on="", valid_through="2026-12-31").dates == UNDATED


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_make_one_finding() -> None:
    document, first, second = kept(), PersonFactory(), PersonFactory()
    results: list[Any] = at_once(
        lambda: verify(document, Verdict.ACCEPTED, reason="", seen=0, actor=first),
        lambda: verify(document, Verdict.REJECTED, reason="Оқылмайды", seen=0, actor=second),
    )
    [found] = [result for result in results if isinstance(result, Verification)]
    [refused] = [result for result in results if isinstance(result, RuleViolation)]
    assert refused.code == "verified_meanwhile"
    assert document.verifications.get() == found
    assert found.verified_at <= timezone.now()
