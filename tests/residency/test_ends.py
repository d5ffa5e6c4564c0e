"""A residency with an end: it is reminded of, reached or moved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from django.utils import timezone
from django.utils.translation import override

from orken.cases.models import Case
from orken.kernel.errors import RuleViolation
from orken.registers.models import Certificate, State
from orken.registers.queries import entries_as_of, state_now
from orken.residency.models import ChangeKind, Residency, ResidencyState, StatusChange
from orken.residency.presentation import history
from orken.residency.register import RESIDENTS
from orken.residency.services import expire_residencies, offer_residency, remind_of_ends
from orken.residency.tasks import note_ended_residencies
from tests.factories.cases import filed_residency_case
from tests.factories.residency import DAY, in_force, ordered
from tests.residency.test_changes import told
from tests.residency.test_residency import is_resident
from tests.standing import built_once

pytestmark = pytest.mark.django_db

Travel = Callable[[str], None]
SUSPEND, RENEW = ChangeKind.SUSPEND, ChangeKind.RENEW

standing = built_once(partial(in_force, years="1"), day=DAY)


def test_change_whose_day_comes_after_the_end_is_taken_back(residency: Residency, travel: Travel) -> None:
    with pytest.raises(RuleViolation, match="ends before that day"):
        ordered(residency, SUSPEND, date(2027, 3, 18))
    ordered(residency, SUSPEND, date(2027, 3, 17))
    travel("2027-03-18")
    note_ended_residencies.func(0)
    assert Residency.objects.get().state == ResidencyState.EXPIRED
    assert StatusChange.objects.get().cancelled_at is not None
    with override("kk"):
        told = {event.text for event in history(Residency.objects.get(), for_staff=True)}
    assert "Резиденттік өзгеріс күнінен бұрын аяқталды." in told


def test_renewal_must_prolong(residency: Residency) -> None:
    for valid_to in (None, date(2027, 3, 18), date(2027, 1, 1)):
        with pytest.raises(RuleViolation) as refused:
            ordered(residency, RENEW, valid_to=valid_to)
        assert refused.value.code == "not_longer"


def test_renewal_moves_the_end_and_issues_a_new_certificate(residency: Residency, travel: Travel) -> None:
    first = Certificate.objects.get()
    travel("2027-02-01")
    ordered(residency, RENEW, valid_to=date(2028, 3, 18))
    assert residency.valid_to == date(2028, 3, 18)
    second = Certificate.objects.latest("pk")
    assert second.number == "KZ-R-2027-000001"
    assert second != first
    travel("2027-12-01")
    assert state_now(second) is State.VALID
    [row] = entries_as_of(RESIDENTS, date(2027, 12, 1))
    assert (row.first_day, row.valid_to, row.certificate_number) == (  # type: ignore[attr-defined]
        date(2026, 3, 18), date(2028, 3, 18), second.number,
    )  # fmt: skip
    travel("2028-03-18")
    assert expire_residencies(timezone.localdate()) == 1
    with pytest.raises(RuleViolation, match="Expired"):
        ordered(residency, RENEW, valid_to=date(2029, 3, 18))


def test_suspended_residency_is_not_renewed(residency: Residency) -> None:
    ordered(residency, SUSPEND)
    with pytest.raises(RuleViolation, match="Suspended"):
        ordered(residency, RENEW, valid_to=date(2029, 3, 18))


def test_organisation_is_reminded_once_of_each_end(residency: Residency, travel: Travel) -> None:
    before = len(told(residency))
    travel("2027-01-16")
    assert remind_of_ends(timezone.localdate()) == 0
    travel("2027-01-17")
    assert remind_of_ends(timezone.localdate()) == 1
    assert remind_of_ends(timezone.localdate()) == 0
    assert len(told(residency)) == before + 1
    assert "17.03.2027" in told(residency)[-1]
    ordered(residency, RENEW, valid_to=date(2028, 3, 18))
    travel("2028-01-18")
    assert remind_of_ends(timezone.localdate()) == 1


def test_organisation_hears_of_the_end(residency: Residency, travel: Travel) -> None:
    travel("2027-03-18")
    expire_residencies(timezone.localdate())
    assert residency.organisation.name in told(residency)[-1]


def test_ended_residency_is_noted_and_the_organisation_is_free_again(residency: Residency, travel: Travel) -> None:
    certificate = Certificate.objects.get()
    travel("2027-03-17")
    assert expire_residencies(timezone.localdate()) == 0
    assert is_resident(residency.case) is True
    travel("2027-03-18")
    assert is_resident(residency.case) is False
    assert state_now(certificate) is State.EXPIRED
    assert expire_residencies(timezone.localdate()) == 1
    assert expire_residencies(timezone.localdate()) == 0
    residency.refresh_from_db()
    assert residency.state == ResidencyState.EXPIRED


def test_new_offer_is_possible_on_the_very_day_after_the_old_one_ended(residency: Residency, travel: Travel) -> None:
    travel("2027-03-18")
    other, _founder = filed_residency_case()
    Case.objects.filter(pk=other.pk).update(applicant=residency.organisation)
    other.refresh_from_db()
    assert offer_residency(other, actor=None).state == ResidencyState.AWAITING_AGREEMENT
    residency.refresh_from_db()
    assert residency.state == ResidencyState.EXPIRED
