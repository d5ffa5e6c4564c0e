"""Two decisions at the same moment give one organisation one residency, and two changes of it one change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from orken.cases.models import Case, Conflict, ConflictKind, Declaration
from orken.cases.services.conflicts import declare
from orken.kernel.errors import RuleViolation
from orken.parties.models import Role
from orken.registers.models import Certificate, Entry
from orken.residency.changes import cancel_change, carry_out_due_changes, confirm_change, order_change
from orken.residency.models import LIVE, ChangeKind, Residency, StatusChange
from orken.residency.services import offer_residency
from tests.factories.cases import (
    filed_residency_case,
    load_rules_and_procedures,
    offered_residency_case,
    officer,
    sign,
)
from tests.factories.residency import an_order, ordered, resident, resident_for_years
from tests.simultaneous import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def rules(transactional_db: None) -> None:
    load_rules_and_procedures()


def test_one_live_residency_for_an_organisation() -> None:
    cases = [filed_residency_case()[0] for _ in range(3)]
    Case.objects.update(applicant=cases[0].applicant, exclusive=False)
    cases = list(Case.objects.all())
    results = at_once(*[lambda case=case: offer_residency(case, actor=None) for case in cases])
    assert sum(isinstance(result, Residency) for result in results) == 1
    assert [result.code for result in results if isinstance(result, RuleViolation)] == ["already_resident"] * 2
    assert Residency.objects.filter(state__in=LIVE).count() == 1


def test_both_sides_sign_at_once_and_one_certificate_is_issued() -> None:
    case, founder, _deciding = offered_residency_case()
    signatory = officer(Role.SIGNATORY)
    results = at_once(
        lambda: sign(Case.objects.get(pk=case.pk), "sign_for_applicant", founder),
        lambda: sign(Case.objects.get(pk=case.pk), "sign_for_operator", signatory),
    )
    assert not [result for result in results if isinstance(result, Exception)]
    assert Entry.objects.count() == Certificate.objects.count() == 1


def test_revoked_and_renewed_at_once_only_one_happens() -> None:
    residency = resident_for_years("1")
    ordered(residency, ChangeKind.REVOKE)
    chief, clerk = officer(Role.HEAD_OF_UNIT), officer()
    renewal = an_order(ChangeKind.RENEW, valid_to=date(2090, 1, 1))
    results = at_once(
        lambda: confirm_change(Residency.objects.get(), actor=chief),
        lambda: order_change(Residency.objects.get(), renewal, actor=clerk),
    )
    refused = [result for result in results if isinstance(result, RuleViolation)]
    assert [result.code for result in refused] in (["change_waits"], ["wrong_state"])
    residency.refresh_from_db()
    assert (residency.state, residency.valid_to) != ("in_force", date(2090, 1, 1))
    assert residency.state == "revoked"
    assert Certificate.objects.count() == 1


def test_two_officers_suspend_at_once_and_one_is_told() -> None:
    residency = resident()
    people = [officer(), officer()]
    results = at_once(
        *[
            lambda person=person: order_change(Residency.objects.get(), an_order(ChangeKind.SUSPEND), actor=person)
            for person in people
        ]
    )
    assert [result.code for result in results if isinstance(result, RuleViolation)] == ["wrong_state"]
    assert residency.entry is not None
    assert residency.entry.versions.count() == 2


def test_revocation_is_signed_and_taken_back_at_once_only_one_happens() -> None:
    residency = resident()
    ordered(residency, ChangeKind.REVOKE)
    chief, other = officer(Role.HEAD_OF_UNIT), officer()
    results = at_once(
        lambda: confirm_change(Residency.objects.get(), actor=chief),
        lambda: cancel_change(Residency.objects.get(), note="Жоқ.", actor=other),
    )
    assert [result.code for result in results if isinstance(result, RuleViolation)] == ["nothing_waits"]
    change = StatusChange.objects.get()
    assert (change.carried_out_at is None) != (change.cancelled_at is None)


def test_worker_and_officer_at_once_carry_a_change_out_once(travel: Callable[[str], None]) -> None:
    travel("2026-03-18")
    residency = resident()
    ordered(residency, ChangeKind.SUSPEND, date(2026, 4, 1))
    travel("2026-04-01")
    results = at_once(*[lambda: carry_out_due_changes(date(2026, 4, 1))] * 2)
    assert sorted(results) == [0, 1]  # type: ignore[type-var]
    assert residency.entry is not None
    assert residency.entry.versions.count() == 2


def test_who_is_barred_meanwhile_orders_a_change_before_or_not_at_all() -> None:
    residency, clerk = resident(), officer()
    made, _declared = at_once(
        lambda: order_change(Residency.objects.get(), an_order(ChangeKind.SUSPEND), actor=clerk),
        lambda: declare(residency.case, person=clerk, task=Declaration.Task.CASEWORK, kind=ConflictKind.FAMILY),
    )
    conflict = Conflict.objects.get()
    if isinstance(made, StatusChange):
        assert made.ordered_at <= conflict.recorded_at
    else:
        assert isinstance(made, PermissionDenied)
        assert not StatusChange.objects.exists()
    ordered(residency, ChangeKind.REVOKE)
    with pytest.raises(PermissionDenied):
        cancel_change(Residency.objects.get(), note="Жоқ.", actor=clerk)
    with pytest.raises(PermissionDenied):
        confirm_change(Residency.objects.get(), actor=clerk)
    assert StatusChange.objects.get(kind=ChangeKind.REVOKE).cancelled_at is None
