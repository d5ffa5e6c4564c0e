"""Working days of a stage: started, paused while the applicant corrects, resumed, stopped.

The day of the event is not counted. All days are days in the operator's time zone.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from orken.cases.models import Case, Clock
from orken.cases.procedure.definition import Stage, WorkingDays
from orken.kernel.errors import RuleViolation
from orken.rulebook.queries import parameter_book, working_calendar


def term_of(working_days: WorkingDays, at: datetime) -> int | None:
    """The number of working days that hold on the day of ``at``; ``None`` where the operator has set none."""
    if working_days.days is not None:
        return working_days.days
    parameter = parameter_book().at(working_days.parameter, timezone.localdate(at))
    return None if parameter is None or parameter.value is None else int(parameter.value)


def promised_days(working_days: WorkingDays, at: datetime) -> int:
    """The same, where something cannot go on without it.

    Raises
    ------
    RuleViolation
        The parameter has no value on that day: the operator has to set one first.
    """
    days = term_of(working_days, at)
    if days is None:
        day = timezone.localdate(at)
        raise RuleViolation(
            "no_term",
            f"The parameter {working_days.parameter!r} has no value on {day}; an administrator has to set one.",
        )
    return days


def start_clock(case: Case, stage: Stage, *, filed_at: datetime, at: datetime) -> Clock:
    """The term is the one in force when the case was filed; it runs from ``at``."""
    days = promised_days(stage.working_days, filed_at)
    today, calendar = timezone.localdate(at), working_calendar()
    return Clock.objects.create(
        case=case,
        stage=stage.code,
        working_days=days,
        running_since=today,
        due_on=calendar.add_working_days(today, days),
        calendar_version=calendar.version,
    )


def live_clock(case: Case) -> Clock | None:
    return Clock.objects.filter(case=case, stopped_at=None).first()


def pause_clock(case: Case, at: datetime) -> None:
    clock = live_clock(case)
    if clock is None or clock.paused_at:
        return
    # A server's clock that was put back since gives no days back.
    clock.days_used += max(working_calendar().working_days_between(clock.running_since, timezone.localdate(at)), 0)
    clock.paused_at = at
    clock.save(update_fields=["days_used", "paused_at"])


def resume_clock(case: Case, at: datetime) -> None:
    clock = live_clock(case)
    if clock is None or clock.paused_at is None:
        return
    calendar = working_calendar()
    clock.running_since = timezone.localdate(at)
    clock.due_on = calendar.add_working_days(clock.running_since, max(clock.working_days - clock.days_used, 0))
    clock.calendar_version = calendar.version
    clock.paused_at = None
    clock.save(update_fields=["running_since", "due_on", "calendar_version", "paused_at"])


def stop_clock(case: Case, at: datetime) -> None:
    Clock.objects.filter(case=case, stopped_at=None).update(stopped_at=at)


def days_left(clock: Clock, at: datetime | None = None) -> int:
    """Working days until the clock lapses; below zero when it has lapsed."""
    if clock.paused_at or clock.stopped_at:
        return clock.working_days - clock.days_used
    today, calendar = timezone.localdate(at), working_calendar()
    if today > clock.due_on:
        return -calendar.working_days_between(clock.due_on, today)
    return calendar.working_days_between(today, clock.due_on)
