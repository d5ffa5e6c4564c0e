"""The whole way of residency in Kazakh: from the founder's sign-up to a certificate that a stranger verifies."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from orken.cases.models import Case
from orken.documents.keys import published_certificate
from orken.documents.sealing import verify
from orken.parties.models import Role
from orken.registers.models import Certificate
from tests.factories.cases import load_pack_with_a_decision, residency_answers
from tests.factories.parties import PASSWORD, PersonFactory
from tests.journeys.steps import (
    MAIN_BUTTON,
    Person,
    add_home_organisation,
    fill_application,
    link_in,
    sign_up,
)

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def rules(transactional_db: None) -> None:
    """An officer decides and the head of unit signs as well; experts and a commission have journeys of their own."""
    load_pack_with_a_decision()


FOUNDER = "saule@orken.example"
COMPANY = "«Жаңа Өріс» ЖШС"


@pytest.mark.long
def test_founder_officer_and_signatory_in_kazakh(
    person: Callable[..., Person], mail_to: Callable[[str], str], site: str, tmp_path: Path
) -> None:
    officer = PersonFactory(full_name="Данияр Оспанов", roles=[Role.OFFICER])
    head = PersonFactory(full_name="Гүлнар Әбенова", roles=[Role.HEAD_OF_UNIT])
    signatory = PersonFactory(full_name="Ерлан Нұрланов", roles=[Role.SIGNATORY])

    # The founder signs up, confirms the address and adds the organisation.
    founder = person("kk", accept_downloads=True)
    founder.go("")
    sign_up(founder, FOUNDER, "Сәуле Ахметова")
    founder.follow(link_in(mail_to(FOUNDER)))
    if founder.page.locator(MAIN_BUTTON).count():
        founder.press()
    founder.sign_in(FOUNDER)
    add_home_organisation(founder, COMPANY, "491240999015")
    assert COMPANY in founder.read()

    # Opens residency in the catalogue, answers, uploads, checks, submits once.
    founder.go("procedures/")
    founder.go("procedures/residency.admission/")
    founder.go("procedures/residency.admission/start/")
    founder.press()
    reference = founder.reference
    founder.go(f"cases/{reference}/form/")
    met = fill_application(founder, residency_answers(project_name="Дала барлау"), tmp_path)
    assert len([code for code in met if code.startswith("plan_")]) == 12
    founder.go(f"cases/{reference}/check/")
    founder.press("main form[action$='/file/'] button")
    case = Case.objects.get(reference=reference)
    filing = case.filings.get()
    assert "/receipt/1/" in founder.page.url
    assert filing.content_hash in founder.read()
    with founder.page.expect_download() as receipt:
        founder.page.click("a[href$='receipt.pdf']")
    assert Path(receipt.value.path()).read_bytes().startswith(b"%PDF")
    assert str(case.number) in mail_to(FOUNDER)
    founder.go(f"cases/{reference}/")
    assert "5 жұмыс күні" in founder.read()

    # The officer takes the case, writes remarks and returns it; the clock stands still.
    desk = person("kk")
    desk.sign_in(officer.email)
    desk.go("desk/")
    desk.press(f"main a[href$='/desk/cases/{reference}/']")
    desk.page.locator("[id='question:project_name'] summary").first.click()
    desk.page.locator("[id='question:project_name'] textarea").fill("Жобаның толық атауын жазыңыз.")
    desk.press("button[name=then][value=return]")
    desk.press()
    case.refresh_from_db()
    assert case.state == "returned"

    # The founder is told, corrects only what was asked, and submits again.
    founder.follow(link_in(mail_to(FOUNDER)))
    assert "Жобаның толық атауын жазыңыз." in founder.read()
    founder.go(f"cases/{reference}/form/plan_name/")
    assert founder.page.locator("[name=project_purpose]").count() == 0
    founder.page.fill("[name=project_name]", "«Дала барлау» спутниктік талдау жүйесі")
    founder.press("form[data-autosave] .form-bar button")
    founder.go(f"cases/{reference}/check/")
    founder.press("main form[action$='/file/'] button")
    assert "/receipt/2/" in founder.page.url

    # The officer sees what changed, passes on and decides with reasons in three languages.
    desk.go(f"desk/cases/{reference}/")
    assert "Дала барлау" in desk.read()
    desk.press("button[name=then][value=pass_on]")
    desk.press()
    desk.go(f"desk/cases/{reference}/decide/?template=meets_requirements")
    desk.press("button[name=then][value=preview]")
    desk.press("button[name=then][value=decide]")
    case.refresh_from_db()
    assert case.stage == "decision"

    # The head of unit reads the proposal and gives the second signature.
    heading = person("kk")
    heading.sign_in(head.email)
    heading.go(f"desk/cases/{reference}/countersign/")
    assert COMPANY in heading.read()
    heading.press("main form[data-once] .actions button[value=countersign], main form[data-once] .actions button")
    case.refresh_from_db()
    assert case.stage == "agreement"

    # Each side signs with its password.
    founder.follow(link_in(mail_to(FOUNDER)))
    founder.go(f"cases/{reference}/agreement/")
    assert COMPANY in founder.read()
    founder.page.fill("input[name=password]", PASSWORD)
    founder.press("main form[data-once] .actions button")
    signing = person("kk")
    signing.sign_in(signatory.email)
    signing.go(f"desk/cases/{reference}/sign/")
    signing.page.fill("input[name=password]", PASSWORD)
    signing.press("main form[data-once] .actions button")
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "granted")

    # The founder has the certificate; a stranger finds the entry and verifies the certificate.
    founder.go(f"cases/{reference}/")
    stranger = person("kk")
    stranger.go("registers/residents/")
    assert COMPANY in stranger.read()
    certificate = Certificate.objects.get(version__entry__residency__case=case)
    stranger.page.goto(f"{site}/verify/{certificate.reference}/")
    stranger.look()
    assert "/kk/verify/" in stranger.page.url
    assert COMPANY in stranger.read()
    with certificate.document.file.open() as file:
        assert verify(file.read(), published_certificate()).intact
