"""What a person does on the pages, in a real browser, by the names of controls and not by the words on them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.factories.documents import pdf_file
from tests.factories.parties import PASSWORD

MAIN_BUTTON = "main form button.button:not(.quiet):not(.plain)"


class Person:
    """Somebody at a browser of their own, reading in one language; every page they come to is checked with axe."""

    def __init__(self, browser: Any, site: str, language: str, check: Callable[[Any], None], **context: Any) -> None:
        self.page = browser.new_context(locale=language, **context).new_page()
        self.site, self.language, self._check = site, language, check

    def go(self, path: str) -> None:
        self.page.goto(f"{self.site}/{self.language}/{path}")
        self.look()

    def follow(self, address: str) -> None:
        self.page.goto(address)
        self.look()

    def press(self, selector: str = MAIN_BUTTON) -> None:
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()
        self.look()

    def look(self) -> None:
        assert "Server Error" not in self.page.title()
        self._check(self.page)

    def read(self) -> str:
        return str(self.page.locator("main").inner_text())

    def sign_in(self, email: str) -> None:
        self.go("accounts/login/")
        self.page.fill("input[name=login]", email)
        self.page.fill("input[name=password]", PASSWORD)
        self.press()

    @property
    def reference(self) -> str:
        """The reference of the case in the address."""
        found = re.search(r"/cases/([0-9A-Z]{16})/", self.page.url)
        assert found, self.page.url
        return found[1]


def sign_up(person: Person, email: str, name: str) -> None:
    person.go("accounts/signup/")
    person.page.fill("input[name=full_name]", name)
    person.page.fill("input[name=email]", email)
    person.page.fill("input[name=password1]", PASSWORD)
    person.press()


def add_home_organisation(person: Person, name: str, bin_: str) -> None:
    person.go("organisations/new/")
    page = person.page
    page.fill("input[name=name]", name)
    page.fill("input[name=bin]", bin_)
    page.select_option("select[name=legal_form]", "llp")
    page.select_option("select[name=region]", "KZ-71")
    page.fill("[name=address]", "Астана қ., Мәңгілік Ел даңғылы, 55")
    page.fill("input[name=activity_search]", "62011")
    if not page.locator("input[name=activity][value='62011']").count():
        person.press("button[name=find], button[name=search], [data-find]")
    page.check("input[name=activity][value='62011']")
    page.check("input[name=kind][value=product]")
    page.check("input[name=works_on_ai]")
    person.press()


def fill_project(person: Person, *, name: str, start: str) -> None:
    page = person.page
    page.fill("[name=project_name]", name)
    page.fill("[name=project_purpose]", "Ауыл шаруашылығына арналған спутник суреттерін талдау.")
    page.check("input[name=readiness_stage][value=prototype]")
    page.fill("#q-priority_activities-filter", "жасанды")
    page.check("input[name=priority_activities][value='13']")
    page.fill("[name=start_date]", start)


def fill_resources(person: Person, *, years: list[int]) -> None:
    page = person.page
    page.fill("[name=planned_staff]", "12")
    page.fill("[name=own_funds]", "15 000 000")
    for row, year in enumerate(years):
        if not page.locator(f"[name='costs.{row}.year']").count():
            page.click("[data-add]")
        page.fill(f"[name='costs.{row}.year']", str(year))
        page.fill(f"[name='costs.{row}.amount']", "8 000 000,50")


def fill_tax_standing(person: Person, folder: Path, *, issued: str, arrears: str = "0") -> None:
    certificate = folder / "anyqtama.pdf"
    certificate.write_bytes(pdf_file())
    page = person.page
    page.fill("[name=certificate_issued_on]", issued)
    page.fill("[name=tax_arrears]", arrears)
    page.set_input_files("[name=document]", certificate)
