from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from orken.cases.answers_in_words import answer_in_words
from orken.cases.models import Agreement, Case
from orken.cases.presentation import NEWEST, timeline_of
from orken.cases.procedure.definition import Question
from orken.cases.services.casework import write_remark
from orken.kernel.text import Text
from tests.factories.cases import (
    REASONS,
    filed_residency_case,
    offered_residency_case,
    officer,
    step,
)
from tests.factories.parties import PASSWORD, PersonFactory
from tools.bench.population import history

LABEL = Text(kk="Сұрақ", ru="Вопрос", en="Question")


def page_of(client: Client, case: Case, path: str = "") -> BeautifulSoup:
    return BeautifulSoup(client.get(f"/en/cases/{case.reference}/{path}").content, "html.parser")


def route(page: BeautifulSoup) -> list[tuple[str, list[str]]]:
    return [(step.strong.text, step.get("class") or []) for step in page.find(class_="route").find_all("li")]


def test_a_filed_case_tells_where_it_stands_and_how_long(procedures: None, client: Client, travel: Any) -> None:
    travel("2026-03-18")
    case, founder = filed_residency_case()
    client.force_login(founder)
    page = page_of(client, case)
    assert route(page) == [
        ("Submission", ["passed"]),
        ("Completeness check", ["current"]),
        ("Decision", []),
        ("Agreement", []),
    ]
    clock = page.find(class_="clock")
    assert clock.strong.text == "5 working days left"
    assert clock.time["datetime"] == "2026-03-30"  # Nauryz and two weekends lie between
    assert [event.strong.text for event in page.find(class_="timeline").find_all("li")] == [
        "Application submitted",
        "Document attached",
        "Draft begun",
    ]


def story(page: BeautifulSoup) -> list[str]:
    return [str(event) for event in page.find(class_="timeline").find_all("li")]


def test_a_long_story_is_cut_on_the_pages_of_a_case_and_whole_on_its_own(procedures: None, client: Client) -> None:
    case, founder = filed_residency_case()
    handling = officer()
    for person, back in ((founder, f"/en/cases/{case.reference}/"), (handling, f"/en/desk/cases/{case.reference}/")):
        client.force_login(person)
        assert "Earlier events" not in client.get(back).content.decode()
    history(case, 40, officer=handling)
    for person, back in ((founder, f"/en/cases/{case.reference}/"), (handling, f"/en/desk/cases/{case.reference}/")):
        client.force_login(person)
        page = BeautifulSoup(client.get(back).content, "html.parser")
        newest, link = story(page), page.find("a", string="Earlier events")
        assert len(newest) == NEWEST
        whole = BeautifulSoup(client.get(link["href"]).content, "html.parser")
        assert story(whole)[:NEWEST] == newest
        assert len(story(whole)) == len(timeline_of(case)) == 43
        assert "Draft begun" in story(whole)[-1]
        assert whole.select_one(f"main a[href='{back}']").text == case.number


def test_a_returned_case_lists_the_remarks_with_the_way_to_them(procedures: None, client: Client) -> None:
    case, founder = filed_residency_case()
    checking = officer()
    write_remark(case, "question:project_name", "Толық атауын жазыңыз.", actor=checking)
    write_remark(case, "document:tax_arrears_certificate", "Екінші беті жоқ.", actor=checking)
    step(case, "return_for_correction", checking)
    client.force_login(founder)
    page = page_of(client, case)
    remarks = {item.h3.a["href"].split("/form/")[1]: item.p.text for item in page.find_all(class_="reviewed")}
    assert remarks == {
        "project/#q-project_name": "Толық атауын жазыңыз.",
        "tax_standing/#document": "Екінші беті жоқ.",
    }
    assert page.find(class_="clock").strong.text == "Paused"


def test_a_refused_case_ends_there_and_gives_the_reasons(procedures: None, client: Client) -> None:
    case, founder = filed_residency_case()
    deciding = officer()
    step(case, "pass_on", deciding)
    step(case, "decide", deciding, outcome="refused", template="not_priority_activity", **REASONS)
    client.force_login(founder)
    page = page_of(client, case)
    assert [title for title, _css in route(page)] == ["Submission", "Completeness check", "The end"]
    assert REASONS["reasons_en"] in page.find(class_="signed-text").text


def test_the_agreement_is_signed_with_the_password(procedures: None, client: Client) -> None:
    case, founder, _deciding = offered_residency_case()
    client.force_login(founder)
    page = page_of(client, case, "agreement/")
    data = {name: page.find("input", {"name": name})["value"] for name in ("text_hash", "key")}
    wrong = client.post(f"/en/cases/{case.reference}/agreement/", data | {"password": "not the password"})
    assert wrong.status_code == 422
    assert "nothing was signed" in wrong.content.decode()
    assert not Agreement.objects.get(case=case).signatures.exists()
    client.post(f"/en/cases/{case.reference}/agreement/", data | {"password": PASSWORD})
    signature = Agreement.objects.get(case=case).signatures.get()
    assert (signature.side, signature.signer) == ("applicant", founder)
    assert page_of(client, case, "agreement/").find("input", {"name": "password"}) is None


def test_another_text_than_the_one_read_is_not_signed(procedures: None, client: Client) -> None:
    case, founder, _deciding = offered_residency_case()
    client.force_login(founder)
    data = {"text_hash": "0" * 64, "key": "k", "password": PASSWORD}
    response = client.post(f"/en/cases/{case.reference}/agreement/", data)
    assert "The text changed since you opened it" in response.content.decode()
    assert not Agreement.objects.get(case=case).signatures.exists()


def test_the_agreement_is_a_pdf(procedures: None, client: Client) -> None:
    case, founder, _deciding = offered_residency_case()
    client.force_login(founder)
    response = client.get(f"/kk/cases/{case.reference}/agreement/agreement.pdf")
    assert response.content.startswith(b"%PDF")


def test_there_is_no_agreement_before_the_decision(procedures: None, client: Client) -> None:
    case, founder = filed_residency_case()
    client.force_login(founder)
    assert client.get(f"/en/cases/{case.reference}/agreement/").status_code == 404


def test_withdrawing_asks_once_and_then_closes(procedures: None, client: Client) -> None:
    case, founder = filed_residency_case()
    client.force_login(founder)
    key = page_of(client, case, "withdraw/").find("input", {"name": "key"})["value"]
    case.refresh_from_db()
    assert case.state == "in_progress"
    client.post(f"/en/cases/{case.reference}/withdraw/", {"key": key})
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "withdrawn")


def test_officers_are_led_to_their_own_page(procedures: None, client: Client) -> None:
    case, _founder = filed_residency_case()
    client.force_login(officer())
    response = client.get(f"/en/cases/{case.reference}/")
    assert response["Location"] == f"/en/desk/cases/{case.reference}/"


def test_a_document_of_another_case_is_not_found(procedures: None, client: Client) -> None:
    own, founder = filed_residency_case()
    other, _stranger = filed_residency_case()
    client.force_login(founder)
    foreign = other.evidence.get().document.reference
    assert client.get(f"/en/cases/{own.reference}/documents/{foreign}/").status_code == 404
    assert client.get(f"/en/cases/{other.reference}/documents/{foreign}/").status_code == 404


def test_a_stranger_cannot_withdraw(procedures: None, client: Client) -> None:
    case, _founder = filed_residency_case()
    client.force_login(PersonFactory())
    assert client.post(f"/en/cases/{case.reference}/withdraw/", {"key": "k"}).status_code == 404


@pytest.mark.parametrize(
    ("question", "answer", "words"),
    [
        (Question("a", "money", LABEL), {"amount": "8000000.50", "currency": "KZT"}, "KZT 8,000,000.50"),
        (Question("a", "date", LABEL), "2026-03-18", "18 March 2026"),
        (Question("a", "boolean", LABEL), False, "No"),
        (Question("a", "number", LABEL), "2026", "2026"),
        (
            Question("a", "number", LABEL, unit=Text(kk="адам", ru="человек", en="people")),
            "12000",
            "12,000 people",
        ),
        (Question("a", "text", LABEL), None, ""),
    ],
)
def test_filed_answers_read_as_words(question: Question, answer: object, words: str) -> None:
    from django.utils import translation

    with translation.override("en"):
        assert answer_in_words(question, answer).replace("\u00a0", " ") == words
