"""The form in a real browser: it saves itself and says so, survives a lost connection, two tabs and no scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from orken.cases.models import Case, DraftSection
from orken.cases.procedure.loading import read_procedure_file
from orken.cases.services.drafting import open_case, save_section
from orken.cases.services.publishing import publish_procedure
from orken.rulebook.lists import pack_directory
from tests.factories.cases import (
    RESIDENCY,
    filled_residency_case,
    founder_with_organisation,
    load_rules_and_procedures,
    step,
)
from tests.factories.parties import PASSWORD

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PACK = pack_directory("kz") / "procedures"
NEWEST = {"kk": "Толық нысан", "ru": "Полная форма", "en": "The whole form"}
NAME = "[name=project_name]"
STATUS = ".saved"


class Founder:
    """A founder with an organisation, signed in at a browser."""

    def __init__(self, browser: Any, site: str) -> None:
        load_rules_and_procedures()
        self.user, self.organisation = founder_with_organisation()
        self.browser, self.site = browser, site

    def begin(self) -> Case:
        return open_case(RESIDENCY, applicant=self.organisation, actor=self.user)

    def sit_down(self, **context: Any) -> Any:
        page = self.browser.new_context(locale="en", **context).new_page()
        page.goto(f"{self.site}/en/accounts/login/")
        page.fill("input[name=login]", self.user.email)
        page.fill("input[name=password]", PASSWORD)
        with page.expect_navigation():
            page.locator("main form button").first.click()
        return page

    def section(self, case: Case, code: str) -> str:
        return f"{self.site}/en/cases/{case.reference}/form/{code}/"


@pytest.fixture
def founder(browser: Any, site: str, transactional_db: None) -> Founder:
    return Founder(browser, site)


def typed(case: Case, section: str) -> dict[str, Any]:
    return DraftSection.objects.get(case=case, section=section).typed


def state(page: Any, wanted: str) -> None:
    expect(page.locator(STATUS)).to_have_attribute("data-state", wanted, timeout=15_000)


def test_the_form_saves_itself_and_says_so(founder: Founder) -> None:
    case, page = founder.begin(), founder.sit_down()
    page.goto(founder.section(case, "project"))
    page.fill(NAME, "Дала барлау")
    page.check("input[name=priority_activities][value='13']")
    state(page, "saved")
    assert re.search(r"Saved at\s\d\d:\d\d", page.locator(STATUS).inner_text())
    assert typed(case, "project") == {"project_name": "Дала барлау", "priority_activities": ["13"]}
    page.reload()
    expect(page.locator(NAME)).to_have_value("Дала барлау")


def test_a_lost_connection_is_shown_and_nothing_is_lost(founder: Founder) -> None:
    case, page = founder.begin(), founder.sit_down()
    page.goto(founder.section(case, "project"))
    page.route("**/form/project/", lambda route: route.abort())
    page.fill(NAME, "Байланыссыз")
    state(page, "failed")
    assert "Not saved yet" in page.locator(STATUS).inner_text()
    page.unroute("**/form/project/")
    state(page, "saved")
    assert typed(case, "project")["project_name"] == "Байланыссыз"


def leave_unsent(page: Any, address: str, text: str) -> Any:
    """Type while the network is gone and close the tab; another tab of the same browser, with the network back."""
    page.goto(address)
    context = page.context
    context.set_offline(True)
    page.fill(NAME, text)
    state(page, "failed")
    page.close()
    context.set_offline(False)
    return context.new_page()


def test_what_could_not_be_sent_is_offered_when_the_browser_comes_back(founder: Founder) -> None:
    case = founder.begin()
    again = leave_unsent(founder.sit_down(), founder.section(case, "project"), "Жоғалмайтын мәтін")
    again.goto(founder.section(case, "project"))
    expect(again.locator(NAME)).to_have_value("")
    with again.expect_navigation():
        again.click("[data-save-unsent]")
    expect(again.locator(NAME)).to_have_value("Жоғалмайтын мәтін")
    expect(again.locator("[data-save-unsent]")).to_have_count(0)
    assert typed(case, "project")["project_name"] == "Жоғалмайтын мәтін"


def test_what_was_kept_meets_a_newer_answer_and_both_are_shown(founder: Founder) -> None:
    case = founder.begin()
    address = founder.section(case, "project")
    again = leave_unsent(founder.sit_down(), address, "Бұрынғы мәтін")
    save_section(
        case, case.definition.section("project"), {"project_name": "Жаңа мәтін"}, seen_revision=0, actor=founder.user
    )
    again.goto(address)
    with again.expect_navigation():
        again.click("[data-save-unsent]")
    expect(again.locator("main")).to_contain_text("Жаңа мәтін")
    assert "Бұрынғы мәтін" in again.content()
    assert typed(case, "project")["project_name"] == "Жаңа мәтін"


def test_what_was_kept_waits_until_the_person_has_signed_in_again(founder: Founder) -> None:
    case = founder.begin()
    address = founder.section(case, "project")
    again = leave_unsent(founder.sit_down(), address, "Күтетін мәтін")
    again.goto(address)
    Session.objects.all().delete()
    with again.expect_navigation():
        again.click("[data-save-unsent]")
    expect(again.locator("input[name=password]")).to_be_visible()
    kept = "Object.entries(localStorage).filter(([name]) => name.startsWith('orken:unsent:')).join()"
    assert "Күтетін мәтін" in again.evaluate(kept)
    assert "csrfmiddlewaretoken" not in again.evaluate(kept)


def test_signing_out_leaves_nothing_unsent_on_the_computer(founder: Founder) -> None:
    case = founder.begin()
    again = leave_unsent(founder.sit_down(), founder.section(case, "project"), "Құпия")
    kept = "Object.keys(localStorage).filter(name => name.startsWith('orken:unsent:')).length"
    again.goto(f"{founder.site}/en/accounts/logout/")
    assert again.evaluate(kept) == 1
    with again.expect_navigation():
        again.locator("main form button").click()
    assert again.evaluate(kept) == 0


def test_questions_come_and_go_with_the_answers(founder: Founder) -> None:
    publish_procedure(read_procedure_file(PACK / "residency_admission.yaml") | {"summary": NEWEST})
    case, page = founder.begin(), founder.sit_down()
    page.goto(founder.section(case, "rights"))
    details = page.locator("[name=licence_details]")
    expect(details).to_have_count(0)
    page.check("input[name=ownership_basis][value=license]")
    expect(details).to_be_visible()
    with page.expect_response(lambda answer: answer.request.method == "POST", timeout=15_000):
        details.fill("Оксфорд, № 7")
    state(page, "saved")
    assert typed(case, "rights")["licence_details"] == "Оксфорд, № 7"
    assert "12" in page.locator("#q-licence_details ~ *").first.inner_text()  # the count is at work there as well
    page.check("input[name=ownership_basis][value=own]")
    expect(details).to_have_count(0)
    page.check("input[name=ownership_basis][value=license]")
    expect(details).to_have_value("Оксфорд, № 7")


def test_two_tabs_keep_both_answers(founder: Founder) -> None:
    case, first = founder.begin(), founder.sit_down()
    second = first.context.new_page()
    for page in (first, second):
        page.goto(founder.section(case, "project"))
    first.fill(NAME, "Бірінші терезе")
    state(first, "saved")
    second.fill("[name=project_purpose]", "Басқа сұрақ")
    state(second, "saved")
    assert typed(case, "project") == {"project_name": "Бірінші терезе", "project_purpose": "Басқа сұрақ"}
    first.fill(NAME, "Бірінші терезе, екінші рет")
    state(first, "saved")
    second.fill(NAME, "Екінші терезе")
    state(second, "stale")
    with second.expect_navigation():
        second.get_by_role("button", name="Show both answers").click()
    expect(second.locator(NAME)).to_have_value("Екінші терезе")
    assert "Бірінші терезе, екінші рет" in second.locator(".notice").inner_text()
    second.fill(NAME, "Екінші терезе, соңғысы")
    state(second, "saved")
    assert typed(case, "project")["project_name"] == "Екінші терезе, соңғысы"


def test_a_tab_left_open_after_submission_says_why_it_saves_no_more(founder: Founder) -> None:
    case = filled_residency_case(founder.user, founder.organisation)
    page = founder.sit_down()
    page.goto(founder.section(case, "project"))
    step(case, "file", founder.user)
    page.fill(NAME, "Кешіккен өзгеріс")
    state(page, "refused")
    assert "The application was submitted" in page.locator(STATUS).inner_text()
    assert typed(case, "project")["project_name"] != "Кешіккен өзгеріс"


def test_rows_are_added_and_removed_in_the_page(founder: Founder) -> None:
    case, page = founder.begin(), founder.sit_down()
    page.goto(founder.section(case, "resources"))
    for row, year in enumerate(("2026", "2027", "2028")):
        if row:
            page.click("[data-add]")
            expect(page.locator(f"[name='costs.{row}.year']")).to_be_focused()
        page.fill(f"[name='costs.{row}.year']", year)
    page.locator("[data-remove]").nth(1).click()
    expect(page.locator("[name='costs.1.year']")).to_have_value("2028")
    assert page.locator("[name='costs.2.year']").count() == 0
    state(page, "saved")
    page.reload()
    assert [row["year"] for row in typed(case, "resources")["costs"]] == ["2026", "2028"]


def test_a_long_list_is_searched(founder: Founder) -> None:
    case, page = founder.begin(), founder.sit_down()
    page.goto(founder.section(case, "project"))
    options = page.locator("[data-filtered] .option")
    whole = options.count()
    page.fill("#q-priority_activities-filter", "SOFTWARE")
    visible = page.locator("[data-filtered] .option:visible")
    assert 0 < visible.count() < whole
    visible.first.locator("input").check()
    page.fill("#q-priority_activities-filter", "")
    expect(options.locator("visible=true")).to_have_count(whole)
    expect(page.locator("#q-priority_activities-chosen")).to_have_text("Chosen: 1")
    page.fill("#q-priority_activities-filter", "жоқ нәрсе")
    expect(page.locator("[data-none]")).to_be_visible()


def test_without_scripts_the_buttons_do_the_same(founder: Founder) -> None:
    case, page = founder.begin(), founder.sit_down(java_script_enabled=False)
    page.goto(founder.section(case, "resources"))
    page.fill("[name=planned_staff]", "12")
    page.fill("[name='costs.0.year']", "2026")
    with page.expect_navigation():
        page.click("[name=add_row]")
    page.fill("[name='costs.1.year']", "2027")
    with page.expect_navigation():
        page.locator("[name=remove_row]").first.click()
    assert typed(case, "resources") == {"planned_staff": "12", "costs": [{"year": "2027", "amount": "", "purpose": ""}]}
    with page.expect_navigation():
        page.locator(".form-bar button[name=save]").click()
    assert page.locator("#problems a").count() == 2  # own funds and the amount are missing


def test_a_double_press_submits_once(founder: Founder) -> None:
    case = filled_residency_case(founder.user, founder.organisation)
    page = founder.sit_down()
    page.goto(f"{founder.site}/en/cases/{case.reference}/check/")
    page.locator("main form[action$='/file/'] button").dblclick()
    page.wait_for_url("**/receipt/1/")
    assert case.filings.count() == 1


def test_the_keyboard_reaches_the_content_at_once(founder: Founder, assert_accessible: Callable[[Any], None]) -> None:
    case, page = founder.begin(), founder.sit_down()
    page.goto(founder.section(case, "project"))
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    page.locator(NAME).focus()
    page.keyboard.press("Enter")  # submits by the first button, which must be the one that saves
    page.wait_for_selector("#problems")
    expect(page.locator("#problems")).to_be_focused()
    assert_accessible(page)
