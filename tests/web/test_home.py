from __future__ import annotations

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from django.test import Client

from orken.parties.models import Role
from orken.web.queries import figures
from tests.factories.cases import (
    REASONS,
    filed_residency_case,
    filled_residency_case,
    founder_with_organisation,
    load_rules_and_procedures,
    officer,
    step,
)


@pytest.fixture
def procedures(db: None) -> None:
    load_rules_and_procedures()


def shown_figures(client: Client) -> dict[str, str]:
    page = BeautifulSoup(client.get("/en/").content, "html.parser")
    return {part.dt.text: part.dd.text for part in page.find(class_="figures").find_all("div")}


def test_the_first_page_of_a_new_installation_claims_nothing(db: None, client: Client) -> None:
    figures_of_nothing = shown_figures(client)
    assert set(figures_of_nothing.values()) == {"0"}
    assert "working days from submission to decision (median)" not in figures_of_nothing
    assert "has not published a procedure" in client.get("/en/").content.decode()


def test_figures_are_counted_from_real_cases(procedures: None, client: Client) -> None:
    filed_residency_case()
    decided, _founder = filed_residency_case()
    deciding = officer()
    step(decided, "pass_on", deciding)
    step(decided, "decide", deciding, outcome="refused", template="not_priority_activity", **REASONS)
    counted = shown_figures(client)
    assert counted["applications under examination now"] == "1"
    assert counted["decisions in the last 12 months"] == "1"


def test_the_median_counts_working_days_without_the_pause(procedures: None, travel: Any) -> None:
    from orken.cases.services.casework import write_remark

    travel("2026-04-06")  # a Monday
    founder, organisation = founder_with_organisation()
    case = filled_residency_case(founder, organisation)
    step(case, "file", founder)
    checking = officer()
    travel("2026-04-08")
    write_remark(case, "question:project_name", "Толық атауы?", actor=checking)
    step(case, "return_for_correction", checking)
    travel("2026-04-20")
    step(case, "refile", founder)
    travel("2026-04-21")
    step(case, "pass_on", checking)
    travel("2026-04-23")
    step(case, "decide", checking, outcome="refused", template="not_priority_activity", **REASONS)
    assert figures().median_days == 2 + 1 + 2


@pytest.mark.parametrize("cases", [1, 3])
def test_the_first_page_costs_the_same_for_many_cases(
    procedures: None, client: Client, cases: int, django_assert_num_queries: Any
) -> None:
    for _ in range(cases):
        filed_residency_case()
    client.get("/en/")
    with django_assert_num_queries(5):
        client.get("/en/")


def test_the_first_page_weighs_less_than_100_kilobytes(procedures: None, client: Client) -> None:
    """Without compression, everything included that a browser fetches for it."""
    page = client.get("/kk/").content.decode()
    weight = len(page.encode())
    for address in set(re.findall(r'(?:href|src)="/static/([^"]+)"', page)):
        with open(str(finders.find(address)), "rb") as file:  # noqa: PTH123 -- finders give a string
            weight += len(file.read())
    assert weight < 100_000


def test_no_page_has_inline_scripts_or_styles(procedures: None, client: Client) -> None:
    page = BeautifulSoup(client.get("/kk/").content, "html.parser")
    assert all(script.get("src") for script in page.find_all("script"))
    assert not page.find_all("style")
    assert not page.find_all(style=True)


def test_the_menu_is_the_readers(procedures: None, client: Client) -> None:
    def menu() -> list[str]:
        page = BeautifulSoup(client.get("/en/").content, "html.parser")
        return [link.text for link in page.find(class_="navigation").find_all("a")]

    assert menu() == ["Procedures", "Registers", "Verify"]
    client.force_login(founder_with_organisation()[0])
    assert menu() == ["Procedures", "Registers", "Verify", "My cases"]
    client.force_login(officer())
    at_the_desk = ["Procedures", "Registers", "Verify", "My cases", "Desk", "Residents", "Experts"]
    assert menu() == at_the_desk
    client.force_login(officer(Role.SECRETARY))
    assert menu() == [*at_the_desk, "Commission"]
