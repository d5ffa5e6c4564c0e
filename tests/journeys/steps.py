"""What a person does on the pages, in a real browser, by the names of controls and not by the words on them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.test import Client
from django.utils import timezone

from orken.cases.procedure.answers import Typed
from orken.parties.models import User
from tests.factories.documents import pdf_file
from tests.factories.parties import PASSWORD

MAIN_BUTTON = "main form button.button:not(.quiet):not(.plain)"


class Person:
    """Somebody at a browser of their own, reading in one language; every page they come to is checked with axe."""

    # Of the whole run: tests/journeys/screens shows every page to axe, in every language.
    _checked: ClassVar[set[tuple[object, ...]]] = set()

    def __init__(self, browser: Any, site: str, language: str, check: Callable[[Any], None], **context: Any) -> None:
        self.page = browser.new_context(locale=language, **context).new_page()
        self.site, self.language, self._check = site, language, check
        self._look = (language, *sorted(map(str, context.items())))
        self.runs_scripts = context.get("java_script_enabled", True)

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
        """No error, no wider than the screen, and accessible; each kind of page meets axe once in a language."""
        assert "Server Error" not in self.page.title()
        if self.runs_scripts:
            path = self.page.url.removeprefix(self.site)
            kind = (*self._look, re.sub(r"[0-9A-Z]{16}|/form/[^/]+/", "*", path))
            if kind not in self._checked:
                self._check(self.page)
                self._checked.add(kind)
            width = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert width <= 0, f"{self.page.url} is {width} pixels wider than the screen"

    def read(self) -> str:
        return str(self.page.locator("main").inner_text())

    def sign_in(self, email: str) -> None:
        self.go("accounts/login/")
        self.page.fill("input[name=login]", email)
        self.page.fill("input[name=password]", PASSWORD)
        self.press()

    def has_signed_in(self, user: User) -> None:
        """As somebody who signed in before: where a journey has many people, their password is not its subject."""
        add_session(self.page.context, self.site, user)

    @property
    def reference(self) -> str:
        """The reference of the case in the address."""
        found = re.search(r"/cases/([0-9A-Z]{16})/", self.page.url)
        assert found, self.page.url
        return found[1]


def add_session(context: Any, site: str, user: User) -> None:
    """Let a browser's context be signed in as ``user``."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])


def link_in(text: str) -> str:
    return str(re.findall(r"https?://\S+", text)[0])


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
    choose_activity(person)
    page.check("input[name=works_on_ai]")
    person.press()


def choose_activity(person: Person) -> None:
    page = person.page
    page.fill("input[name=activity_search]", "62011")
    if not page.locator("input[name=activity][value='62011']").count():
        person.press("button[name=find], button[name=search], [data-find]")
    page.check("input[name=activity][value='62011']")
    page.check("input[name=kind][value=product]")


def add_foreign_organisation(person: Person, name: str, number: str) -> None:
    person.go("organisations/new/?registered=abroad")
    page = person.page
    page.select_option("select[name=country]", "EE")
    page.fill("input[name=registration_number]", number)
    page.fill("input[name=name]", name)
    page.fill("[name=address]", "Telliskivi 60, Tallinn")
    choose_activity(person)
    person.press()


def fill_application(person: Person, answers: Mapping[str, Typed], folder: Path) -> list[str]:
    """Go through the form as it leads from section to section, until it comes back to its list; the sections met."""
    page = person.page
    person.press("main .task-list a")
    met = []
    while found := re.search(r"/form/([^/]+)/$", page.url):
        met.append(found[1])
        # Without scripts a question that an answer brings is met by saving once more.
        assert met.count(found[1]) <= (1 if person.runs_scripts else 2), person.read()
        fill_section(page, answers, folder)
        person.press("form[data-autosave] .form-bar button[name=save]")
    return met


def fill_section(page: Any, answers: Mapping[str, Typed], folder: Path) -> None:
    """Answer what the page asks, and upload what it wants with today's date."""
    for name, answer in answers.items():
        if isinstance(answer, str):
            fill_control(page, name, answer)
            continue
        for index, part in enumerate(answer):
            if isinstance(part, str):
                check_if_there(page, f"input[name='{name}'][value='{part}']")
                continue
            for column, cell in part.items():
                fill_control(page, f"{name}.{index}.{column}", cell)
    if page.locator("input[name=document]").count():
        paper = folder / "document.pdf"
        paper.write_bytes(pdf_file())
        page.set_input_files("[name=document]", paper)
        fill_control(page, "new-issued_on", timezone.localdate().isoformat())


def fill_control(page: Any, name: str, answer: str) -> None:
    """Type, choose or tick, as the control of this name wants it; nothing where the page has none."""
    control = page.locator(f"[name='{name}']:visible")
    if not control.count():
        return
    if control.first.get_attribute("type") == "radio":
        check_if_there(page, f"[name='{name}'][value='{answer}']")
    elif control.first.evaluate("element => element.tagName") == "SELECT":
        control.first.select_option(answer)
    else:
        control.first.fill(answer)


def check_if_there(page: Any, selector: str) -> None:
    control = page.locator(selector)
    if control.count():
        control.check()
