"""An officer at the desk: by keyboard alone, and with scripts switched off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from orken.cases.models import Case, Message
from orken.parties.models import User
from orken.web.models import SavedView
from tests.factories.cases import filed_residency_case, load_rules_and_procedures, officer
from tests.journeys.steps import Person

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cases(transactional_db: None) -> list[Case]:
    """Three cases, in the order of the queue."""
    load_rules_and_procedures()
    return [filed_residency_case()[0] for _case in range(3)]


@pytest.fixture
def clerk(cases: list[Case]) -> User:
    person: User = officer()
    return person


def focused(person: Person) -> str:
    return str(person.page.evaluate("document.activeElement.innerText ?? ''")).strip()


def test_officer_selects_takes_and_opens_cases_by_keyboard(
    browser: Any, site: str, cases: list[Case], clerk: User, assert_accessible: Callable[[Any], None]
) -> None:
    person = Person(browser, site, "en", assert_accessible)
    person.sign_in(clerk.email)
    person.go("desk/")
    keys = person.page.keyboard
    keys.press("k")
    assert focused(person) == cases[0].number
    keys.press("j")
    keys.press("x")
    keys.press("j")
    keys.press("x")
    keys.press("j")
    assert focused(person) == cases[2].number, "the last row stays the last"
    chosen = person.page.eval_on_selector_all("input[name=case]:checked", "boxes => boxes.map(box => box.value)")
    assert chosen == [case.reference for case in cases[1:]]
    with person.page.expect_navigation():
        keys.press("t")
    cases[2].refresh_from_db()
    assert cases[2].assignee == clerk
    person.look()
    keys.press("j")
    with person.page.expect_navigation():
        keys.press("o")
    assert cases[0].number in person.read()
    with person.page.expect_navigation():
        keys.press("n")
    assert cases[1].number in person.read()
    with person.page.expect_navigation():
        keys.press("p")
    assert cases[0].number in person.read()


def test_keys_rest_while_typing_are_listed_and_can_be_switched_off(
    browser: Any, site: str, cases: list[Case], clerk: User, assert_accessible: Callable[[Any], None]
) -> None:
    person = Person(browser, site, "en", assert_accessible)
    person.sign_in(clerk.email)
    person.go("desk/")
    keys, page = person.page.keyboard, person.page
    keys.press("/")
    keys.type("jxt?")
    assert page.input_value("input[type=search]") == "jxt?"
    assert not page.locator("dialog.keys[open]").count()
    assert not page.locator("tr.selected, input[name=case]:checked").count()
    page.locator("h1").click()
    keys.press("?")
    page.locator("dialog.keys[open]").wait_for()
    person.look()
    keys.press("j")
    assert not page.locator("tr.selected").count()
    page.check("#keys-off")
    keys.press("Escape")
    page.locator("dialog.keys:not([open])").wait_for(state="attached")
    page.locator("h1").click()
    keys.press("j")
    keys.press("?")
    assert not page.locator("tr.selected, dialog.keys[open]").count()
    person.go("desk/")
    keys.press("j")
    assert not page.locator("tr.selected").count()


def test_everything_works_without_scripts(
    browser: Any, site: str, cases: list[Case], clerk: User, assert_accessible: Callable[[Any], None]
) -> None:
    person = Person(browser, site, "kk", assert_accessible, java_script_enabled=False)
    person.sign_in(clerk.email)
    person.go("desk/")
    page = person.page
    page.fill("input[name=q]", cases[1].number)
    person.press(".queue-filters button")
    assert page.locator("[data-item]").count() == 1
    page.locator("details.view-line summary").click()
    page.fill("input[name=name]", "Бір іс")
    person.press("details.view-line button")
    assert SavedView.objects.get().filters == {"q": cases[1].number}
    person.go("desk/?state=open")
    for case in cases[:2]:
        page.check(f"input[value='{case.reference}']")
    person.press("button[value=assign]")
    page.select_option("select[name=officer]", str(clerk.pk))
    person.press("button[value=preview]")
    assert not Case.objects.filter(assignee=clerk).exists()
    person.press("button[value=confirm]")
    assert set(Case.objects.filter(assignee=clerk)) == set(cases[:2])
    person.go("desk/?state=open")
    page.check(f"input[value='{cases[2].reference}']")
    person.press("button[value=message]")
    for language in ("kk", "ru", "en"):
        page.fill(f"input[name=subject_{language}]", "$case_number")
        page.fill(f"textarea[name=body_{language}]", "Сәлем, $applicant!")
    person.press("button[value=preview]")
    assert f"Сәлем, {cases[2].applicant.name}!" in person.read()
    person.press("button[value=confirm]")
    assert Message.objects.get().subject == cases[2].number
