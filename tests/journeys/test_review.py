"""Two experts read a case: one with scripts, one without; they disagree and find common scores."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from orken.cases.models import Case
from orken.reviews.models import Expert, Scorecard
from orken.reviews.services.assigning import assign
from tests.factories.cases import load_pack_alone, officer
from tests.factories.reviews import ExpertFactory, case_in_review, publish_reviewed_stall
from tests.journeys.steps import Person

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def case(transactional_db: None) -> Case:
    load_pack_alone()
    publish_reviewed_stall()
    return case_in_review()


@pytest.fixture
def asked(case: Case) -> Callable[[], tuple[Expert, str]]:
    """An expert who is asked to review the case, and the address of the assignment."""

    def ask() -> tuple[Expert, str]:
        assignment = assign(case.reference, ExpertFactory(), actor=officer())
        return assignment.expert, f"reviews/{assignment.reference}/"

    return ask


def test_experts_review_disagree_and_find_common_scores(
    case: Case,
    asked: Callable[[], tuple[Expert, str]],
    browser: Any,
    site: str,
    assert_accessible: Callable[[Any], None],
) -> None:
    (first, first_page), (second, second_page) = asked(), asked()

    scripted = Person(browser, site, "kk", assert_accessible, viewport={"width": 360, "height": 740})
    scripted.sign_in(first.user.email)
    scripted.go("reviews/")
    scripted.press("main td a.button")
    scripted.press("button[value=free]")
    page = scripted.page
    page.locator(".jump a[href='#scorecard']").click()
    # By keyboard: the first criterion's best level is the first of its radio buttons.
    page.locator("input[name=score-novelty]").first.focus()
    page.keyboard.press("Space")
    page.fill("textarea[name=comment-novelty]", "Әлемде жоқ.")
    page.locator(".saved[data-state=saved]").wait_for()
    assert Scorecard.objects.get(assignment__expert=first).typed == {
        "score-novelty": "4",
        "comment-novelty": "Әлемде жоқ.",
    }
    page.reload()
    assert page.input_value("textarea[name=comment-novelty]") == "Әлемде жоқ."
    scripted.press("button[name=file]")
    assert page.locator(".error-summary a").count() == 2
    page.locator("input[name=score-team][value='5']").check()
    page.fill("textarea[name=comment-team]", "Тәжірибелі.")
    scripted.press("button[name=file]")
    scripted.press()

    plain = Person(browser, site, "ru", assert_accessible, java_script_enabled=False)
    plain.sign_in(second.user.email)
    plain.go(f"{second_page}answer/")
    plain.press("button[value=free]")
    for name, score in (("novelty", "0"), ("team", "1")):
        plain.page.locator(f"input[name=score-{name}][value='{score}']").check()
        plain.page.fill(f"textarea[name=comment-{name}]", "Слабо.")
    plain.press("button[name=file]")
    plain.press()
    plain.page.locator("input[name=common-novelty][value='2']").check()
    plain.page.locator("input[name=common-team][value='5']").check()
    plain.page.fill("textarea[name=reasons]", "Новое для региона, команда сильная.")
    plain.press("button[value=record]")

    scripted.go(f"{first_page}scores/")
    assert "Новое для региона" in scripted.read()
    scripted.press("button[value=confirm]")
    case.refresh_from_db()
    assert case.stage == "approval"
