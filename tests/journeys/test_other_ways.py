"""The same application by other ways: from abroad on a narrow screen, without scripts, and by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from orken.cases.models import Case, CaseState
from orken.cases.services.publishing import publish_procedure
from tests.factories.cases import RESIDENCY, founder_with_organisation, residency_answers, short_residency
from tests.factories.parties import ForeignOrganisationFactory, PersonFactory
from tests.journeys.steps import Person, add_foreign_organisation, fill_application, link_in, sign_up

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
TABS = 120


@pytest.mark.long
def test_a_non_resident_applies_in_english_on_a_phone(
    person: Callable[..., Person], mail_to: Callable[[str], str], tmp_path: Path
) -> None:
    founder = person("en", **PHONE)
    sign_up(founder, "kadri@orken.example", "Kadri Tamm")
    founder.follow(link_in(mail_to("kadri@orken.example")))
    if founder.page.locator("main form button").count():
        founder.press()
    founder.sign_in("kadri@orken.example")
    add_foreign_organisation(founder, "Põllusilm OÜ", "EE-16999999")
    assert "Põllusilm OÜ" in founder.read()
    founder.go(f"procedures/{RESIDENCY}/eligibility/")
    founder.page.fill("[name=state_share]", "0")
    founder.press("button[name=check]")
    assert "tax_arrears" not in founder.page.content()
    founder.press("button[name=begin]")
    reference = founder.reference
    met = fill_application(founder, residency_answers(governing_law="english"), tmp_path)
    assert "registration_abroad" in met
    assert "tax_standing" not in met
    founder.go(f"cases/{reference}/check/")
    founder.press("main form[action$='/file/'] button")
    case = Case.objects.get(reference=reference)
    assert case.filings.get().content["answers"]["governing_law"] == "english"
    assert case.number in mail_to("kadri@orken.example")
    founder.go(f"cases/{reference}/")
    assert "5 working days" in founder.read()


@pytest.mark.long
def test_a_representative_applies_without_scripts_in_russian(person: Callable[..., Person], tmp_path: Path) -> None:
    user, organisation = founder_with_organisation()
    founder = person("ru", java_script_enabled=False)
    founder.sign_in(user.email)
    founder.go(f"procedures/{RESIDENCY}/start/")
    founder.press()
    reference = founder.reference
    answers = residency_answers(signs_by_proxy="yes", ownership_basis="license")
    met = fill_application(founder, answers, tmp_path)
    assert met.count("plan_rights") == 2  # the licence's details are asked once its basis is saved
    assert "authority" in met
    founder.go(f"cases/{reference}/check/")
    founder.press("main form[action$='/file/'] button")
    assert Case.objects.get(reference=reference).state == CaseState.IN_PROGRESS
    founder.go(f"cases/{reference}/withdraw/")
    founder.press()
    assert Case.objects.get(applicant=organisation).outcome == "withdrawn"


class Keyboard:
    """Hands that know no mouse: what is wanted is reached by Tab, and pressed, chosen or typed there."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def reach(self, selector: str) -> None:
        for _press in range(TABS):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"{selector} is not reached with {TABS} tabs on {self.page.url}")

    def write(self, selector: str, text: str) -> None:
        self.reach(selector)
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.insert_text(text)

    def press(self, selector: str, key: str = "Enter") -> None:
        self.reach(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def tick(self, selector: str) -> None:
        self.reach(selector)
        self.page.keyboard.press("Space")


def test_an_application_is_made_by_keyboard_alone(rules: None, person: Callable[..., Person], tmp_path: Path) -> None:
    publish_procedure(short_residency())
    user = PersonFactory()
    ForeignOrganisationFactory(people=[user])
    founder = person("en")
    page, hands = founder.page, Keyboard(founder.page)
    founder.sign_in(user.email)
    founder.go(f"procedures/{RESIDENCY}/")
    hands.press("main a[href$='/start/']")
    hands.press("main form button.button")
    hands.press("main .task-list a")
    answers = residency_answers()
    hands.write("[name=project_name]", "Keyboard project")
    hands.write("[name=project_purpose]", str(answers["project_purpose"]))
    hands.reach("[name=readiness_stage]")
    page.keyboard.press("ArrowDown")
    hands.write("#q-priority_activities-filter", "artificial")
    hands.tick("input[name=priority_activities][value='13']")
    hands.reach("[name=start_date]")
    page.keyboard.type("01012030")  # month, day, year: as the browser asks in English
    hands.press("form[data-autosave] .form-bar button[name=save]")
    hands.write("[name=planned_staff]", "12")
    hands.write("[name=own_funds]", "15 000 000")
    hands.write("[name='costs.0.year']", "2026")
    hands.write("[name='costs.0.amount']", "8 000 000")
    hands.reach("[data-add]")
    page.keyboard.press("Enter")
    page.keyboard.insert_text("2027")  # the new row has the focus
    hands.write("[name='costs.1.amount']", "9 000 000")
    hands.press("form[data-autosave] .form-bar button[name=save]")
    hands.press("main a.button[href$='/check/']")
    hands.press("main form[action$='/file/'] button")
    filing = Case.objects.get().filings.get()
    assert [row["year"] for row in filing.content["answers"]["costs"]] == ["2026", "2027"]
    assert filing.content["answers"]["priority_activities"] == ["13"]
