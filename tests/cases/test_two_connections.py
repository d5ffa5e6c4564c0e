"""What happens when two people press at the same moment: two threads, two connections, committed data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Event
from time import sleep
from uuid import uuid4

import pytest
from django.utils import timezone

from orken.cases.messages import send_notices
from orken.cases.models import Case, Decision, Filing, Transition
from orken.cases.services.attaching import correct_dates
from orken.cases.services.drafting import LiveCaseExists, open_case, save_section
from orken.cases.stages.kind import Step
from orken.cases.transitions import perform, watch_clocks
from orken.documents.validity import EvidenceDates
from orken.kernel.errors import RuleViolation
from tests.factories.cases import (
    REASONS,
    RESIDENCY,
    filed_residency_case,
    filled_residency_case,
    founder_with_organisation,
    load_rules_and_procedures,
    officer,
    step,
)
from tests.simultaneous import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def procedures(transactional_db: None) -> None:
    load_rules_and_procedures()


def test_double_submit_files_once() -> None:
    founder, organisation = founder_with_organisation()
    case = filled_residency_case(founder, organisation)
    key = uuid4().hex
    results = at_once(*[lambda: perform(case.reference, "file", actor=founder, key=key)] * 3)
    assert {result.pk for result in results if isinstance(result, Transition)} == {Transition.objects.get().pk}
    assert Filing.objects.count() == 1


def test_submit_from_two_tabs_files_once_and_tells_the_other() -> None:
    founder, organisation = founder_with_organisation()
    case = filled_residency_case(founder, organisation)
    results = at_once(*[lambda: perform(case.reference, "file", actor=founder, key=uuid4().hex)] * 2)
    assert [type(result) for result in results].count(Transition) == 1
    assert [result.code for result in results if isinstance(result, RuleViolation)] == ["not_now"]
    assert Filing.objects.count() == 1


def test_two_officers_deciding_make_one_decision() -> None:
    case, _founder = filed_residency_case()
    first, second = officer(), officer()
    step(case, "pass_on", first)

    def decide(actor: object, outcome: str) -> Callable[[], object]:
        template = {"granted": "meets_requirements", "refused": "not_priority_activity"}[outcome]
        data = {"outcome": outcome, "template": template, **REASONS}
        return lambda: perform(case.reference, "decide", actor=actor, key=uuid4().hex, data=data)  # type: ignore[arg-type]

    results = at_once(decide(first, "granted"), decide(second, "refused"))
    [refusal] = [result for result in results if isinstance(result, RuleViolation)]
    assert refusal.code == "not_now"
    decision = Decision.objects.get()
    assert str(decision.decided_by) in str(refusal)
    case.refresh_from_db()
    assert case.stage == ("agreement" if decision.outcome == "granted" else "decision")


def test_second_live_case_is_refused_even_at_the_same_moment() -> None:
    founder, organisation = founder_with_organisation()
    results = at_once(*[lambda: open_case(RESIDENCY, applicant=organisation, actor=founder)] * 2)
    assert [type(result) for result in results].count(Case) == 1
    assert [type(result) for result in results].count(LiveCaseExists) == 1
    assert Case.objects.count() == 1


def test_two_tabs_saving_at_once_lose_nothing() -> None:
    founder, organisation = founder_with_organisation()
    case = open_case(RESIDENCY, applicant=organisation, actor=founder)
    section = case.definition.section("project")
    results = at_once(
        lambda: save_section(case, section, {"project_name": "A"}, seen_revision=0, actor=founder),
        lambda: save_section(case, section, {"project_purpose": "B"}, seen_revision=0, actor=founder),
    )
    assert not [result for result in results if isinstance(result, Exception)]
    draft = case.draft_sections.get()
    assert (draft.typed, draft.revision) == ({"project_name": "A", "project_purpose": "B"}, 2)


def test_dates_that_are_corrected_during_the_filing_do_not_change_under_it(monkeypatch: pytest.MonkeyPatch) -> None:
    founder, organisation = founder_with_organisation()
    case = filled_residency_case(founder, organisation)
    document = case.evidence.get().document
    filed = Event()

    def slowly(step: Step) -> None:
        filed.set()
        sleep(0.5)
        send_notices(step)

    def correct() -> None:
        filed.wait(10)
        yesterday = timezone.localdate() - timedelta(days=1)
        correct_dates(document, EvidenceDates(issued_on=yesterday), actor=founder)

    monkeypatch.setattr("orken.cases.transitions.send_notices", slowly)
    results = at_once(lambda: perform(case.reference, "file", actor=founder, key=uuid4().hex), correct)
    assert [result.code for result in results if isinstance(result, RuleViolation)] == ["filed_already"]
    frozen = Filing.objects.get().content["documents"][document.kind]["issued_on"]
    document.refresh_from_db()
    assert document.issued_on is not None
    assert frozen == document.issued_on.isoformat()


def test_clock_that_was_stopped_meanwhile_warns_nobody(
    monkeypatch: pytest.MonkeyPatch, travel: Callable[[str], None]
) -> None:
    travel("2026-02-02")
    filed, founder = filed_residency_case()
    officer()
    travel("2026-02-06")
    withdrawn = Event()

    def slowly(step: Step) -> None:
        withdrawn.set()
        sleep(0.5)
        send_notices(step)

    def watch() -> int:
        withdrawn.wait(10)
        return watch_clocks()

    monkeypatch.setattr("orken.cases.transitions.send_notices", slowly)
    taken, told = at_once(lambda: perform(filed.reference, "withdraw", actor=founder, key=uuid4().hex), watch)
    assert isinstance(taken, Transition)
    assert told == 0
