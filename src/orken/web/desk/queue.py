"""The queue of the desk: filed cases that the officer may see, narrowed by filters, the most urgent first.

Filters are a mapping of names to words, as they stand in an address. Every filter is a condition over the same joined
tables, so that the counts of all views are taken with one question to the database.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Case as Choice
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.expressions import OrderBy
from django.urls import reverse
from django.utils import timezone

from orken.cases.models import Case, CaseState, Outcome, Remark
from orken.cases.queries import desk_cases, for_pages, with_clocks
from orken.cases.search import matching
from orken.parties.models import User
from orken.rulebook.queries import working_calendar
from orken.statements import Given, OneOf, Statement

Chosen = Mapping[str, str]

ME, NOBODY = "me", "none"
OPEN, CLOSED, EVERY_STATE = "open", "closed", "all"
OVERDUE, SOON, RUNNING, PAUSED = "overdue", "soon", "running", "paused"
RUNS = Q(live_clock__paused_at=None)
SOON_DAYS = 3  # working days within which a deadline counts as near

ORDERS: Mapping[str, tuple[str | OrderBy, ...]] = {
    "": (F("due_on").asc(nulls_last=True), "filed_at", "pk"),
    "newest": ("-filed_at", "-pk"),
    "oldest": ("filed_at", "pk"),
    "applicant": ("applicant__name", "filed_at", "pk"),
    "number": ("number",),
}


def queue(user: User, chosen: Chosen) -> QuerySet[Case]:
    """Cases for the chosen filters in the chosen order; a filter that is not named does not narrow."""
    return in_order(joined_to_clocks(user), chosen, reader=user)


def in_order(cases: QuerySet[Case], chosen: Chosen, *, reader: User) -> QuerySet[Case]:
    """``cases`` come from ``joined_to_clocks``."""
    found = cases.filter(narrowing(reader, chosen)).annotate(due_on=Choice(When(RUNS, then="live_clock__due_on")))
    return found.order_by(*ORDERS[chosen.get("sort", "")])


def page_of(cases: QuerySet[Case], chosen: Chosen, *, reader: User, start: int, number: int) -> list[tuple[Case, int]]:
    """So many cases from a place in the order on, each with the number of its remarks that the applicant does not see.

    Only their keys go through the sorting.
    """
    keys = list(in_order(cases, chosen, reader=reader).values_list("pk", flat=True)[start : start + number])
    found = {case.pk: case for case in _ROWS.ask(keys=keys)}
    return [(found[key], vars(found[key])["unsent"] or 0) for key in keys if key in found]


def _rows() -> QuerySet[Case]:
    unsent = Remark.objects.filter(case=OuterRef("pk"), sent_at=None).order_by().values("case")
    rows = with_clocks(for_pages(Case.objects.filter(OneOf(F("pk"), Given("keys"))))).order_by()
    rows = rows.annotate(unsent=Subquery(unsent.annotate(number=Count("pk")).values("number")))
    return rows.select_related("assignee", "live_clock")  # type: ignore[misc]  # a filtered relation


_ROWS = Statement(_rows)


def counts(cases: QuerySet[Case], views: Mapping[str, Chosen], *, reader: User) -> dict[str, int]:
    """How many of the joined cases each view holds, all with one question to the database."""
    return cases.aggregate(**{name: Count("pk", filter=narrowing(reader, view)) for name, view in views.items()})


def neighbours(user: User, chosen: Chosen, case: Case) -> Mapping[str, object] | None:
    """Where a case stands in the queue, of how many, and between which; ``None`` if it does not stand there.

    The database lists the keys of the queue and gives what stands around one of them: a long queue is not carried here
    to be counted.
    """
    statement, values = queue(user, chosen).values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"WITH queue (keys) AS MATERIALIZED (SELECT ARRAY({statement})) {_AROUND}", [*values, case.pk])
        row = cursor.fetchone()
    return dict(zip(("place", "before", "after", "all"), row, strict=True)) if row else None


_AROUND = """
    SELECT place,
        (SELECT reference FROM cases_case WHERE id = keys[place - 1]),
        (SELECT reference FROM cases_case WHERE id = keys[place + 1]),
        cardinality(keys)
    FROM queue, array_position(keys, %s) AS place WHERE place IS NOT NULL
"""


def address_of(chosen: Chosen) -> str:
    """The address of the queue with these filters; without any words it would mean the person's default view."""
    return f"{reverse('web:desk')}?{urlencode(chosen) or f'state={OPEN}'}"


def narrowing(user: User, chosen: Chosen) -> Q:
    condition = _in_state(chosen.get("state", OPEN))
    for name, word in chosen.items():
        if name in _CONDITIONS:
            condition &= _CONDITIONS[name](word)
    if officer := chosen.get("officer"):
        condition &= _handled_by(officer, user)
    return condition


def joined_to_clocks(user: User) -> QuerySet[Case]:
    """The officer's desk, each case with its clock."""
    return with_clocks(desk_cases(user))


def _in_state(state: str) -> Q:
    if state == EVERY_STATE:
        return Q()
    if state == OPEN:
        return ~Q(state=CaseState.CLOSED)
    return Q(outcome=state) if state in Outcome.values else Q(state=state)


def _handled_by(officer: str, user: User) -> Q:
    if officer == NOBODY:
        return Q(assignee=None)
    return Q(assignee=user.pk if officer == ME else int(officer))


def _at_step(step: str) -> Q:
    procedure, _, code = step.rpartition("/")
    return Q(procedure=procedure, stage=code)


def _on_clock(clock: str) -> Q:
    today = timezone.localdate()
    near: date = working_calendar().add_working_days(today, SOON_DAYS)
    return {
        OVERDUE: RUNS & Q(live_clock__due_on__lt=today),
        SOON: RUNS & Q(live_clock__due_on__gte=today, live_clock__due_on__lte=near),
        RUNNING: RUNS & Q(live_clock__due_on__gte=today),
        PAUSED: Q(state=CaseState.RETURNED),
    }[clock]


def _midnight(day: str, *, days_later: int = 0) -> datetime:
    begins = date.fromisoformat(day) + timedelta(days=days_later)
    return timezone.make_aware(datetime.combine(begins, time.min))


_CONDITIONS: Mapping[str, Callable[[str], Q]] = {
    "q": matching,
    "procedure": lambda code: Q(procedure=code),
    "stage": _at_step,
    "clock": _on_clock,
    "region": lambda code: Q(applicant__region=code),
    "filed_from": lambda day: Q(filed_at__gte=_midnight(day)),
    "filed_to": lambda day: Q(filed_at__lt=_midnight(day, days_later=1)),
}
