"""The desk over many cases: as many questions as over one, and the neighbours of a case are those of the list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from orken.cases.models import Case, ProcedureVersion
from orken.parties.models import Role, User
from orken.web.desk.queue import Chosen, neighbours, queue
from tests.factories.cases import load_rules_and_procedures
from tools.bench.population import filed_cases, organisations, people

pytestmark = pytest.mark.django_db

VIEWS: list[Chosen] = [
    {},
    {"sort": "newest"},
    {"sort": "oldest"},
    {"sort": "applicant"},
    {"sort": "number"},
    {"clock": "overdue"},
    {"clock": "soon"},
    {"clock": "running"},
    {"clock": "paused"},
    {"state": "all", "officer": "me"},
    {"state": "closed", "officer": "none"},
    {"region": "KZ-75"},
    {"q": "BENCH"},
]


@pytest.fixture
def desk_of_many() -> User:
    load_rules_and_procedures()
    officers = people(5, roles=[Role.OFFICER])
    version = ProcedureVersion.objects.filter(code="residency.admission").latest("number")
    filed_cases(150, version, applicants=organisations(20), officers=officers)
    return officers[0]


def test_desk_asks_at_most_thirteen_questions(
    client: Client, desk_of_many: User, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    client.force_login(desk_of_many)
    client.get("/kk/desk/?state=all")  # a process reads each procedure once
    for view in ("?state=open", "?state=all&page=3", "?clock=overdue", "?q=bench&sort=applicant"):
        with django_assert_max_num_queries(13):  # two of them keep which view is open
            assert client.get(f"/kk/desk/{view}").status_code == 200


@pytest.mark.parametrize("chosen", VIEWS, ids=str)
def test_neighbours_are_those_of_the_list(desk_of_many: User, chosen: Chosen) -> None:
    listed = list(queue(desk_of_many, chosen))
    for place in {0, len(listed) // 2, len(listed) - 1} if listed else ():
        assert neighbours(desk_of_many, chosen, listed[place]) == {
            "place": place + 1,
            "all": len(listed),
            "before": listed[place - 1].reference if place else None,
            "after": listed[place + 1].reference if place + 1 < len(listed) else None,
        }


def test_case_outside_of_the_view_has_no_neighbours(desk_of_many: User) -> None:
    closed = Case.objects.filter(state="closed")[0]
    assert neighbours(desk_of_many, {}, closed) is None
    assert neighbours(desk_of_many, {"q": "nothing such"}, closed) is None
