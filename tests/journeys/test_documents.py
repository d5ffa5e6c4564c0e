"""Documents in a real browser: brought once, used in an application, with and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from orken.cases.evidence import current_evidence
from orken.documents.models import Document
from orken.documents.services import UPLOAD_LIMIT
from tests.factories.documents import pdf_file
from tests.journeys.test_form import Founder, founder  # noqa: F401 -- the fixture

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

TAX = "tax_arrears_certificate"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    path = tmp_path / "anyqtama.pdf"
    path.write_bytes(pdf_file())
    return path


def press(page: Any, selector: str) -> None:
    with page.expect_navigation():
        page.locator(selector).first.click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_document_is_brought_once_and_used_in_an_application(
    founder: Founder,  # noqa: F811 -- the fixture
    certificate: Path,
    assert_accessible: Callable[[Any], None],
    scripts: bool,
) -> None:
    page = founder.sit_down(java_script_enabled=scripts, viewport={"width": 360, "height": 800})
    page.goto(f"{founder.site}/en/organisations/{founder.organisation.reference}/documents/")
    press(page, f"#{TAX} a.button")
    page.set_input_files("[name=file]", certificate)
    page.fill("[name=new-issued_on]", timezone.localdate().isoformat())
    press(page, "main form button")
    expect(page.locator("main")).to_contain_text("not used yet")
    case = founder.begin()
    page.goto(founder.section(case, "tax_standing"))
    press(page, "button[name=held]")
    expect(page.locator("#document-group")).to_contain_text("Not checked yet")
    if scripts:
        assert_accessible(page)
    document = Document.objects.get(kind=TAX)
    assert current_evidence(case)[TAX].document == document
    page.goto(f"{founder.site}/en/organisations/{founder.organisation.reference}/documents/{document.reference}/")
    expect(page.locator("main")).to_contain_text("Admission to residency")


def test_file_that_is_too_large_is_not_even_sent(founder: Founder, tmp_path: Path) -> None:  # noqa: F811
    large = tmp_path / "scan.pdf"
    with large.open("wb") as file:
        file.truncate(UPLOAD_LIMIT + 1)
    page = founder.sit_down()
    page.goto(founder.section(founder.begin(), "tax_standing"))
    told = page.locator("#document-too-large")
    expect(told).to_be_hidden()
    page.set_input_files("#document", large)
    expect(told).to_contain_text("larger than 20 MB")
    assert page.input_value("#document") == ""
    page.set_input_files("#document", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": pdf_file()})
    expect(told).to_be_hidden()
