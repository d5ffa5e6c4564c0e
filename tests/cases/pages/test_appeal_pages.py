"""What the pages say of an appeal: how to begin one, why the case stands still, and nothing to those who are barred."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from orken.cases.models import Appeal, Case
from orken.parties.models import Role, User
from tests.factories.appeals import CODES, decide_appeal, decided_stall, drafted_appeal, filed_appeal, publish_appeals
from tests.factories.cases import REASONS, fill, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("procedures")]


@pytest.fixture(autouse=True)
def published(procedures: None) -> None:
    publish_appeals()


def page(person: User, address: str) -> str:
    client = Client()
    client.force_login(person)
    return client.get(f"/en/{address}", follow=True).content.decode()


def test_an_appeal_is_written_and_submitted_from_the_page_of_its_decision(client: Client) -> None:
    case, founder = decided_stall()
    client.force_login(founder)
    shown = client.get(f"/en/cases/{case.reference}/").content.decode()
    assert "How to object" in shown
    assert f"/en/cases/{case.reference}/appeal/" in shown
    assert "You may object." in client.get(f"/en/cases/{case.reference}/appeal/").content.decode()
    begun = client.post(f"/en/cases/{case.reference}/appeal/")
    appeal = Appeal.objects.get().case
    assert begun["Location"] == f"/en/cases/{appeal.reference}/form/"
    again = client.post(f"/en/cases/{case.reference}/appeal/", follow=True).content.decode()
    assert "an appeal against this decision already" in again
    fill(appeal, {"grounds": "Орын бар еді."}, actor=founder)
    client.post(f"/en/cases/{appeal.reference}/file/", {"key": uuid4().hex})
    appeal.refresh_from_db()
    assert appeal.state == "in_progress"
    stopped = client.get(f"/en/cases/{case.reference}/").content.decode()
    assert "an appeal against its decision is examined" in stopped
    assert str(appeal.number) in stopped
    assert case.number in client.get(f"/en/cases/{appeal.reference}/").content.decode()


def test_appeals_are_not_in_the_catalogue(client: Client) -> None:
    _case, founder = decided_stall()
    client.force_login(founder)
    assert "Appeal about a stall" not in client.get("/en/procedures/").content.decode()
    assert "Apply" not in client.get("/en/procedures/events.stall_appeal/").content.decode().split("What you get")[1]
    refused = client.get("/en/procedures/events.stall_appeal/start/", follow=True).content.decode()
    assert "begins on the page" in refused


def test_who_is_barred_sees_that_the_case_stands_still_and_not_why() -> None:
    deciding = officer(Role.HEAD_OF_UNIT)
    case, founder = decided_stall("granted", by=deciding)
    appeal = filed_appeal(case, founder)
    other = page(officer(), f"desk/cases/{case.reference}/")
    assert "an appeal against its decision is examined" in other
    assert str(appeal.number) in other
    barred = page(deciding, f"desk/cases/{case.reference}/")
    assert "others have to settle something" in barred
    assert str(appeal.number) not in barred
    assert appeal.reference not in barred
    assert "ppeal" not in barred


def test_an_officer_decides_on_the_pages_and_both_cases_show_it(client: Client) -> None:
    case, founder = decided_stall()
    appeal = filed_appeal(case, founder)
    clerk, head = officer(), officer(Role.HEAD_OF_UNIT)
    client.force_login(clerk)
    desk = client.get(f"/en/desk/cases/{appeal.reference}/").content.decode()
    assert case.number in desk
    choice = client.get(f"/en/desk/cases/{appeal.reference}/decide/").content.decode()
    assert "Look again" in choice
    assert "The decision is changed" in choice
    address = f"/en/desk/cases/{appeal.reference}/decide/?template={CODES['changed']}"
    words = {"key": uuid4().hex, **REASONS}
    assert "Decide on the appeal" in client.post(address, {**words, "then": "preview"}).content.decode()
    client.post(address, {**words, "then": "decide"})
    client.force_login(head)
    assert "The decision is changed" in client.get(f"/en/desk/cases/{appeal.reference}/countersign/").content.decode()
    client.post(f"/en/desk/cases/{appeal.reference}/countersign/", {"key": uuid4().hex, "then": "countersign"})
    case.refresh_from_db()
    assert case.stage == "handover"
    own = page(founder, f"cases/{case.reference}/")
    assert "another one took its place" in own
    assert "Decision changed on appeal" in own
    assert "the operator takes no second one" in own
    assert "another one took its place" in page(head, f"desk/cases/{case.reference}/")
    closed = page(founder, f"cases/{appeal.reference}/")
    assert "the decision is changed" in closed
    assert "Apply anew" not in closed


def test_what_was_granted_is_not_offered_to_be_sent_back() -> None:
    case, founder = decided_stall("granted")
    appeal = filed_appeal(case, founder)
    assert "Look again" not in page(officer(), f"desk/cases/{appeal.reference}/decide/")


def test_late_draft_stays_with_a_clear_message(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    case, founder = decided_stall()
    appeal = drafted_appeal(case, founder)
    later = timezone.now() + timedelta(days=30)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    client.force_login(founder)
    said = client.post(f"/en/cases/{appeal.reference}/file/", {"key": uuid4().hex}, follow=True).content.decode()
    assert "that day has passed" in said
    assert Case.objects.get(pk=appeal.pk).draft_sections.get().typed["grounds"]


def test_decided_appeal_has_its_papers(client: Client) -> None:
    case, founder = decided_stall()
    appeal = filed_appeal(case, founder)
    decide_appeal(appeal, "upheld")
    client.force_login(founder)
    for name in ("receipt/1/receipt.pdf", "decision.pdf", "timeline.pdf"):
        assert client.get(f"/en/cases/{appeal.reference}/{name}")["Content-Type"] == "application/pdf"


def test_the_decision_as_pdf_says_how_to_object(client: Client) -> None:
    case, founder = decided_stall()
    client.force_login(founder)
    address = f"/en/cases/{case.reference}/decision.pdf"
    for said in ("Шағымдануға болады.", "Можно обжаловать.", "You may object.", "An appeal can be submitted until"):
        assert said in words_of(client.get(address).content)
    decide_appeal(filed_appeal(case, founder), "changed")
    assert "You may object." not in words_of(client.get(address).content)


def words_of(paper: bytes) -> str:
    return " ".join(" ".join(sheet.extract_text() for sheet in PdfReader(BytesIO(paper)).pages).split())
