from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from orken.cases.clock import days_left, live_clock
from orken.cases.models import Agreement, Remark, Transition
from orken.cases.services.casework import assign_case, write_remark
from orken.cases.transitions import lapse_overdue_cases, perform
from orken.journal.queries import entries_about
from orken.kernel.errors import RuleViolation
from orken.notices.models import Notice
from orken.parties.models import Role
from tests.factories.cases import (
    REASONS,
    filed_residency_case,
    filled_residency_case,
    founder_with_organisation,
    offered_residency_case,
    officer,
    sign,
    step,
)
from tests.factories.parties import MandateFactory, PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("procedures")]


def test_same_key_does_nothing_twice() -> None:
    founder, organisation = founder_with_organisation()
    case = filled_residency_case(founder, organisation)
    key = uuid4().hex
    first = perform(case.reference, "file", actor=founder, key=key)
    assert perform(case.reference, "file", actor=founder, key=key) == first
    assert (case.filings.count(), case.transitions.count()) == (1, 1)
    with pytest.raises(RuleViolation, match="sent already"):
        perform(case.reference, "withdraw", actor=founder, key=key)


def test_refused_action_leaves_nothing_behind() -> None:
    case, _founder = filed_residency_case()
    clerk = officer()
    with pytest.raises(RuleViolation, match="at least one remark"):
        step(case, "return_for_correction", clerk)
    assert [transition.action for transition in case.transitions.all()] == ["file"]


def test_stranger_does_not_learn_of_the_case() -> None:
    case, _founder = filed_residency_case()
    with pytest.raises(Http404):
        step(case, "withdraw", PersonFactory())


def test_applicant_does_not_act_for_the_operator_nor_the_other_way_round() -> None:
    case, founder = filed_residency_case()
    with pytest.raises(PermissionDenied):
        step(case, "pass_on", founder)
    with pytest.raises(PermissionDenied):
        step(case, "withdraw", officer())


def test_officer_who_belongs_to_the_applicant_is_refused_with_the_reason() -> None:
    case, _founder = filed_residency_case()
    clerk = officer()
    MandateFactory(user=clerk, organisation=case.applicant)
    with pytest.raises(PermissionDenied, match="You act for this applicant"):
        step(case, "pass_on", clerk)


def test_only_the_system_lets_a_case_lapse() -> None:
    case, founder, clerk = offered_residency_case()
    for person in (founder, clerk):
        with pytest.raises(PermissionDenied, match="Only the system"):
            step(case, "lapse", person)


def test_every_step_is_in_transitions_journal_and_notices() -> None:
    case, founder = filed_residency_case()
    clerk = officer()
    step(case, "pass_on", clerk)
    assert [(row.sequence, row.action, row.side, row.to_stage) for row in case.transitions.all()] == [
        (1, "file", "applicant", "completeness"),
        (2, "pass_on", "operator", "decision"),
    ]
    recorded = [entry.action for entry in entries_about(case.subject)]
    assert {"case.opened", "case.document_attached", "case.file", "case.pass_on"} <= set(recorded)
    notices = Notice.objects.filter(recipient=founder)
    assert notices.count() == 2
    assert all(case.number and case.number in notice.subject for notice in notices)


def test_correction_round(travel: Callable[[str], None]) -> None:
    travel("2026-03-16")  # a Monday
    case, founder = filed_residency_case()
    clerk = officer()
    travel("2026-03-18")
    write_remark(case, "question:project_name", "Толық атауын жазыңыз.", actor=clerk)
    step(case, "return_for_correction", clerk)
    clock = live_clock(case)
    assert clock is not None
    assert (case.state, clock.days_used, days_left(clock)) == ("returned", 2, 3)
    travel("2026-04-06")
    assert days_left(clock) == 3  # the clock stands still
    step(case, "refile", founder)
    clock.refresh_from_db()
    assert (case.state, clock.paused_at) == ("in_progress", None)
    assert clock.due_on.isoformat() == "2026-04-09"
    remark = Remark.objects.get()
    assert remark.answered_by == case.filings.get(round=2)
    assert case.filings.get(round=2).number == f"{case.number}/2"
    assert case.stage == "completeness"


def test_remarks_that_were_not_sent_hold_the_case() -> None:
    case, _founder = filed_residency_case()
    clerk = officer()
    write_remark(case, "document:tax_arrears_certificate", "Бұлыңғыр.", actor=clerk)
    with pytest.raises(RuleViolation, match="not sent"):
        step(case, "pass_on", clerk)
    write_remark(case, "document:tax_arrears_certificate", " ", actor=clerk)
    step(case, "pass_on", clerk)
    assert case.stage == "decision"


def test_remark_is_about_something_in_the_procedure() -> None:
    case, _founder = filed_residency_case()
    with pytest.raises(RuleViolation, match="no such question"):
        write_remark(case, "question:favourite_colour", "?", actor=officer())


def test_decision_needs_reasons_in_three_languages() -> None:
    case, _founder = filed_residency_case()
    clerk = officer()
    step(case, "pass_on", clerk)
    with pytest.raises(RuleViolation, match="Missing: ru"):
        step(case, "decide", clerk, outcome="granted", template="t", **(REASONS | {"reasons_ru": " "}))
    with pytest.raises(RuleViolation, match="gap"):
        step(case, "decide", clerk, outcome="refused", template="t", **(REASONS | {"reasons_en": "Not met: …"}))
    step(case, "decide", clerk, outcome="refused", template="not_priority_activity", **REASONS)
    assert (case.state, case.outcome) == ("closed", "refused")
    assert case.decisions.get().reasons_text.ru == REASONS["reasons_ru"]
    assert live_clock(case) is None


def test_grant_makes_decision_offer_and_agreement_together(travel: Callable[[str], None]) -> None:
    travel("2026-03-18")
    case, _founder, clerk = offered_residency_case()
    agreement = Agreement.objects.get(case=case)
    assert case.stage == "agreement"
    assert case.applicant.name in agreement.wording.kk
    assert "2026\u00a0ж.\u00a018\u00a0наурыз" in agreement.wording.kk
    assert "18\u00a0March\u00a02026" in agreement.wording.en
    assert str(case.number) in agreement.wording.ru
    assert case.decisions.get().decided_by == clerk


def test_each_side_signs_once_with_its_own_password() -> None:
    case, founder, _clerk = offered_residency_case()
    text_hash = Agreement.objects.get(case=case).text_hash
    with pytest.raises(RuleViolation, match="not the password"):
        step(case, "sign_for_applicant", founder, text_hash=text_hash, password="wrong")
    with pytest.raises(RuleViolation, match="text changed"):
        step(case, "sign_for_applicant", founder, text_hash="0" * 64, password="wrong")
    sign(case, "sign_for_applicant", founder)
    with pytest.raises(RuleViolation, match="signed already"):
        sign(case, "sign_for_applicant", founder)
    with pytest.raises(PermissionDenied):
        sign(case, "sign_for_operator", founder)
    with pytest.raises(PermissionDenied, match="signatory"):
        sign(case, "sign_for_operator", officer())
    sign(case, "sign_for_operator", officer(Role.SIGNATORY))
    assert (case.state, case.outcome) == ("closed", "granted")


def test_unsigned_offer_lapses_when_its_days_have_passed(travel: Callable[[str], None]) -> None:
    travel("2026-02-02")
    case, founder, _clerk = offered_residency_case()
    clock = live_clock(case)
    assert clock is not None
    travel(clock.due_on.isoformat())
    assert lapse_overdue_cases() == []
    travel("2026-03-18")
    [lapsed] = lapse_overdue_cases()
    case.refresh_from_db()
    assert (case.state, case.outcome, lapsed.side) == ("closed", "lapsed", "system")
    assert lapse_overdue_cases() == []
    with pytest.raises(RuleViolation):
        sign(case, "sign_for_applicant", founder)


def test_case_that_cannot_lapse_holds_up_no_other(
    travel: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    travel("2026-02-02")
    broken, taken, fine = (offered_residency_case()[0] for _number in range(3))
    travel("2026-03-18")

    def sometimes(reference: str, name: str, **given: Any) -> Transition:
        if reference == broken.reference:
            raise ZeroDivisionError
        if reference == taken.reference:
            raise RuleViolation("not_now", "Somebody was faster.")
        return perform(reference, name, **given)

    monkeypatch.setattr("orken.cases.transitions.perform", sometimes)
    with pytest.raises(ExceptionGroup) as raised:
        lapse_overdue_cases()
    [error] = raised.value.exceptions
    assert isinstance(error, ZeroDivisionError)
    assert error.__notes__ == [f"case {broken.reference}"]
    fine.refresh_from_db()
    assert fine.outcome == "lapsed"


def test_overdue_check_does_not_end_the_case_but_shows(travel: Callable[[str], None]) -> None:
    travel("2026-02-02")
    case, _founder = filed_residency_case()
    travel("2026-02-11")
    assert lapse_overdue_cases() == []
    clock = live_clock(case)
    assert clock is not None
    assert days_left(clock) == -2


def test_case_is_given_only_to_somebody_who_may_handle_it() -> None:
    case, founder = filed_residency_case()
    clerk = officer()
    taken = assign_case(case, clerk, actor=clerk)
    assert taken.assignee == clerk
    with pytest.raises(RuleViolation):
        assign_case(taken, founder, actor=clerk)
    assert assign_case(taken, None, actor=clerk).assignee is None


def test_transitions_are_numbered_without_gaps() -> None:
    case, founder, _clerk = offered_residency_case()
    sign(case, "sign_for_applicant", founder)
    assert [row.sequence for row in Transition.objects.filter(case=case)] == [1, 2, 3, 4]
