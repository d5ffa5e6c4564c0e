"""Figures of the first page, counted from what really happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from django.db.models import F
from django.utils import timezone

from orken.cases.models import Case, CaseState, Clock, Decision
from orken.registers.catalogue import Register, catalogue
from orken.registers.models import State
from orken.registers.queries import count_as_of
from orken.rulebook.queries import working_calendar

SPAN = timedelta(days=365)
LATEST = 500


@dataclass(frozen=True)
class Figures:
    """``median_days`` is the median of working days from filing to decision, pauses for corrections left out."""

    under_examination: int
    decided: int
    median_days: int | None


def figures() -> Figures:
    since = timezone.now() - SPAN
    return Figures(
        under_examination=Case.objects.filter(state__in=[CaseState.IN_PROGRESS, CaseState.RETURNED]).count(),
        decided=Decision.objects.filter(decided_at__gte=since).count(),
        median_days=_median_days_to_decision(),
    )


def _median_days_to_decision() -> int | None:
    """Over the latest decisions, so that the page costs the same in a year with a hundred thousand of them."""
    latest = Decision.objects.filter(decided_at__gte=timezone.now() - SPAN).order_by("-decided_at")[:LATEST]
    clocks = Clock.objects.filter(case__in=list(latest.values_list("case", flat=True)))
    days: dict[int, int] = {}
    for clock in clocks.filter(stopped_at__lte=F("case__decisions__decided_at")):
        days[clock.case_id] = days.get(clock.case_id, 0) + _days_taken(clock)
    return round(median(days.values())) if days else None


def _days_taken(clock: Clock) -> int:
    if clock.paused_at or clock.stopped_at is None:
        return clock.days_used
    stopped = timezone.localdate(clock.stopped_at)
    return clock.days_used + working_calendar().working_days_between(clock.running_since, stopped)


def registers_with_counts(today: date) -> list[tuple[Register, int]]:
    """Every public register with the number of entries in force today."""
    return [(register, count_as_of(register, today, state=State.VALID)) for register in catalogue]
