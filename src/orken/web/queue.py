"""The queue of the desk: filed cases that the officer may see, narrowed by filters, the most urgent first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from orken.cases.models import Case, CaseState, Clock
from orken.cases.presentation import with_clocks
from orken.cases.queries import desk_cases, published_procedures
from orken.kernel.text import Text
from orken.parties.models import User
from orken.rulebook.queries import working_calendar

TABS = ALL, OWN, UNASSIGNED, CLOSED = "all", "own", "unassigned", "closed"
OVERDUE, SOON, RUNNING, PAUSED = "overdue", "soon", "running", "paused"
SOON_DAYS = 2  # working days within which a deadline counts as near


def stages() -> list[tuple[str, Text, Text]]:
    """Every stage of the published procedures: its name in a filter, the procedure's title, the stage's title."""
    return [
        (f"{version.code}/{stage.code}", version.definition.title, stage.title)
        for version in published_procedures()
        for stage in version.definition.stages
    ]


def queue(user: User, chosen: Mapping[str, str]) -> QuerySet[Case]:
    """Cases for ``chosen`` filters (``who``, ``stage``, ``clock``, ``q``); whatever is empty does not narrow."""
    cases = _with_due_day(desk_cases(user).filter(_of(chosen.get("who", ALL), user)))
    if stage := chosen.get("stage"):
        procedure, _, code = stage.rpartition("/")
        cases = cases.filter(procedure=procedure, stage=code)
    if clock := chosen.get("clock"):
        cases = cases.filter(_clock_states()[clock])
    for word in chosen.get("q", "").split():
        cases = cases.filter(
            Q(number__icontains=word)
            | Q(applicant__name__icontains=word)
            | Q(applicant__bin__startswith=word)
            | Q(applicant__registration_number__icontains=word)
        )
    cases = cases.annotate(unsent_remarks=Count("remarks", filter=Q(remarks__sent_at=None)))
    return with_clocks(cases.order_by(F("due_on").asc(nulls_last=True), "filed_at", "pk"))


def counts(user: User) -> dict[str, int]:
    """How many cases each tab holds; cases of the officer's own organisations are in none of them."""
    return desk_cases(user).aggregate(**{who: Count("pk", filter=_of(who, user)) for who in TABS})


def _of(who: str, user: User) -> Q:
    live = ~Q(state=CaseState.CLOSED)
    if who == OWN:
        return live & Q(assignee=user)
    if who == UNASSIGNED:
        return live & Q(assignee=None)
    return Q(state=CaseState.CLOSED) if who == CLOSED else live


def _with_due_day(cases: QuerySet[Case]) -> QuerySet[Case]:
    """``due_on`` of the running clock; a paused clock and a closed case have none."""
    running = Clock.objects.filter(case=OuterRef("pk"), stopped_at=None, paused_at=None)
    return cases.annotate(due_on=Subquery(running.values("due_on")[:1]))


def _clock_states() -> dict[str, Q]:
    today = timezone.localdate()
    near: date = working_calendar().add_working_days(today, SOON_DAYS)
    return {
        OVERDUE: Q(due_on__lt=today),
        SOON: Q(due_on__gte=today, due_on__lte=near),
        RUNNING: Q(due_on__gte=today),
        PAUSED: Q(state=CaseState.RETURNED),
    }
