"""The pages of those who resolve conflicts, and the way out for an officer who is in one."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from orken.cases.models import Case, Conflict
from orken.cases.services.casework import assign_case
from orken.cases.services.conflicts import look_for
from orken.parties.models import Role, User
from tests.factories.cases import filed_residency_case, officer
from tests.factories.conflicts import ConflictFactory
from tests.factories.parties import MandateFactory, PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("procedures")]


def as_person(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(person: User, address: str) -> str:
    response = as_person(person).get(address)
    assert response.status_code == 200
    return response.content.decode()


def resolving(conflict: Conflict) -> str:
    return f"/en/desk/cases/{conflict.case.reference}/conflicts/{conflict.pk}/"


@pytest.fixture
def case() -> Case:
    return filed_residency_case()[0]


@pytest.fixture
def found(case: Case) -> Conflict:
    person = PersonFactory(full_name="Сәуле Табылған")
    MandateFactory(user=person, organisation=case.applicant, revoked_at=timezone.now())
    [conflict] = look_for(case, [person])
    return conflict


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.HEAD_OF_UNIT])
def test_the_list_names_person_case_and_grounds(found: Conflict, role: Role):
    shown = page(officer(role), "/en/desk/conflicts/")
    for words in ("Сәуле Табылған", found.case.number, found.case.applicant.name, "acted for the applicant"):
        assert words in shown


def test_the_list_leaves_out_cases_where_one_is_in_conflict(found: Conflict):
    secretary = officer(Role.SECRETARY)
    ConflictFactory(case=found.case, person=secretary)
    shown = page(secretary, "/en/desk/conflicts/")
    assert "Сәуле Табылған" not in shown
    assert found.case.number not in shown
    assert as_person(secretary).get(resolving(found)).status_code == 404


def test_without_a_reason_nothing_is_resolved(found: Conflict):
    response = as_person(officer(Role.SECRETARY)).post(resolving(found), {"then": "dismiss", "reason": " "})
    assert response.status_code == 422
    found.refresh_from_db()
    assert found.dismissed_at is None


@pytest.mark.parametrize("then", ["", "lift"])
def test_an_unknown_button_resolves_nothing(found: Conflict, then: str):
    response = as_person(officer(Role.SECRETARY)).post(resolving(found), {"then": then, "reason": "Солай."})
    assert response.status_code == 422
    found.refresh_from_db()
    assert found.resolved_by is None


@pytest.mark.parametrize(("then", "field"), [("uphold", "upheld_at"), ("dismiss", "dismissed_at")])
def test_a_secretary_resolves(found: Conflict, then: str, field: str):
    client = as_person(officer(Role.SECRETARY))
    response = client.post(resolving(found), {"then": then, "reason": "Мандаты аяқталған."}, follow=True)
    assert "Сәуле Табылған" in response.content.decode()
    found.refresh_from_db()
    assert getattr(found, field) is not None
    assert "Мандаты аяқталған." in client.get(resolving(found)).content.decode()
    assert "Сәуле Табылған" not in client.get("/en/desk/conflicts/").content.decode()


def test_a_second_resolution_is_told_who_was_faster(found: Conflict):
    head = officer(Role.HEAD_OF_UNIT)
    as_person(head).post(resolving(found), {"then": "dismiss", "reason": "Жоқ."})
    late = as_person(officer(Role.SECRETARY)).post(resolving(found), {"then": "uphold", "reason": "Бар."})
    assert late.status_code == 422
    assert f"{head} has resolved this already" in late.content.decode()


def test_the_case_page_shows_conflicts_to_those_who_resolve_them_alone(found: Conflict):
    address = f"/en/desk/cases/{found.case.reference}/"
    assert resolving(found) in page(officer(Role.SECRETARY), address)
    assert "Сәуле Табылған" not in page(officer(), address)


def test_an_officer_declares_and_is_off_the_case(case: Case):
    handling, secretary = officer(), officer(Role.SECRETARY)
    assign_case(case, handling, actor=handling)
    client, address = as_person(handling), f"/en/desk/cases/{case.reference}/conflict/"
    assert client.post(address, {"kind": "no such"}).status_code == 422
    left = client.post(address, {"kind": "family", "text": "Інім сонда\x00\r\nжұмыс істейді."}, follow=True)
    assert left.redirect_chain[-1][0] == "/en/desk/"
    assert case.number not in left.content.decode()
    assert client.get(address).status_code == 404
    case.refresh_from_db()
    assert case.assignee is None
    assert "Інім сонда\nжұмыс істейді." in page(secretary, "/en/desk/conflicts/")


def test_a_long_list_costs_no_more_questions(case: Case, django_assert_max_num_queries):
    secretary = officer(Role.SECRETARY)
    for _number in range(20):
        ConflictFactory(case=case, person=PersonFactory(), grounds=[{"fact": "named"}])
    client = as_person(secretary)
    client.get("/en/desk/conflicts/")
    with django_assert_max_num_queries(8):
        assert client.get("/en/desk/conflicts/").content.decode().count("is named in the application") == 20
