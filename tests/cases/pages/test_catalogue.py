from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from orken.cases.models import Case, ProcedureVersion
from orken.parties.models import User
from orken.parties.queries import organisations_of
from tests.factories.cases import RESIDENCY, publish_stall
from tests.factories.parties import OrganisationFactory, PersonFactory

START = f"/en/procedures/{RESIDENCY}/start/"


def test_anybody_reads_what_can_be_asked_for(procedures: None, client: Client) -> None:
    page = BeautifulSoup(client.get("/ru/procedures/").content, "html.parser")
    cards = {card.h2.text: card.find(class_="meta") for card in page.find(class_="doors").find_all("li")}
    assert "35 рабочих дней" in cards["Приём в резиденты"].text  # 5 + 10 + 20 of the pack


def test_the_newest_version_is_offered(procedures: None, client: Client) -> None:
    publish_stall(title={"kk": "Жаңа орын", "ru": "Новое место", "en": "A new stall"})
    assert "A new stall" in client.get("/en/procedures/").content.decode()


def test_without_procedures_the_catalogue_says_so(db: None, client: Client) -> None:
    assert not ProcedureVersion.objects.exists()
    assert "has not published a procedure" in client.get("/en/procedures/").content.decode()


def test_a_procedure_tells_steps_questions_and_rules(procedures: None, client: Client) -> None:
    text = BeautifulSoup(client.get(f"/en/procedures/{RESIDENCY}/").content, "html.parser").get_text(" ", strip=True)
    for words in (
        "Completeness check 5 working days",
        "Decision 10 working days",
        "Agreement 20 working days",
        "Planned costs by year",
        "Certificate on the absence (presence) of tax arrears",
        "The tax arrears do not exceed 6 MCI",
        "the operator's assumption",
    ):
        assert words in text


def test_an_unknown_procedure_is_not_found(procedures: None, client: Client) -> None:
    assert client.get("/en/procedures/no.such/").status_code == 404


def test_a_stranger_is_asked_to_sign_in_before_applying(procedures: None, client: Client) -> None:
    response = client.get(START)
    assert response.status_code == 302
    assert response["Location"].startswith("/en/accounts/login/?next=")


def test_the_only_organisation_is_chosen_already(founder: User, client: Client) -> None:
    page = BeautifulSoup(client.get(START).content, "html.parser")
    assert page.find("input", {"name": "organisation", "checked": True})["value"]


def test_starting_opens_a_draft_and_its_form(founder: User, client: Client) -> None:
    organisation = organisations_of(founder).get()
    response = client.post(START, {"organisation": organisation.reference})
    case = Case.objects.get(applicant=organisation)
    assert response["Location"] == f"/en/cases/{case.reference}/form/"
    assert (case.state, case.opened_by) == ("draft", founder)


def test_a_second_live_application_leads_to_the_first(draft: Case, client: Client) -> None:
    response = client.post(START, {"organisation": draft.applicant.reference}, follow=True)
    assert response.redirect_chain[0][0] == f"/en/cases/{draft.reference}/"
    assert "already has an application of this kind under way" in response.content.decode()
    assert Case.objects.count() == 1


def test_another_organisation_cannot_be_chosen(founder: User, client: Client) -> None:
    foreign = OrganisationFactory(people=[PersonFactory()])
    response = client.post(START, {"organisation": foreign.reference})
    assert response.status_code == 422
    assert not Case.objects.exists()


def test_somebody_without_an_organisation_is_led_to_adding_one(procedures: None, client: Client) -> None:
    client.force_login(PersonFactory())
    page = BeautifulSoup(client.get(START).content, "html.parser")
    assert page.find(class_="empty").a["href"] == "/en/organisations/new/"


@pytest.mark.parametrize("cases", [1, 3])
def test_the_list_of_cases_costs_the_same_for_many(
    founder: User, client: Client, cases: int, django_assert_num_queries: object
) -> None:
    from orken.cases.services.drafting import open_case

    for _ in range(cases):
        open_case(RESIDENCY, applicant=OrganisationFactory(people=[founder]), actor=founder)
    client.get("/en/cases/")
    with django_assert_num_queries(4):  # type: ignore[operator]
        client.get("/en/cases/")
