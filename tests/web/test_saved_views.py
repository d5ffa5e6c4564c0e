"""Views that people keep at the desk: whose they are, who sees them, and how many cases each holds."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orken.kernel.errors import RuleViolation
from orken.parties.models import Role
from orken.web.desk.saved_views import default_view, keep_view, open_desk_with, views_seen_by
from orken.web.models import DefaultView, SavedView
from tests.factories.cases import filed_residency_case, load_rules_and_procedures, officer
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


def kept(owner, name="Қарау", *, shared=False, **filters):
    return keep_view(SavedView(owner=owner, filters=filters), name=name, shared=shared, actor=owner)


def tabs(client, address="/en/desk/?state=open"):
    page = BeautifulSoup(client.get(address).content, "html.parser")
    return {tab.find(string=True).strip(): int(tab.select_one(".soft").text) for tab in page.select(".tabs a")}


def test_officer_does_not_share_and_nobody_changes_what_is_not_theirs(at_the_desk):
    with pytest.raises(RuleViolation, match="Heads of unit share"):
        kept(at_the_desk, shared=True)
    shared = kept(officer(Role.HEAD_OF_UNIT), shared=True)
    with pytest.raises(RuleViolation, match="is kept by"):
        keep_view(shared, name="Менікі", shared=True, actor=at_the_desk)
    shared.refresh_from_db()
    assert shared.name == "Қарау"


def test_name_is_taken_once_by_each_person(at_the_desk):
    kept(at_the_desk)
    kept(officer())
    with pytest.raises(RuleViolation, match="of this name"):
        kept(at_the_desk)
    assert SavedView.objects.count() == 2


def test_view_of_a_colleague_is_seen_only_when_shared(at_the_desk):
    own = kept(at_the_desk)
    head = officer(Role.HEAD_OF_UNIT)
    kept(head, "Жеке")
    shared = kept(head, "Ортақ", shared=True)
    assert list(views_seen_by(at_the_desk)) == [own, shared]


@pytest.mark.parametrize("name", ["", " ", "x" * 61, "A\u202eB"])
def test_name_that_cannot_be_one_is_refused(client, at_the_desk, name):
    assert client.post("/en/desk/views/", {"name": name, "filters": "clock=overdue"}).status_code == 422
    assert not SavedView.objects.exists()


def test_view_whose_name_was_refused_keeps_its_filters(client, at_the_desk):
    kept(at_the_desk, "A")
    refused = client.post("/en/desk/views/", {"name": "A", "filters": "officer=me&sort=newest"})
    assert refused.status_code == 422
    filters = BeautifulSoup(refused.content, "html.parser").select_one("main input[name=filters]")["value"]
    client.post("/en/desk/views/", {"name": "B", "filters": filters})
    assert SavedView.objects.get(name="B").filters == {"officer": "me", "sort": "newest"}


def test_filters_that_do_not_exist_are_not_kept(client, at_the_desk):
    client.post("/en/desk/views/", {"name": "A", "filters": "clock=overdue&who=me&sort=worst&state=open"})
    assert SavedView.objects.get().filters == {"clock": "overdue"}


def test_officer_saves_renames_and_deletes_a_view(client, at_the_desk):
    page = BeautifulSoup(client.get("/en/desk/?officer=me&sort=newest").content, "html.parser")
    filters = page.select_one("details.view-line input[name=filters]")["value"]
    response = client.post("/en/desk/views/", {"name": "Менің жаңаларым", "filters": filters})
    assert response.headers["Location"] == "/en/desk/?officer=me&sort=newest"
    view = SavedView.objects.get()
    assert "Rename, share or delete" in client.get(response.headers["Location"]).content.decode()
    client.post(f"/en/desk/views/{view.reference}/", {"name": "Жаңалар"})
    assert "Жаңалар" in tabs(client)
    client.post(f"/en/desk/views/{view.reference}/", {"then": "delete"})
    assert not SavedView.objects.exists()


def test_views_show_how_many_cases_they_hold_without_those_of_the_own_organisation(client, at_the_desk):
    filed_residency_case(project_name="Теңіз")
    own, _founder = filed_residency_case(project_name="Теңіз")
    MandateFactory(user=at_the_desk, organisation=own.applicant)
    filed_residency_case(project_name="Дала")
    kept(at_the_desk, "Теңіздер", q="теңіз")
    kept(at_the_desk, "Кешіккен", clock="overdue")
    assert tabs(client) == {"All open": 2, "Mine": 0, "Unassigned": 2, "Closed": 0, "Теңіздер": 1, "Кешіккен": 0}


def test_more_views_ask_the_database_no_more_often(client, at_the_desk, django_assert_num_queries):
    filed_residency_case()
    kept(at_the_desk, "A", clock="overdue")
    tabs(client)
    with CaptureQueriesContext(connection) as for_one:
        tabs(client)
    kept(at_the_desk, "B", clock="soon", region="KZ-10")
    kept(at_the_desk, "C", officer="me", state="all")
    with django_assert_num_queries(len(for_one)):
        tabs(client)
    assert len(for_one) <= 15


def test_desk_opens_with_the_default_view_until_it_is_no_longer_shared(client, at_the_desk):
    head = officer(Role.HEAD_OF_UNIT)
    shared = kept(head, shared=True, clock="overdue")
    client.post(f"/en/desk/views/{shared.reference}/", {"then": "open_with"})
    assert client.get("/en/desk/").headers["Location"] == "/en/desk/?clock=overdue"
    assert client.get("/en/desk/?state=open").status_code == 200
    keep_view(shared, name=shared.name, shared=False, actor=head)
    assert default_view(at_the_desk) is None
    assert client.get("/en/desk/").status_code == 200


def test_default_view_is_one_and_can_be_given_up(client, at_the_desk):
    first, second = kept(at_the_desk, "A", q="a"), kept(at_the_desk, "B", q="b")
    for view in (first, second):
        open_desk_with(view, person=at_the_desk)
    assert DefaultView.objects.get().view == second
    client.post(f"/en/desk/views/{second.reference}/", {"then": "do_not_open_with"})
    assert client.get("/en/desk/").status_code == 200


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_page_of_a_view_is_shown_in_every_language(client, at_the_desk, language):
    view = kept(at_the_desk)
    assert client.get(f"/{language}/desk/views/{view.reference}/").status_code == 200
