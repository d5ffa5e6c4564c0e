"""The queue: whose cases are in it, and in which order. What must not be seen comes first."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orken.cases.services.casework import assign_case, write_remark
from orken.parties.models import Role
from tests.factories.cases import (
    filed_residency_case,
    filled_residency_case,
    founder_with_organisation,
    load_rules_and_procedures,
    officer,
    step,
)
from tests.factories.parties import MandateFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def procedures(db):
    load_rules_and_procedures()


@pytest.fixture
def at_the_desk(client):
    person = officer()
    client.force_login(person)
    return person


def shown(client, **filters):
    page = BeautifulSoup(client.get("/en/desk/", filters).content, "html.parser")
    return [row.select_one("[data-open]").text for row in page.select("[data-item]")]


def tabs(client):
    page = BeautifulSoup(client.get("/en/desk/").content, "html.parser")
    return [int(number.text) for number in page.select(".tabs .soft")]


def test_founders_and_administrators_have_no_desk(client):
    for person in (PersonFactory(), PersonFactory(roles=[Role.ADMINISTRATOR])):
        client.force_login(person)
        response = client.get("/en/desk/")
        assert response.status_code == 403
        assert "This is for officers of the operator" in response.content.decode()


def test_case_of_the_officers_own_organisation_is_in_no_list_and_no_count(client, at_the_desk):
    other, _founder = filed_residency_case()
    own, _founder = filed_residency_case()
    MandateFactory(user=at_the_desk, organisation=own.applicant)
    assert shown(client) == [other.number]
    assert shown(client, q=own.number) == []
    assert shown(client, q=own.applicant.bin) == []
    assert tabs(client) == [1, 0, 1, 0]


def test_drafts_are_not_seen(client, at_the_desk):
    founder, organisation = founder_with_organisation()
    filled_residency_case(founder, organisation)
    assert shown(client) == []
    assert "Nothing waits here" in client.get("/en/desk/").content.decode()


def test_own_and_unassigned_cases(client, at_the_desk):
    mine, colleagues, nobodys = (filed_residency_case()[0] for _case in range(3))
    assign_case(mine, at_the_desk, actor=at_the_desk)
    assign_case(colleagues, officer(), actor=at_the_desk)
    assert shown(client, officer="me") == [mine.number]
    assert shown(client, officer="none") == [nobodys.number]
    assert tabs(client) == [3, 1, 1, 0]


def test_most_urgent_case_comes_first_and_a_paused_one_last(client, at_the_desk, travel):
    travel("2026-03-02")
    oldest, _founder = filed_residency_case()
    write_remark(oldest, "question:project_name", "Атауы?", actor=at_the_desk)
    step(oldest, "return_for_correction", at_the_desk)
    travel("2026-03-03")
    first, _founder = filed_residency_case()
    travel("2026-03-04")
    second, _founder = filed_residency_case()
    assert shown(client) == [first.number, second.number, oldest.number]


def test_clock_filters(client, at_the_desk, travel):
    travel("2026-03-02")
    late, _founder = filed_residency_case()
    travel("2026-03-05")
    due_soon, _founder = filed_residency_case()
    travel("2026-03-11")
    fresh, _founder = filed_residency_case()
    paused, _founder = filed_residency_case()
    write_remark(paused, "question:project_name", "Атауы?", actor=at_the_desk)
    step(paused, "return_for_correction", at_the_desk)
    assert shown(client, clock="overdue") == [late.number]
    assert shown(client, clock="soon") == [due_soon.number]
    assert shown(client, clock="running") == [due_soon.number, fresh.number]
    assert shown(client, clock="paused") == [paused.number]


def test_step_filter_and_search_join(client, at_the_desk):
    checked, _founder = filed_residency_case()
    decided, _founder = filed_residency_case()
    step(decided, "pass_on", at_the_desk)
    assert shown(client, stage="residency.admission/decision") == [decided.number]
    assert shown(client, stage="residency.admission/completeness", q=checked.applicant.name) == [checked.number]
    assert shown(client, stage="residency.admission/decision", q=checked.applicant.bin) == []


def test_filter_that_does_not_exist_narrows_nothing(client, at_the_desk):
    case, _founder = filed_residency_case()
    assert shown(client, stage="no.such/stage", clock="yesterday", officer="everybody", page="999") == [case.number]


def test_closed_cases_have_a_tab_of_their_own(client, at_the_desk):
    case, founder = filed_residency_case()
    step(case, "withdraw", founder)
    assert shown(client) == []
    assert shown(client, state="closed") == [case.number]


def test_unsent_remarks_are_counted_in_the_list(client, at_the_desk):
    case, _founder = filed_residency_case()
    for target in ("question:project_name", "question:project_purpose"):
        write_remark(case, target, "?", actor=at_the_desk)
    assert "2 remarks not sent" in client.get("/en/desk/").content.decode()


def test_longer_queue_asks_the_database_no_more_often(client, at_the_desk, django_assert_num_queries):
    filed_residency_case()
    client.get("/en/desk/")
    with CaptureQueriesContext(connection) as for_one:
        assert len(shown(client)) == 1
    for _case in range(2):
        filed_residency_case()
    with django_assert_num_queries(len(for_one)):
        assert len(shown(client)) == 3


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_queue_is_shown_in_every_language(client, at_the_desk, language):
    filed_residency_case()
    assert client.get(f"/{language}/desk/").status_code == 200
