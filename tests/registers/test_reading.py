"""The public pages in a real browser: nothing that a reader or a small phone stumbles over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from orken.registers.services import revoke_entry, suspend_entry
from tests.factories.registers import REASON, certified_tester, new_tester, officer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]

LONG_NAME = "«Солтүстік Қазақстан облысының цифрлық технологиялар орталығы» жауапкершілігі шектеулі серіктестігі"


@pytest.fixture
def addresses(site: str) -> list[str]:
    """Every kind of page in every state that it can show."""
    today = timezone.localdate()
    certificates = [certified_tester(name) for name in (LONG_NAME, "«Өрнек» ЖШС", "«Құрылыс-Һәм» АҚ")]
    certificates.append(certified_tester("«Бұрынғы» ЖШС", valid_from=date(2020, 1, 1), valid_to=date(2023, 1, 1)))
    suspend_entry(certificates[1].entry, day=today, reason=REASON, actor=officer())
    revoke_entry(certificates[2].entry, day=today, reason=REASON, actor=officer())
    for number in range(50):
        new_tester(f"Ұйым {number:02}")
    return [
        "registers/",
        "registers/testers/",
        "registers/testers/?search=жоқ",
        "registers/testers/?as_of=2022-01-01",
        "registers/testers/?as_of=2999-01-01",
        "registers/residents/",
        f"registers/testers/{certificates[2].entry.reference}/",
        "verify/",
        "verify/KZ-R-2026-999999/",
        *(f"verify/{certificate.reference}/" for certificate in certificates),
    ]


@pytest.mark.long
@pytest.mark.parametrize("seen", [("kk", "light"), ("ru", "dark")], ids="-".join)
def test_public_pages_are_accessible_and_fit_a_phone(
    browser: Any, site: str, addresses: list[str], assert_accessible: Callable[[Any], None], seen: tuple[str, str]
) -> None:
    language, scheme = seen
    page = browser.new_context(color_scheme=scheme).new_page()
    for address in addresses:
        page.goto(f"{site}/{language}/{address}")
        for width in (360, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)
            assert_accessible(page)


def test_a_visitor_searches_a_past_day_and_verifies_a_certificate(browser: Any, site: str) -> None:
    page = browser.new_context().new_page()
    certificate = certified_tester("«Өрнек» ЖШС", valid_from=date(2026, 3, 18))
    page.goto(f"{site}/kk/registers/testers/")
    page.get_by_label("Атауы, нөмірі немесе орны").fill("өрнек")
    page.get_by_label("Күні бойынша").fill("2026-03-18")
    page.get_by_role("button", name="Көрсету").click()
    page.get_by_role("link", name=certificate.number).click()
    assert page.get_by_role("heading", level=1).inner_text() == "Бұл куәлік жарамды"
    page.get_by_label("Куәлік нөмірі").fill("KZ-T-2026-999999")
    page.get_by_role("button", name="Тексеру").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Мұндай куәлік берілмеген"
