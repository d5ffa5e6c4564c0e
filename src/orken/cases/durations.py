"""How long the steps of a procedure really took, beside what was promised.

The time of a step is what its clock counted: working days from the day after the step began through the day on which
it was done, without the days on which the case waited for the applicant's corrections. A step that the applicant ended
by withdrawing, or that lapsed, was not done and is left out.

* **median**: the middle of the ordered times; the mean of the two middle ones where their number is even.
* **90 % within**: the smallest number of days within which at least nine of ten steps were done (nearest rank:
  the ordered time at place ceil(0.9 n)).
* **share in time**: steps done within the days that were promised to their own case, of all steps done.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from statistics import median

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from orken.cases.models import Clock, Outcome
from orken.cases.queries import desk_cases
from orken.parties.models import User
from orken.rulebook.queries import working_calendar

ENOUGH = 5  # fewer than this tell more about single cases than about the operator
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Durations:
    """Working days that ``n`` steps took; ``None`` for figures where they are too few."""

    n: int
    median: float | None = None
    nine_tenths: int | None = None
    share_in_time: float | None = None

    @property
    def enough(self) -> bool:
        return self.n >= ENOUGH


def durations_of(taken: Iterable[tuple[int, int]]) -> Durations:
    """From pairs of the days that a step took and the days that were promised.

    >>> durations_of([(1, 5), (2, 5), (3, 5), (4, 5), (8, 5)])
    Durations(n=5, median=3, nine_tenths=8, share_in_time=0.8)
    """
    pairs = list(taken)
    days = sorted(took for took, _promised in pairs)
    if len(days) < ENOUGH:
        return Durations(len(days))
    in_time = sum(took <= promised for took, promised in pairs)
    return Durations(len(days), median(days), days[ceil(0.9 * len(days)) - 1], in_time / len(days))


def stage_durations(
    since: date, until: date, *, procedure: str | None = None, reader: User | None = None
) -> Mapping[tuple[str, str], Durations]:
    """By procedure and stage: steps done from ``since`` through ``until``; for a ``reader``, of the cases on their
    desk, so that nobody learns of a case from how a figure differs."""
    done = _clocks_done(since, until)
    if reader is not None:
        done = done.filter(case__in=desk_cases(reader).order_by().values("pk"))
    if procedure is not None:
        done = done.filter(case__procedure=procedure)
    parts = "case__procedure", "stage", "working_days", "days_used", "running_since", "ran", "stopped_on"
    rows = list(done.values_list(*parts).annotate(number=Count("pk")).order_by())
    counted = _working_days_up_to({row[4] for row in rows} | {row[6] for row in rows})
    taken: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for code, stage, promised, used, running_since, ran, stopped_on, number in rows:
        took = used + (counted[stopped_on] - counted[running_since] if ran else 0)
        taken.setdefault((code, stage), []).extend([(took, promised)] * number)
    return {step: durations_of(pairs) for step, pairs in taken.items()}


def last_year(procedure: str) -> Mapping[str, Durations]:
    """By stage of one procedure, over the last twelve months, only where there are enough: for everybody to see."""
    today = timezone.localdate()
    found = stage_durations(today - YEAR, today, procedure=procedure)
    return {stage: durations for (_code, stage), durations in found.items() if durations.enough}


def _clocks_done(since: date, until: date) -> QuerySet[Clock]:
    not_done = Q(case__outcome__in=[Outcome.WITHDRAWN, Outcome.LAPSED], case__stage=F("stage"))
    stopped = Clock.objects.exclude(stopped_at=None).annotate(
        stopped_on=TruncDate("stopped_at", tzinfo=timezone.get_current_timezone()), ran=Q(paused_at=None)
    )
    return stopped.filter(stopped_on__gte=since, stopped_on__lte=until).exclude(not_done)


def _working_days_up_to(days: set[date]) -> Mapping[date, int]:
    """Working days from the first of ``days`` to each of them, counted in one walk; differences are what is between."""
    calendar, counted, total = working_calendar(), {}, 0
    before: date | None = None
    for day in sorted(days):
        total += calendar.working_days_between(before or day, day)
        counted[day] = total
        before = day
    return counted
