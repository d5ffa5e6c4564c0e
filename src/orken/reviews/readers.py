"""What a proposal of readers is made from, read for all cases and experts with a few questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from django.utils import timezone

from orken.cases.models import Case, Conflict, Filing
from orken.cases.permissions import DESK_ROLES
from orken.parties.models import Mandate
from orken.parties.queries import people_with_role
from orken.reviews.allocation.panel import CaseToRead, Reader
from orken.reviews.candidates import fields_in, last_day_of_review
from orken.reviews.models import LIVE, Assignment, Expert
from orken.reviews.queries import is_away, open_reviews
from orken.reviews.terms import reads_wanted

People = dict[int, set[int]]  # experts by case


def experts_who_read(experts: Collection[Expert]) -> list[Expert]:
    """Whoever works at the desk is asked for no review."""
    at_the_desk = set(people_with_role(*DESK_ROLES).values_list("pk", flat=True))
    return [expert for expert in experts if expert.user_id not in at_the_desk]


def readers_of(experts: Collection[Expert]) -> list[Reader]:
    """An expert's languages are known, those of a case are not."""
    open_now = open_reviews(experts)
    return [
        Reader(expert.pk, frozenset(expert.fields), frozenset(expert.languages), expert.capacity, open_now[expert.pk])
        for expert in experts
    ]


def cases_to_read(cases: Sequence[Case], experts: Sequence[Expert]) -> list[CaseToRead]:
    """``cases`` are under review now."""
    numbers = {expert.user_id: expert.pk for expert in experts}
    reading, left = _assigned(cases)
    barred, fields, away = _barred(cases, numbers), _fields(cases), _away(cases, experts)
    return [
        CaseToRead(
            case.pk,
            reads=reads_wanted(case),
            fields=frozenset(fields.get(case.pk, ())),
            assigned=frozenset(reading[case.pk]),
            barred=frozenset(barred[case.pk]),
            left=frozenset(left[case.pk]),
            away=away[case.pk],
        )
        for case in cases
    ]


def _assigned(cases: Sequence[Case]) -> tuple[People, People]:
    """Who reads each case in its stage, and who has left it."""
    stages = {case.pk: case.stage for case in cases}
    reading: People = defaultdict(set)
    left: People = defaultdict(set)
    rows = Assignment.objects.filter(case__in=cases).order_by().values_list("case", "stage", "expert", "state")
    for case, stage, expert, state in rows:
        if stage == stages[case]:
            (reading if state in LIVE else left)[case].add(expert)
    for case, experts in reading.items():
        left[case] -= experts  # asked again after they had left
    return reading, left


def _barred(cases: Sequence[Case], numbers: dict[int, int]) -> People:
    """Experts with a conflict of interest that nobody has dismissed, or who act for the applicant."""
    found: People = defaultdict(set)
    barring = Conflict.objects.barring().filter(case__in=cases, person__in=numbers)
    for barred_from, person in barring.values_list("case", "person"):
        found[barred_from].add(numbers[person])
    acting: People = defaultdict(set)
    mandates = Mandate.objects.standing().filter(user__in=numbers)
    for organisation, person in mandates.values_list("organisation", "user"):
        acting[organisation].add(numbers[person])
    for case in cases:
        found[case.pk] |= acting[case.applicant_id]
    return found


def _fields(cases: Sequence[Case]) -> dict[int, list[str]]:
    by_number = {case.pk: case for case in cases}
    newest = Filing.objects.filter(case__in=cases).order_by("case", "-round").distinct("case")
    rows = newest.values_list("case", "content__answers")
    return {case: fields_in(by_number[case], answers) for case, answers in rows}


def _away(cases: Sequence[Case], experts: Collection[Expert]) -> dict[int, frozenset[int]]:
    """Who is away on a day of each review. Reviews of one stage that were filed for on one day last equally long."""
    today = timezone.localdate()
    last_days: dict[tuple[int, str, date], date] = {}
    away: dict[date, frozenset[int]] = {}
    found: dict[int, frozenset[int]] = {}
    for case in cases:
        assert case.filed_at is not None  # constraint filed_unless_draft
        alike = case.version_id, case.stage, timezone.localdate(case.filed_at)
        if alike not in last_days:
            last_days[alike] = last_day_of_review(case)
        last = last_days[alike]
        if last not in away:
            away[last] = frozenset(expert.pk for expert in experts if is_away(expert, today, last))
        found[case.pk] = away[last]
    return found
