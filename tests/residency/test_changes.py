"""Suspended, reinstated, revoked, renewed: who may not, when not, and what each brings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from orken.journal.queries import entries_about
from orken.kernel.errors import RuleViolation
from orken.notices.models import Notice
from orken.parties.models import Role
from orken.registers.models import Certificate, State
from orken.registers.queries import entries_as_of, state_now
from orken.residency import changes
from orken.residency.changes import cancel_change, carry_out_due_changes, confirm_change
from orken.residency.models import ChangeKind, Residency, ResidencyState, StatusChange
from orken.residency.queries import is_resident, pending_change
from orken.residency.register import RESIDENTS
from orken.residency.tasks import note_ended_residencies
from tests.factories.cases import offered_residency_case, officer
from tests.factories.residency import DAY, EXPLANATION, an_order, in_force, ordered, resident
from tests.residency.test_renewal import asked_for, barring
from tests.standing import built_once

pytestmark = pytest.mark.django_db

Travel = Callable[[str], None]
SUSPEND, REINSTATE, REVOKE, RENEW = ChangeKind.SUSPEND, ChangeKind.REINSTATE, ChangeKind.REVOKE, ChangeKind.RENEW


standing = built_once(in_force, day=DAY)


def head() -> Any:
    return officer(Role.HEAD_OF_UNIT)


def revoked(residency: Residency) -> None:
    ordered(residency, REVOKE)
    confirm_change(residency, actor=head())
    residency.refresh_from_db()


def told(residency: Residency) -> list[str]:
    founder = residency.organisation.mandates.get().user
    notices = Notice.objects.filter(recipient=founder, about=residency.case.subject).order_by("pk")
    return [notice.subject for notice in notices]


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"kind": SUSPEND, "day": date(2026, 3, 17)}, "backdated"),
        ({"kind": REINSTATE}, "wrong_state"),
        ({"kind": SUSPEND, "reason": "income_from_other_activity"}, "unknown_reason"),
        ({"kind": SUSPEND, "reason": "made_up"}, "unknown_reason"),
        ({"kind": RENEW, "valid_to": date(2030, 1, 1)}, "no_end"),
    ],
    ids=["yesterday", "not suspended", "reason of a revocation", "reason of nothing", "no end to move"],
)
def test_change_that_cannot_be_is_refused(residency: Residency, wanted: dict[str, object], code: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        ordered(residency, **wanted)  # type: ignore[arg-type]  # one of them is the kind
    assert refused.value.code == code
    assert not StatusChange.objects.exists()


@pytest.mark.usefixtures("residency")  # of another organisation
def test_mere_offer_cannot_be_changed() -> None:
    case, _founder, _deciding = offered_residency_case()
    with pytest.raises(RuleViolation, match="nothing to change"):
        ordered(Residency.objects.get(case=case), SUSPEND)


def test_second_change_waits_for_the_first(residency: Residency) -> None:
    ordered(residency, SUSPEND, date(2026, 4, 1))
    with pytest.raises(RuleViolation, match="waits already"):
        ordered(residency, REVOKE)


def test_same_order_sent_twice_is_one_change(residency: Residency) -> None:
    wanted = an_order(SUSPEND)
    ordered(residency, SUSPEND, key=wanted.key)
    ordered(residency, SUSPEND, key=wanted.key)
    assert StatusChange.objects.count() == 1


def test_suspended_residency_is_still_held_and_its_certificate_says_so(residency: Residency) -> None:
    certificate = Certificate.objects.get()
    ordered(residency, SUSPEND)
    assert residency.state == ResidencyState.SUSPENDED
    assert is_resident(residency.organisation)
    assert state_now(certificate) is State.SUSPENDED
    ordered(residency, REINSTATE)
    assert residency.state == ResidencyState.IN_FORCE
    assert state_now(certificate) is State.VALID
    assert [subject.split("LLP")[-1] for subject in told(residency)[-2:]]
    assert len(told(residency)) >= 2


def test_register_gives_the_reason_with_its_act_and_hides_what_is_not_public(residency: Residency) -> None:
    ordered(residency, SUSPEND, is_public=False)
    [version] = entries_as_of(RESIDENTS, timezone.localdate())
    assert set(version.reason) == {"kk", "ru", "en"}
    assert version.reason["en"].startswith("By the act named in the explanation (")
    assert EXPLANATION.en not in version.reason["en"]
    ordered(residency, REINSTATE)
    [version] = entries_as_of(RESIDENTS, timezone.localdate())
    assert EXPLANATION.kk in version.reason["kk"]


def test_revocation_has_no_effect_before_its_second_signature(residency: Residency) -> None:
    clerk, chief = officer(), head()
    before = len(told(residency))
    change = ordered(residency, REVOKE, by=clerk)
    assert residency.state == ResidencyState.IN_FORCE
    assert state_now(Certificate.objects.get()) is State.VALID
    assert len(told(residency)) == before
    assert Notice.objects.filter(recipient=chief, about=residency.case.subject).count() == 1
    assert carry_out_due_changes(timezone.localdate()) == 0
    confirm_change(residency, actor=chief)
    residency.refresh_from_db()
    change.refresh_from_db()
    assert (residency.state, change.confirmed_by) == (ResidencyState.REVOKED, chief)
    assert state_now(Certificate.objects.get()) is State.REVOKED
    assert not is_resident(residency.organisation)
    assert len(told(residency)) == before + 1


def test_nobody_signs_a_revocation_twice(residency: Residency) -> None:
    both = officer(Role.OFFICER, Role.HEAD_OF_UNIT)
    ordered(residency, REVOKE, by=both)
    with pytest.raises(RuleViolation, match="another person"):
        confirm_change(residency, actor=both)
    assert Residency.objects.get().state == ResidencyState.IN_FORCE


def test_revocation_signed_after_its_day_holds_from_the_day_of_the_signature(
    residency: Residency, travel: Travel
) -> None:
    ordered(residency, REVOKE)
    travel("2026-03-25")
    assert confirm_change(residency, actor=head()).day == date(2026, 3, 25)
    [version] = entries_as_of(RESIDENTS, date(2026, 3, 25), state=State.REVOKED)
    assert version.valid_from == date(2026, 3, 25)


def test_nothing_follows_a_revocation(residency: Residency) -> None:
    revoked(residency)
    for kind in ChangeKind:
        with pytest.raises(RuleViolation, match="Revoked"):
            ordered(residency, kind)


def test_change_of_a_later_day_waits_for_it(residency: Residency, travel: Travel) -> None:
    ordered(residency, SUSPEND, date(2026, 4, 1))
    assert residency.state == ResidencyState.IN_FORCE
    assert "01.04.2026" in told(residency)[-1]
    travel("2026-03-31 23:59")
    note_ended_residencies.func(0)
    assert Residency.objects.get().state == ResidencyState.IN_FORCE
    travel("2026-04-01 00:05")
    note_ended_residencies.func(0)
    note_ended_residencies.func(0)
    assert Residency.objects.get().state == ResidencyState.SUSPENDED
    assert state_now(Certificate.objects.get()) is State.SUSPENDED
    assert StatusChange.objects.get().carried_out_at is not None


def test_change_taken_back_never_comes(residency: Residency, travel: Travel) -> None:
    clerk = officer()
    ordered(residency, SUSPEND, date(2026, 4, 1))
    with pytest.raises(RuleViolation, match="Say why"):
        cancel_change(residency, note=" ", actor=clerk)
    cancel_change(residency, note="Қате.", actor=clerk)
    assert pending_change(residency) is None
    travel("2026-04-01")
    assert carry_out_due_changes(timezone.localdate()) == 0
    assert Residency.objects.get().state == ResidencyState.IN_FORCE
    with pytest.raises(RuleViolation, match="No change waits"):
        cancel_change(residency, note="Тағы.", actor=clerk)


def test_organisation_does_not_hear_of_a_revocation_that_was_not_signed(residency: Residency) -> None:
    before = told(residency)
    ordered(residency, REVOKE)
    cancel_change(residency, note="Негіз жеткіліксіз.", actor=head())
    assert told(residency) == before


def test_change_that_fails_holds_up_no_other(
    residency: Residency, travel: Travel, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = residency, resident()
    changes_of_later = [ordered(residency, SUSPEND, date(2026, 4, 1)) for residency in (first, second)]
    failing = max(changes_of_later, key=lambda change: change.pk)
    real = changes.messages.tell

    def tell(change: StatusChange, template: str) -> None:
        if change.pk == failing.pk:
            raise OSError("no space left")
        real(change, template)

    monkeypatch.setattr(changes.messages, "tell", tell)
    travel("2026-04-01")
    with pytest.raises(ExceptionGroup, match="1 of 2"):
        carry_out_due_changes(date(2026, 4, 1))
    first.refresh_from_db()
    assert first.state == ResidencyState.SUSPENDED
    assert pending_change(second) == failing


def test_every_change_is_in_the_journal_with_who_did_it(residency: Residency) -> None:
    clerk = officer()
    ordered(residency, SUSPEND, by=clerk)
    last = [(entry.action, entry.actor) for entry in entries_about(residency.case.subject)][-2:]
    assert last == [("residency.change_ordered", clerk), ("residency.suspended", clerk)]


@pytest.mark.parametrize(
    ("state", "following"),
    [("revoked", "in_force"), ("expired", "in_force"), ("in_force", "awaiting_agreement"), ("revoked", "expired")],
)
def test_database_refuses_moves_that_are_not_allowed(residency: Residency, state: str, following: str) -> None:
    if state != "in_force":
        Residency.objects.filter(pk=residency.pk).update(state=state)
    with pytest.raises(IntegrityError, match="cannot move"), transaction.atomic():
        Residency.objects.filter(pk=residency.pk).update(state=following)


def test_database_keeps_what_was_carried_out(residency: Residency) -> None:
    ordered(residency, SUSPEND)
    with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
        StatusChange.objects.update(explanation={})
    with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
        StatusChange.objects.all().delete()


def test_database_wants_two_people_under_a_revocation(residency: Residency) -> None:
    clerk = officer()
    ordered(residency, REVOKE, by=clerk)
    now = timezone.now()
    for confirmed_by in (None, clerk):
        with pytest.raises(IntegrityError, match="revocation_is_signed_by_two"), transaction.atomic():
            StatusChange.objects.update(confirmed_by=confirmed_by, confirmed_at=now, carried_out_at=now)


def test_residency_without_an_end_need_not_be_renewed(residency: Residency) -> None:
    assert barring(asked_for(residency)) == ["residency_ends"]
