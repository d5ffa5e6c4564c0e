"""The story of a case as a sealed PDF, for whoever may see the case, in each language, whatever became of it."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader

from orken.cases.models import Case
from orken.cases.services.casework import write_remark
from orken.documents.keys import published_certificate
from orken.documents.sealing import verify
from orken.parties.models import Role, User
from tests.factories.cases import (
    REASONS,
    filed_residency_case,
    filled_residency_case,
    founder_with_organisation,
    offered_residency_case,
    officer,
    sign,
    step,
)
from tests.factories.parties import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("procedures")]

Travel = Callable[[str], None]


def paper(client: Client, person: User, case: Case, language: str = "en", name: str = "timeline.pdf") -> bytes:
    client.force_login(person)
    response = client.get(f"/{language}/cases/{case.reference}/{name}")
    assert response.status_code == 200, response.status_code
    assert response["Content-Type"] == "application/pdf"
    assert "no-store" in response["Cache-Control"]
    return bytes(response.content)


def text_of(made: bytes) -> str:
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages)
    return " ".join(text.replace("\u00a0", " ").split())


def corrected_case(travel: Travel) -> tuple[Case, User, User]:
    """Filed on a Monday, returned on Wednesday, filed again a week later."""
    travel("2026-02-02")
    case, founder = filed_residency_case()
    clerk = officer()
    travel("2026-02-04")
    write_remark(case, "question:project_name", "Ғылыми атауын жазыңыз.", actor=clerk)
    step(case, "return_for_correction", clerk)
    travel("2026-02-11")
    step(case, "refile", founder)
    travel("2026-02-12")
    step(case, "pass_on", clerk)
    return case, founder, clerk


def test_stranger_does_not_learn_of_the_case(client: Client) -> None:
    case, _founder = filed_residency_case()
    client.force_login(PersonFactory())
    assert client.get(f"/en/cases/{case.reference}/timeline.pdf").status_code == 404


def test_staff_do_not_get_the_story_of_a_draft(client: Client) -> None:
    founder, organisation = founder_with_organisation()
    case = filled_residency_case(founder, organisation)
    client.force_login(officer())
    assert client.get(f"/en/cases/{case.reference}/timeline.pdf").status_code == 404
    text = text_of(paper(client, founder, case))
    assert "Draft begun" in text
    assert "not submitted" in text


def test_document_that_was_never_filed_is_not_in_the_paper_of_staff(client: Client) -> None:
    case, founder = filed_residency_case()
    unfiled = filled_residency_case(*founder_with_organisation()).evidence.get()
    unfiled.case, unfiled.kind = case, "never_filed"
    unfiled.save()
    of_staff, own = text_of(paper(client, officer(), case)), text_of(paper(client, founder, case))
    assert case.evidence.earliest("attached_at").document.sha256[:32] in of_staff
    assert "never_filed" in own
    assert "never_filed" not in of_staff


def test_paper_is_sealed_archival_and_in_its_language(client: Client) -> None:
    case, founder = filed_residency_case()
    made = paper(client, founder, case, "kk")
    assert verify(made, published_certificate()).intact
    reader = PdfReader(BytesIO(made))
    assert reader.xmp_metadata is not None
    assert (reader.xmp_metadata.pdfaid_part, reader.xmp_metadata.pdfaid_conformance) == ("2", "B")
    assert reader.trailer["/Root"]["/Lang"] == "kk"  # type: ignore[index]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("kk", ["Істің барысы", "Түзетуге қайтарылды", "Түзету кезінде есептелмеген", "5 жұмыс күні", "ақпан"]),
        ("ru", ["Ход дела", "Возвращено на исправление", "Не засчитано на время исправлений", "5 рабочих дней"]),
        ("en", ["The course of the case", "Returned for correction", "Not counted during corrections", "4 February"]),
    ],
)
def test_story_tells_steps_terms_and_pauses(client: Client, travel: Travel, language: str, words: list[str]) -> None:
    case, founder, _clerk = corrected_case(travel)
    text = text_of(paper(client, founder, case, language))
    for word in words:
        assert word in text
    assert "Ғылыми атауын жазыңыз." in text
    for filing in case.filings.all():
        assert filing.number in text
        assert filing.content_hash[:32] in text


def test_days_used_leave_the_pause_out(client: Client, travel: Travel) -> None:
    """Monday to Wednesday are two days, Wednesday a week later to Thursday one; the five between do not count."""
    case, founder, _clerk = corrected_case(travel)
    text = text_of(paper(client, founder, case))
    assert "Set: 5 working days. Used: 3 working days, ended on 12 February 2026." in text
    assert "4 February 2026 to 11 February 2026, 5 working days" in text


def test_pause_that_goes_on_is_said(client: Client, travel: Travel) -> None:
    travel("2026-02-02")
    case, founder = filed_residency_case()
    clerk = officer()
    write_remark(case, "question:project_name", "Атауы?", actor=clerk)
    step(case, "return_for_correction", clerk)
    travel("2026-02-20")
    text = text_of(paper(client, founder, case))
    assert "Used: 0 working days, paused since 2 February 2026." in text
    assert "since 2 February 2026" in text
    assert "not answered yet" in text


def test_refusal_is_told_with_its_grounds(client: Client) -> None:
    case, founder = filed_residency_case()
    clerk = officer()
    step(case, "pass_on", clerk)
    step(case, "decide", clerk, outcome="refused", template="not_priority_activity", **REASONS)
    text = text_of(paper(client, founder, case, "ru"))
    assert "Решение: Отказ" in text
    assert "Требования соблюдены." in text
    assert "Приказ № 37/НҚ от 11.04.2019" in text
    assert "последнее известное значение" in text


def test_granted_case_tells_signatures_and_certificate(client: Client) -> None:
    case, founder, _deciding = offered_residency_case()
    sign(case, "sign_for_applicant", founder)
    signatory = officer(Role.SIGNATORY)
    sign(case, "sign_for_operator", signatory)
    text = text_of(paper(client, founder, case))
    assert "KZ-R-" in text
    assert case.agreement.text_hash[:32] in text
    assert str(signatory) in text
    assert "Your residency" not in text


@pytest.mark.parametrize("at", ["filed", "returned", "to decide", "offered", "signed by one"])
def test_application_is_withdrawn_at_every_stage_and_its_papers_stay(client: Client, travel: Travel, at: str) -> None:
    travel("2026-02-02")
    case, founder = filed_residency_case()
    clerk = officer()
    if at == "returned":
        write_remark(case, "question:project_name", "Атауы?", actor=clerk)
        step(case, "return_for_correction", clerk)
    if at in ("to decide", "offered", "signed by one"):
        step(case, "pass_on", clerk)
    if at in ("offered", "signed by one"):
        step(case, "decide", clerk, outcome="granted", template="meets_requirements", **REASONS)
    if at == "signed by one":
        sign(case, "sign_for_applicant", founder)
    client.force_login(founder)
    assert "cannot be undone" in client.get(f"/en/cases/{case.reference}/withdraw/").content.decode()
    travel("2026-02-05")
    client.force_login(founder)
    assert client.post(f"/en/cases/{case.reference}/withdraw/", {"key": "k"}).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "withdrawn")
    assert not case.clocks.filter(stopped_at=None).exists()
    text = text_of(paper(client, founder, case))
    assert "Application withdrawn" in text
    assert "ended on 5 February 2026" in text
    receipt = paper(client, founder, case, name="receipt/1/receipt.pdf")
    assert verify(receipt, published_certificate()).intact


def test_every_round_has_its_sealed_receipt(client: Client, travel: Travel) -> None:
    case, founder, clerk = corrected_case(travel)
    for filing in case.filings.all():
        for person in (founder, clerk):
            made = paper(client, person, case, name=f"receipt/{filing.round}/receipt.pdf")
            assert verify(made, published_certificate()).intact
            assert filing.number in text_of(made)
            assert filing.content_hash[:32] in text_of(made)


def test_decision_that_was_not_taken_has_no_paper(client: Client) -> None:
    case, founder = filed_residency_case()
    client.force_login(founder)
    assert client.get(f"/en/cases/{case.reference}/decision.pdf").status_code == 404


def test_decision_is_a_sealed_paper_in_three_languages_with_its_grounds(client: Client) -> None:
    case, founder = filed_residency_case()
    clerk = officer()
    step(case, "pass_on", clerk)
    grounds = ["not_priority_activity", "investment_project"]
    step(case, "decide", clerk, outcome="refused", template=grounds[0], grounds=grounds, **REASONS)
    made = paper(client, founder, case, name="decision.pdf")
    assert verify(made, published_certificate()).intact
    text = text_of(made)
    for words in (*REASONS.values(), "Бас тартылды", "Отказ", "Refused", str(clerk)):
        assert words in text
    for act in ("№ 37/НҚ бұйрық", "Приказ № 37/НҚ", "Order 37/НҚ", "№ 415 бұйрық", "Приказ № 415", "Order 415"):
        assert act in text
