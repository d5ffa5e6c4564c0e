"""What happens to a residency after it came into force: suspended, reinstated, revoked, renewed.

A change is ordered by name, holds from today or a later day, and is never backdated. It waits for its day; a
revocation also for the signature of a second person. Everything that one change brings (register, certificate, state,
notices, journal) is one transaction under the residency's row lock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from orken.cases.models import Case
from orken.cases.permissions import refuse_barred
from orken.journal.services import record
from orken.kernel.each import for_each
from orken.kernel.errors import RuleViolation
from orken.kernel.masking import data_without_iins
from orken.kernel.text import LANGUAGES, Text
from orken.parties.models import User
from orken.registers import services as registers
from orken.registers.models import Entry
from orken.residency import messages
from orken.residency.models import HELD, ChangeKind, Residency, ResidencyState, StatusChange
from orken.residency.queries import changes_due, end_of_term, held_residencies, pending_change
from orken.residency.reasons import RENEWAL_ASKED_FOR, demanded_reason

ALLOWED_IN: Mapping[ChangeKind, tuple[ResidencyState, ...]] = {
    ChangeKind.SUSPEND: (ResidencyState.IN_FORCE,),
    ChangeKind.REINSTATE: (ResidencyState.SUSPENDED,),
    ChangeKind.REVOKE: HELD,
    ChangeKind.RENEW: (ResidencyState.IN_FORCE,),
}
LEADS_TO: Mapping[ChangeKind, ResidencyState] = {
    ChangeKind.SUSPEND: ResidencyState.SUSPENDED,
    ChangeKind.REINSTATE: ResidencyState.IN_FORCE,
    ChangeKind.REVOKE: ResidencyState.REVOKED,
    ChangeKind.RENEW: ResidencyState.IN_FORCE,
}


@dataclass(frozen=True)
class Order:
    """What somebody wants done. ``key`` makes a repeated request do nothing twice."""

    kind: ChangeKind
    day: date
    reason: str
    explanation: Text
    key: str
    is_public: bool = True
    valid_to: date | None = None


@transaction.atomic
def order_change(residency: Residency, order: Order, *, actor: User) -> StatusChange:
    """Carry the change out, or keep it until its day has come and its signatures are there.

    Raises
    ------
    RuleViolation
        The state does not allow it, another change waits, the day is past or after the end, the reason is not on the
        list, or a renewal does not prolong.
    PermissionDenied
        The actor is in a conflict of interest, perhaps since the page was opened.
    """
    return _ordered(_locked_for(residency, actor), order, actor)


def _ordered(locked: Residency, order: Order, actor: User) -> StatusChange:
    done = locked.changes.filter(key=order.key).first()
    if done is not None:
        return done
    _demand_possible(locked, order)
    reason = demanded_reason(order.kind, order.reason)
    change = StatusChange.objects.create(
        residency=locked,
        kind=order.kind,
        day=order.day,
        valid_to=order.valid_to,
        reason=reason.code,
        title=reason.title.to_data(),
        basis=reason.basis.to_data(),
        explanation=data_without_iins(order.explanation.to_data()),
        is_public=order.is_public,
        key=order.key,
        ordered_by=actor,
        ordered_at=timezone.now(),
    )
    _record("residency.change_ordered", change, actor)
    if change.waits_for_signature:
        messages.ask_for_signature(change)
    else:
        _carry_out_or_announce(change)
    return change


@transaction.atomic
def confirm_change(residency: Residency, *, actor: User, seen: int | None = None) -> StatusChange:
    """Give a revocation its second signature. Signed after its day, it holds from the day of the signature.

    ``seen`` is the key of the change that the person read; another one, ordered meanwhile, is not signed.
    """
    change = _demanded(_locked_for(residency, actor), seen)
    if not change.waits_for_signature:
        raise RuleViolation("no_signature_wanted", _("No revocation waits for a second signature here."))
    if change.ordered_by_id == actor.pk:
        raise RuleViolation(
            "own_order", _("You ordered this revocation. The second signature is another person's."), field="note"
        )
    change.day = max(change.day, timezone.localdate())
    change.confirmed_by, change.confirmed_at = actor, timezone.now()
    change.save(update_fields=["day", "confirmed_by", "confirmed_at"])
    _record("residency.change_confirmed", change, actor)
    _carry_out_or_announce(change)
    return change


@transaction.atomic
def cancel_change(residency: Residency, *, note: str, actor: User | None, seen: int | None = None) -> StatusChange:
    """Take back a change that waits, ``seen`` as above; the organisation hears of it if it had heard of the change."""
    if not note.strip():
        raise RuleViolation("note_missing", _("Say why the change is taken back."), field="note")
    change = _demanded(_locked(residency) if actor is None else _locked_for(residency, actor), seen)
    announced = not change.waits_for_signature
    change.cancelled_by, change.cancelled_at, change.cancel_note = actor, timezone.now(), note.strip()
    change.save(update_fields=["cancelled_by", "cancelled_at", "cancel_note"])
    _record("residency.change_cancelled", change, actor)
    if announced:
        messages.tell(change, "residency_change_cancelled")
    return change


def renew_by_case(case: Case, *, actor: User | None) -> StatusChange:
    """Both sides have signed the renewal that the organisation asked for: its residency goes on for one more term.

    Raises
    ------
    RuleViolation
        The residency has ended or was suspended meanwhile, another change waits, or the operator has set no term.
    """
    assert actor is not None  # somebody has signed
    held = held_residencies(case.applicant).first()
    if held is None:
        raise RuleViolation("not_held", _("The residency has ended meanwhile, so it cannot be renewed."))
    if pending_change(held) is not None:  # the applicant, who may sign last, hears of no unsigned revocation
        message = _("The operator has to settle something else about this residency first. Sign again after that.")
        raise RuleViolation("change_waits", message)
    end = end_of_term(held.valid_to) if held.valid_to else None
    if end is None:
        raise RuleViolation("no_term", _("The operator has set no term for residencies, so there is no new end."))
    explained = {}
    for language in LANGUAGES:
        with override(language):
            explained[language] = _("Application %(number)s") % {"number": case.number}
    order = Order(
        ChangeKind.RENEW,
        timezone.localdate(),
        RENEWAL_ASKED_FOR,
        Text(**explained),
        key=case.subject,
        valid_to=end,
    )
    return _ordered(_locked(held), order, actor)


def carry_out_due_changes(day: date) -> int:
    """Carry out what was ordered for a day that has come; how many changes were. For the worker.

    A change that cannot be carried out holds up no other; what went wrong is raised when all had their turn.
    """
    due = changes_due(day).select_related("residency")
    done = for_each(
        due, partial(_carry_out_due, day=day), name=lambda one: f"change {one.pk} of the residency {one.residency_id}"
    )
    return sum(done)


@transaction.atomic
def _carry_out_due(due: StatusChange, day: date) -> bool:
    """Whether it was carried out; a residency that has ended meanwhile takes its change back."""
    residency = _locked(due.residency)
    change = changes_due(day).filter(pk=due.pk).first()
    if change is None:
        return False
    change.residency = residency
    if residency.state in ALLOWED_IN[ChangeKind(change.kind)] and not _is_over(residency, change.day):
        _carry_out(change)
        return True
    cancel_change(residency, note="The residency ended before the day of the change.", actor=None)
    return False


def _demand_possible(residency: Residency, order: Order) -> None:
    if residency.entry is None:
        raise RuleViolation("not_in_force", _("The residency has not come into force, so there is nothing to change."))
    if residency.state not in ALLOWED_IN[order.kind]:
        message = _("The residency is in the state “%(state)s”, so this cannot be done with it.")
        raise RuleViolation("wrong_state", message % {"state": residency.get_state_display()})
    if pending_change(residency) is not None:
        raise RuleViolation("change_waits", _("Another change waits already. Carry it out or take it back first."))
    if order.day < timezone.localdate():
        raise RuleViolation("backdated", _("A change is not backdated. Give today or a later day."), field="day")
    if _is_over(residency, order.day):
        raise RuleViolation("after_the_end", _("The residency ends before that day. Give an earlier one."), field="day")
    if order.kind is ChangeKind.RENEW:
        _demand_longer(residency, order.valid_to)


def _demand_longer(residency: Residency, valid_to: date | None) -> None:
    if residency.valid_to is None:
        raise RuleViolation("no_end", _("This residency has no end, so there is nothing to renew."))
    if valid_to is None or valid_to <= residency.valid_to:
        raise RuleViolation(
            "not_longer", _("The new end must be after the present one. Give a later day."), field="last_day"
        )


def _is_over(residency: Residency, day: date) -> bool:
    return residency.valid_to is not None and residency.valid_to <= day


def _carry_out_or_announce(change: StatusChange) -> None:
    if change.day <= timezone.localdate():
        _carry_out(change)
    else:
        messages.tell(change, "residency_change_ahead")


def _carry_out(change: StatusChange) -> None:
    residency, kind = change.residency, ChangeKind(change.kind)
    assert residency.entry is not None  # _demand_possible lets no change be ordered before the register
    _enter(change, residency.entry)
    residency.state = LEADS_TO[kind]
    if kind is ChangeKind.RENEW:
        residency.valid_to = change.valid_to
        registers.issue_certificate(residency.entry, actor=change.ordered_by)
    residency.save(update_fields=["state", "valid_to"])
    change.carried_out_at = timezone.now()
    change.save(update_fields=["carried_out_at"])
    _record(f"residency.{_DONE[kind]}", change, change.confirmed_by or change.ordered_by)
    messages.tell(change, "residency_changed")


def _enter(change: StatusChange, entry: Entry) -> None:
    """Write the change into the public register."""
    day, reason, actor = change.day, change.public_reason, change.ordered_by
    match change.kind:
        case ChangeKind.SUSPEND:
            registers.suspend_entry(entry, day=day, reason=reason, actor=actor)
        case ChangeKind.REINSTATE:
            registers.reinstate_entry(entry, day=day, reason=reason, actor=actor)
        case ChangeKind.REVOKE:
            registers.revoke_entry(entry, day=day, reason=reason, actor=actor)
        case ChangeKind.RENEW:
            assert change.valid_to is not None  # constraint renewal_has_an_end
            registers.extend_entry(entry, day=day, valid_to=change.valid_to, reason=reason, actor=actor)


_DONE: Mapping[ChangeKind, str] = {
    ChangeKind.SUSPEND: "suspended",
    ChangeKind.REINSTATE: "reinstated",
    ChangeKind.REVOKE: "revoked",
    ChangeKind.RENEW: "renewed",
}


def _locked_for(residency: Residency, actor: User) -> Residency:
    """For somebody of the operator, first under the lock of the case: a conflict of interest is recorded under it too,
    so the change is ordered before it or not at all."""
    case = Case.objects.select_for_update().defer("words").get(pk=residency.case_id)
    refuse_barred(actor, case)
    return _locked(residency)


def _locked(residency: Residency) -> Residency:
    rows = Residency.objects.select_for_update(of=("self",)).select_related("entry", "case", "organisation")
    return rows.get(pk=residency.pk)


def _demanded(residency: Residency, seen: int | None) -> StatusChange:
    change = pending_change(residency)
    if change is None:
        raise RuleViolation("nothing_waits", _("No change waits here any more."))
    if seen not in (None, change.pk):
        raise RuleViolation("another_waits", _("Another change waits here by now. Read it before you decide about it."))
    change.residency = residency
    return change


def _record(action: str, change: StatusChange, actor: User | None) -> None:
    record(
        action,
        actor=actor,
        subject=change.residency.case.subject,
        data={"kind": change.kind, "day": change.day, "reason": change.reason, "valid_to": change.valid_to},
        organisation_id=change.residency.organisation_id,
    )
