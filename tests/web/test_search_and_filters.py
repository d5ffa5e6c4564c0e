"""Filters of the queue beside those of ``test_desk``: what they find together, and that no address breaks the page."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from orken.cases.services.casework import assign_case
from orken.parties.models import Role
from tests.factories.cases import filed_residency_case, load_rules_and_procedures, officer, step
from tests.factories.parties import MandateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def procedures(db):
    load_rules_and_procedures()


@pytest.fixture
def at_the_desk(client):
    person = officer()
    client.force_login(person)
    return person


def page_of(client, **filters):
    return BeautifulSoup(client.get("/en/desk/", filters).content, "html.parser")


def shown(client, **filters):
    return [row.select_one("[data-open]").text for row in page_of(client, **filters).select("[data-item]")]


@pytest.mark.parametrize(
    "filters",
    [
        {"filed_from": "yesterday"},
        {"filed_from": "2026-02-30", "filed_to": "0000-00-00"},
        {"state": "nowhere", "region": "KZ-99", "officer": "-1", "sort": "worst"},
        {"q": "x" * 101},
        {"procedure": "no.such", "page": "-5"},
        {"q": "\x00"},
    ],
)
def test_address_that_says_nothing_known_shows_the_queue(client, at_the_desk, filters):
    case, _founder = filed_residency_case()
    assert shown(client, **filters) == [case.number]


def test_mistyped_day_is_said_beside_its_field(client, at_the_desk):
    page = page_of(client, filed_from="31.31.2026")
    assert page.select_one(".more-filters")["open"] == ""
    assert page.select_one(".more-filters .field-error")


def test_case_of_the_officers_own_organisation_is_found_by_no_filter(client, at_the_desk):
    own, founder = filed_residency_case(project_name="Құпия")
    MandateFactory(user=at_the_desk, organisation=own.applicant)
    for filters in ({"q": "құпия"}, {"q": str(founder)}, {"state": "all"}, {"region": own.applicant.region}):
        assert shown(client, **filters) == []
    assert "closed case fits" not in page_of(client, q="құпия").text


def test_days_of_submission_include_both_ends_of_the_day_in_almaty(client, at_the_desk, travel):
    travel("2026-03-02 00:01")
    first, _founder = filed_residency_case()
    travel("2026-03-03 23:59")
    second, _founder = filed_residency_case()
    assert shown(client, filed_from="2026-03-03") == [second.number]
    assert shown(client, filed_to="2026-03-02") == [first.number]
    assert shown(client, filed_from="2026-03-02", filed_to="2026-03-03") == [first.number, second.number]
    assert shown(client, filed_from="2026-03-04", filed_to="2026-03-02") == []


def test_states_and_outcomes(client, at_the_desk):
    withdrawn, founder = filed_residency_case()
    step(withdrawn, "withdraw", founder)
    running, _founder = filed_residency_case()
    assert shown(client, state="in_progress") == shown(client) == [running.number]
    assert shown(client, state="withdrawn") == shown(client, state="closed") == [withdrawn.number]
    assert shown(client, state="granted") == []
    assert set(shown(client, state="all")) == {withdrawn.number, running.number}


def test_search_says_that_a_closed_case_fits(client, at_the_desk):
    case, founder = filed_residency_case()
    step(case, "withdraw", founder)
    page = page_of(client, q=case.number)
    assert "1 closed case fits" in page.text
    link = page.select_one(".empty a")["href"]
    assert case.number in client.get(link).content.decode()


def test_officer_and_region(client, at_the_desk):
    mine, colleagues = (filed_residency_case()[0] for _case in range(2))
    colleague = officer()
    assign_case(mine, at_the_desk, actor=at_the_desk)
    assign_case(colleagues, colleague, actor=colleague)
    mine.applicant.region = "KZ-10"
    mine.applicant.save()
    assert shown(client, officer=str(colleague.pk)) == [colleagues.number]
    assert shown(client, officer="me", region="KZ-10") == [mine.number]
    assert shown(client, officer="me", region="KZ-71") == []


def test_orders(client, at_the_desk, travel):
    cases = []
    for day, name in (("2026-03-02", "В"), ("2026-03-03", "А"), ("2026-03-04", "Б")):
        travel(day)
        case, _founder = filed_residency_case()
        case.applicant.name = name
        case.applicant.save()
        cases.append(case.number)
    first, second, third = cases
    assert shown(client, sort="newest") == [third, second, first]
    assert shown(client, sort="oldest") == [first, second, third]
    assert shown(client, sort="applicant") == [second, third, first]
    assert shown(client, sort="number") == sorted(cases)


def test_taking_a_case_from_the_queue_leads_back_to_it(client, at_the_desk):
    case, _founder = filed_residency_case()
    page = page_of(client, officer="none")
    response = client.post(page.select_one("[data-take]")["formaction"])
    assert response.headers["Location"] == "/en/desk/?officer=none"
    case.refresh_from_db()
    assert case.assignee == at_the_desk
    other = officer()
    client.force_login(other)
    taken = client.post(f"/en/desk/take/{case.reference}/", follow=True).content.decode()
    assert f"{at_the_desk} has become the officer" in taken
    case.refresh_from_db()
    assert case.assignee == at_the_desk


def test_signatory_selects_and_takes_nothing(client):
    client.force_login(officer(Role.SIGNATORY))
    filed_residency_case()
    page = page_of(client)
    assert page.select("[data-item]")
    assert not page.select("input[type=checkbox][form], [data-take], .batch-bar")


def test_case_page_leads_through_the_view_that_was_opened_last(client, at_the_desk, travel):
    numbers = []
    for day in ("2026-03-02", "2026-03-03", "2026-03-04"):
        travel(day)
        numbers.append(filed_residency_case()[0])
    first, second, third = numbers
    address = "/en/desk/cases/{}/".format
    assert not BeautifulSoup(client.get(address(second.reference)).content, "html.parser").select(".neighbours")
    page_of(client, sort="newest")
    nav = BeautifulSoup(client.get(address(second.reference)).content, "html.parser").select_one(".neighbours")
    assert nav.select_one("[rel=prev]")["href"] == address(third.reference)
    assert nav.select_one("[rel=next]")["href"] == address(first.reference)
    assert "2 of 3" in nav.text
    page_of(client, q=first.number)
    assert not BeautifulSoup(client.get(address(second.reference)).content, "html.parser").select(".neighbours")
