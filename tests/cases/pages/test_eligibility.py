"""The self-check before an application: rule by rule, with nothing kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from orken.cases.models import Case, DraftSection
from orken.parties.models import Role, Scope
from tests.factories.cases import (
    RESIDENCY,
    founder_with_organisation,
    load_pack_with_a_decision,
    offered_residency_case,
    officer,
    sign,
)
from tests.factories.parties import MandateFactory, PersonFactory

PAGE = f"/en/procedures/{RESIDENCY}/eligibility/"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def pack(db: None) -> None:
    load_pack_with_a_decision()


def eligible(**changes: str) -> dict[str, str]:
    today = timezone.localdate().isoformat()
    answers = {
        "applicant": "home",
        "state_share": "0",
        "subsoil_user": "no",
        "zone_participant": "no",
        "excisable_goods": "no",
        "special_tax_regime": "no",
        "document_tax_arrears_certificate_issued_on": today,
        "tax_arrears": "0",
    }
    return answers | changes


def outcomes(response: Any) -> dict[str, str]:
    """What the page says of each requirement, by its title."""
    page = BeautifulSoup(response.content, "html.parser")
    return {row.strong.text: row.find(class_="state").text.strip() for row in page.find(id="result").find_all("li")}


def test_a_visitor_learns_what_holds_and_what_cannot_be_judged_yet(client: Client) -> None:
    assert outcomes(client.post(PAGE, eligible())) == {
        "The organisation is not a resident now": "cannot be judged",
        "The applicant is a legal entity, not a branch": "cannot be judged",
        "The share of the state is below the limit": "met",
        "Not a subsoil user": "met",
        "Not a participant of a special economic zone": "met",
        "No excisable goods": "met",
        "Under the general tax regime": "met",
        "The certificate was issued within 10 calendar days before submission": "met",
        "The tax arrears do not exceed 6 MCI": "met",
    }
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ({"state_share": "50"}, "The share of the state is below the limit"),
        ({"subsoil_user": "yes"}, "Not a subsoil user"),
        ({"tax_arrears": "1 000 000"}, "The tax arrears do not exceed 6 MCI"),
    ],
)
def test_what_fails_says_what_to_do_with_its_citation(client: Client, changes: dict[str, str], title: str) -> None:
    response = client.post(PAGE, eligible(**changes))
    failed = [name for name, outcome in outcomes(response).items() if outcome == "not met"]
    assert failed == [title]
    page = BeautifulSoup(response.content, "html.parser")
    [row] = [row for row in page.find(id="result").find_all("li") if row.strong.text == title]
    assert row.find(class_="field-error")
    assert "415" in row.find(class_="hint").text


def test_an_old_certificate_fails(client: Client) -> None:
    issued = (timezone.localdate() - timedelta(days=11)).isoformat()
    found = outcomes(client.post(PAGE, eligible(document_tax_arrears_certificate_issued_on=issued)))
    assert found["The certificate was issued within 10 calendar days before submission"] == "not met"


def test_what_is_not_answered_is_named(client: Client) -> None:
    text = client.post(PAGE, eligible(state_share="")).content.decode()
    assert "Missing: Share of the state and of quasi-state organisations." in text


def test_tax_is_not_asked_of_a_company_from_abroad(client: Client) -> None:
    response = client.post(PAGE, eligible(applicant="abroad"))
    assert outcomes(response)["The tax arrears do not exceed 6 MCI"] == "does not apply"
    assert 'name="tax_arrears"' not in response.content.decode()


def test_a_mistyped_answer_is_shown_at_its_question(client: Client) -> None:
    page = BeautifulSoup(client.post(PAGE, eligible(state_share="half")).content, "html.parser")
    assert page.find(id="q-state_share-error")
    assert page.find(id="q-state_share")["value"] == "half"


def test_a_resident_is_told_that_nothing_is_needed(client: Client) -> None:
    case, founder, _officer = offered_residency_case()
    sign(case, "sign_for_applicant", founder)
    sign(case, "sign_for_operator", officer(Role.SIGNATORY))
    client.force_login(founder)
    found = outcomes(client.post(PAGE, eligible(applicant=case.applicant.reference)))
    assert found["The organisation is not a resident now"] == "not met"


def test_an_application_begins_with_the_answers(client: Client) -> None:
    founder, organisation = founder_with_organisation()
    client.force_login(founder)
    response = client.post(PAGE, eligible(applicant=organisation.reference, begin=""))
    case = Case.objects.get()
    assert response["Location"] == f"/en/cases/{case.reference}/form/"
    assert DraftSection.objects.get(case=case, section="declarations").typed["state_share"] == "0"
    again = client.post(PAGE, eligible(applicant=organisation.reference, begin=""))
    assert again["Location"] == case.get_absolute_url()


def test_nobody_begins_for_an_organisation_of_others(client: Client) -> None:
    _founder, organisation = founder_with_organisation()
    client.force_login(PersonFactory())
    assert client.post(PAGE, eligible(applicant=organisation.reference, begin="")).status_code == 200
    assert not Case.objects.exists()


def test_who_may_only_submit_checks_but_begins_no_draft(client: Client) -> None:
    mandate = MandateFactory(scope=[Scope.SUBMIT])
    client.force_login(mandate.user)
    answers = eligible(applicant=mandate.organisation.reference)
    assert b'name="begin"' not in client.post(PAGE, answers).content
    refused = client.post(PAGE, answers | {"begin": ""})
    assert refused.status_code == 403
    assert "does not cover this" in refused.content.decode()
    assert not Case.objects.exists()


def test_an_unknown_procedure_is_not_found(client: Client) -> None:
    assert client.get("/en/procedures/no.such/eligibility/").status_code == 404
