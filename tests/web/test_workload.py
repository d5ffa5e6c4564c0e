"""Workload and durations: for heads only, counted by hand, and never a case of the reader's own organisation."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from bs4 import BeautifulSoup

from orken.cases.services.casework import assign_case, write_remark
from orken.parties.models import Role
from orken.web.desk.workload import loads
from tests.factories.cases import filed_residency_case, load_rules_and_procedures, officer, step
from tests.factories.parties import MandateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def procedures(db):
    load_rules_and_procedures()


@pytest.fixture
def head(client):
    person = officer(Role.HEAD_OF_UNIT)
    client.force_login(person)
    return person


def figures(reader):
    return {load.officer: tuple(load.figures.values()) for load in loads(reader)}


def table(client, name, **query):
    response = client.get(f"/en/desk/workload/{name}.csv", query)
    return list(csv.reader(StringIO(response.content.decode("utf-8-sig"))))


def given(clerk):
    case, founder = filed_residency_case()
    return assign_case(case, clerk, actor=clerk), founder


@pytest.mark.parametrize("name", ["", "officers.csv", "durations.csv"])
def test_officer_does_not_see_it(client, name):
    client.force_login(officer())
    assert client.get(f"/en/desk/workload/{name}").status_code == 403


def test_open_late_soon_paused_and_closed_cases_of_each_officer(head, travel):
    clerk, idle = officer(), officer()
    travel("2026-01-20")
    long_closed, founder = given(clerk)
    step(long_closed, "withdraw", founder)
    travel("2026-03-02")
    given(clerk)  # due on the 10th: late
    filed_residency_case()  # nobody's, late
    travel("2026-03-05")
    given(clerk)  # due on the 13th: within three working days of the 11th
    travel("2026-03-11")
    given(clerk)  # due on the 18th
    paused, _founder = given(clerk)
    write_remark(paused, "question:project_name", "?", actor=clerk)
    step(paused, "return_for_correction", clerk)
    closed, founder = given(clerk)
    step(closed, "withdraw", founder)
    assert figures(head) == {clerk: (4, 1, 1, 1, 1), idle: (0,) * 5, head: (0,) * 5, None: (1, 1, 0, 0, 0)}


def test_case_of_the_heads_own_organisation_is_in_no_figure(head):
    case, _founder = filed_residency_case()
    MandateFactory(user=head, organisation=case.applicant)
    assert figures(head) == {head: (0,) * 5, None: (0,) * 5}


def test_cases_of_a_former_officer_are_not_lost(head):
    clerk = officer()
    given(clerk)
    clerk.staff_roles.all().delete()
    assert figures(head)[clerk][0] == 1


def test_too_few_steps_show_no_figures_and_enough_do(client, head, travel):
    travel("2026-03-02")
    cases = [filed_residency_case()[0] for _case in range(5)]
    clerk = officer()
    for case, day in zip(cases, ["02", "03", "03", "04", "12"], strict=True):
        travel(f"2026-03-{day}")
        step(case, "pass_on", clerk)
    page = BeautifulSoup(client.get("/en/desk/workload/").content, "html.parser")
    rows = [[cell.text for cell in row.select("td")] for row in page.select("table")[1].select("tbody tr")]
    assert ["5", "1", "7", "80 %", "5"] in [row[2:] for row in rows]
    assert any("too few, under 5" in row[3] for row in rows)
    [line] = [line for line in table(client, "durations") if line[5] == "5"]
    assert line[2:] == ["5", "1", "7", "5", "80"]
    [line] = [line for line in table(client, "durations", since="2026-03-03", until="2026-03-04") if line[5] == "3"]
    assert line[3:] == ["", "", "3", ""]


@pytest.mark.parametrize("period", [("2026-03-02", "2026-03-01"), ("1990-01-01", "2026-03-01"), ("soon", "later")])
def test_period_that_cannot_be_read_is_said(client, head, period):
    response = client.get("/en/desk/workload/", dict(zip(("since", "until"), period, strict=True)))
    assert response.status_code == 422
    assert BeautifulSoup(response.content, "html.parser").select(".field-error")


def test_name_that_is_a_formula_is_made_harmless(client, head):
    head.full_name = "=HYPERLINK(1)"
    head.save()
    assert table(client, "officers")[1][0] == "'=HYPERLINK(1)"


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_page_is_shown_in_every_language(client, head, language):
    assert client.get(f"/{language}/desk/workload/").status_code == 200
