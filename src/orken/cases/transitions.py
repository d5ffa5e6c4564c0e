"""The one way in which a case changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from orken.cases.appeals import live_appeal
from orken.cases.clock import pause_clock, resume_clock, start_clock, stop_clock
from orken.cases.messages import send_notices, tell_of_clock
from orken.cases.models import Case, CaseState, Clock, Transition
from orken.cases.permissions import PERMISSIONS
from orken.cases.queries import lock_to_change, overdue_cases, running_clocks_due_by
from orken.cases.search import search_vector
from orken.cases.stages.appeal import APPEAL_STEPS
from orken.cases.stages.kind import Action, Step
from orken.cases.stages.registry import action_named, kind_of
from orken.journal.services import record
from orken.kernel.each import for_each
from orken.kernel.errors import RuleViolation
from orken.kernel.log_context import note
from orken.parties.models import User
from orken.parties.rights import read_anew
from orken.rulebook.queries import working_calendar


def perform(
    reference: str, name: str, *, actor: User | None, key: str, data: Mapping[str, object] | None = None
) -> Transition:
    """Do ``name`` with the case, as a whole or not at all.

    Locks the case, checks permission and state, applies the action and its effects, moves the clock, enters the next
    stage, writes the transition and the journal, queues the notices, in one transaction. A request that is repeated
    with the same ``key`` gets the first one's transition and changes nothing. ``actor`` is ``None`` for the
    system itself (a lapsed clock).

    Raises
    ------
    Http404
        The actor may not know of such a case.
    PermissionDenied
        With the reason.
    RuleViolation
        The case does not stand where this can be done, or the action's own rule refused.
    """
    note(case=reference)
    with transaction.atomic():
        case = lock_to_change(reference, actor)
        if case is None:
            raise Http404
        if actor is not None:
            read_anew(actor)  # after the wait for the lock: a right may have been taken away meanwhile
        done = Transition.objects.filter(case=case, key=key).first()
        if done is not None:
            return _repeated(done, name)
        action = action_named(case, name)
        if action is None:
            raise _not_now(case)
        if name not in APPEAL_STEPS and live_appeal(case) is not None:
            message = _("The case stands still for now. Its page says since when, and what has to come first.")
            raise RuleViolation("stands_still", message)
        _check_permission(action, actor, case)
        return _take(case, name, action, actor=actor, key=key, data=data or {})


def _check_permission(action: Action, actor: User | None, case: Case) -> None:
    if action.permission is None:
        if actor is not None:
            raise PermissionDenied(_("Only the system does this."))
        return
    if actor is None:
        raise PermissionDenied(_("Somebody has to do this by name."))
    permit = PERMISSIONS[action.permission](actor, case)
    if not permit:
        raise PermissionDenied(permit.reason)


def _repeated(done: Transition, name: str) -> Transition:
    if done.requested != name:
        raise RuleViolation("key_used", _("This form was sent already for another step. Open the case again."))
    return done


def _not_now(case: Case) -> RuleViolation:
    """The case moved on, most often because somebody else was faster."""
    last = case.transitions.select_related("actor").last()
    message = _("This cannot be done with the case as it stands now. Open it again to see where it stands.")
    if last is not None and last.actor is not None and last.side == "operator":
        message = _("%(person)s has taken this step already, on %(time)s. Open the case again to see it.") % {
            "person": last.actor,
            "time": timezone.localtime(last.at).strftime("%d.%m.%Y %H:%M"),
        }
    return RuleViolation("not_now", message)


def _take(
    case: Case, name: str, action: Action, *, actor: User | None, key: str, data: Mapping[str, object]
) -> Transition:
    at = timezone.now()
    transition = Transition(
        case=case,
        sequence=case.transitions.count() + 1,
        requested=name,
        action=name,
        key=key,
        from_state=case.state,
        from_stage=case.stage,
        to_state=case.state,
        to_stage=case.stage,
        actor=actor,
        side=action.side,
        at=at,
    )
    transition.save()
    step = Step(case=case, actor=actor, at=at, data=data, transition=transition)
    action.apply(step)
    _settle(step)
    record(
        f"case.{transition.action}",
        actor=actor,
        subject=case.subject,
        data={"number": case.number, "state": case.state, "stage": case.stage, **transition.data},
        organisation_id=case.applicant_id,
    )
    send_notices(step)
    for then in step.following:
        perform(then.case, then.action, actor=None, key=f"{then.action}:{case.reference}", data=then.data)
    return transition


def _settle(step: Step) -> None:
    """Store where the case stands now, with its clock, and enter the stage that it has come into."""
    case, before = step.case, step.transition
    changed = ["number", "state", "stage", "outcome", "filed_at", "closed_at"]
    if "filing" in before.data:
        case.words = search_vector(case)
        changed.append("words")
    case.save(update_fields=changed)
    if case.state == CaseState.CLOSED:
        stop_clock(case, step.at)
    elif case.stage != before.from_stage or before.from_state == CaseState.CLOSED:
        if before.from_stage:
            stop_clock(case, step.at)
        _enter_stage(step)
    elif case.state == CaseState.RETURNED:
        pause_clock(case, step.at)
    elif before.from_state == CaseState.RETURNED:
        resume_clock(case, step.at)
    before.to_state, before.to_stage = case.state, case.stage
    before.save(update_fields=["action", "to_state", "to_stage", "data"])


def _enter_stage(step: Step) -> None:
    assert step.case.filed_at is not None  # only a filed case is in a stage (constraint filed_unless_draft)
    start_clock(step.case, step.stage, filed_at=step.case.filed_at, at=step.at)
    kind = kind_of(step.case)
    if kind is not None and kind.enter is not None:
        kind.enter(step)


def lapse_overdue_cases() -> list[Transition]:
    """End the stages whose days have passed, where their kind says so. The worker calls this every few minutes.

    A case that cannot be ended holds up no other; what went wrong is raised when all had their turn.
    """
    lapsed = for_each(overdue_cases(timezone.localdate()), _lapsed, name=lambda case: f"case {case.reference}")
    return [transition for transition in lapsed if transition is not None]


# Somebody has taken a step, or has appealed, since the overdue cases were read.
OVERTAKEN = frozenset({"not_now", "stands_still"})


def _lapsed(case: Case) -> Transition | None:
    kind = kind_of(case)
    if kind is None or kind.lapse is None:
        return None
    try:
        return perform(case.reference, kind.lapse, actor=None, key=f"lapse:{case.stage}")
    except RuleViolation as refusal:
        if refusal.code not in OVERTAKEN:
            raise
        return None


def watch_clocks() -> int:
    """Warn once on the last working day of a stage, and tell the heads once when it has lapsed; how many were told."""
    today = timezone.localdate()
    due = running_clocks_due_by(working_calendar().add_working_days(today, 1))
    untold = [clock for clock in due if not _is_told_of(clock, today)]
    return sum(for_each(untold, partial(_told_of, today=today), name=lambda clock: f"case {clock.case.reference}"))


def _is_told_of(clock: Clock, today: date) -> bool:
    return (clock.escalated_at if clock.due_on < today else clock.warned_at) is not None


@transaction.atomic
def _told_of(clock: Clock, today: date) -> bool:
    """Whether somebody was told, by how the case stands under its lock: its officer may be barred by now."""
    case = lock_to_change(clock.case.reference, None)
    assert case is not None  # cases are never deleted once they are filed
    now = Clock.objects.get(pk=clock.pk)
    if _is_told_of(now, today) or now.stopped_at or now.paused_at or now.due_on != clock.due_on:
        return False
    lapsed = now.due_on < today
    name = "escalated_at" if lapsed else "warned_at"
    setattr(now, name, timezone.now())
    now.save(update_fields=[name])
    tell_of_clock(case, "desk_clock_lapsed" if lapsed else "desk_clock_warning")
    return True
