from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from orken.cases.messages import tell_of_clock
from orken.cases.models import Case, ConflictKind, Decision, Declaration, Proposal
from orken.cases.presentation import timeline_of
from orken.cases.procedure.loading import read_procedure_file
from orken.cases.queries import running_clocks_due_by
from orken.cases.services.casework import assign_case
from orken.cases.services.conflicts import declare
from orken.cases.services.drafting import open_case
from orken.cases.transitions import perform, watch_clocks
from orken.kernel.errors import RuleViolation
from orken.notices.models import Notice
from orken.parties.models import Role, User
from tests.factories.cases import (
    REASONS,
    STALL,
    STALL_FILE,
    filed_residency_case,
    fill,
    founder_with_organisation,
    officer,
    publish_stall,
    step,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("procedures")]


@pytest.fixture
def case() -> Case:
    """A case at a decision that an officer proposes and a head of unit countersigns."""
    stages: Any = read_procedure_file(STALL_FILE)["stages"]
    publish_stall(stages=[{**stages[0], "role": "officer", "countersign": "head_of_unit"}, stages[1]])
    founder, organisation = founder_with_organisation()
    opened = open_case(STALL, applicant=organisation, actor=founder)
    fill(opened, {"visitors": "50", "needs_power": "no"}, actor=founder)
    step(opened, "file", founder)
    return opened


def propose(case: Case, by: User, outcome: str = "granted") -> None:
    step(case, "decide", by, outcome=outcome, template="fits" if outcome == "granted" else "full", **REASONS)


def test_proposed_decision_has_no_effect_until_it_is_countersigned(case: Case) -> None:
    clerk, head = officer(), officer(Role.HEAD_OF_UNIT)
    propose(case, clerk)
    assert (case.stage, Decision.objects.count()) == ("approval", 0)
    step(case, "countersign", head)
    decision = Decision.objects.get()
    assert (decision.decided_by, decision.countersigned_by) == (clerk, head)
    assert case.stage == "handover"


def test_applicant_sees_nothing_of_a_proposal(case: Case) -> None:
    propose(case, officer(), outcome="refused")
    assert "Approved" not in str(timeline_of(case))
    assert "Refused" not in str(timeline_of(case))
    assert not Notice.objects.filter(recipient=case.opened_by, subject__icontains="бас тарт").exists()


def test_head_is_told_of_the_proposal(case: Case) -> None:
    head = officer(Role.HEAD_OF_UNIT)
    propose(case, officer())
    assert Notice.objects.filter(recipient=head, about=case.subject).count() == 1


def test_nobody_countersigns_their_own_proposal(case: Case) -> None:
    both = officer(Role.OFFICER, Role.HEAD_OF_UNIT)
    propose(case, both)
    with pytest.raises(RuleViolation, match="another person"):
        step(case, "countersign", both)


def test_an_officer_cannot_countersign(case: Case) -> None:
    propose(case, officer())
    with pytest.raises(PermissionDenied):
        step(case, "countersign", officer())


def test_sent_back_proposal_can_be_made_anew(case: Case) -> None:
    clerk, head = officer(), officer(Role.HEAD_OF_UNIT)
    propose(case, clerk, outcome="refused")
    with pytest.raises(RuleViolation, match="already"):
        propose(case, clerk)
    with pytest.raises(RuleViolation, match="Say what"):
        step(case, "send_back", head)
    step(case, "send_back", head, note="Негіздемені толықтырыңыз.")
    propose(case, clerk)
    step(case, "countersign", head)
    assert Decision.objects.get().outcome == "granted"
    assert Proposal.objects.get(outcome="refused").sent_back_note == "Негіздемені толықтырыңыз."


def test_note_of_a_head_who_was_not_the_first_stays_on_the_page(case: Case, client: Client) -> None:
    propose(case, officer())
    first = officer(Role.HEAD_OF_UNIT)
    step(case, "countersign", first)
    client.force_login(officer(Role.HEAD_OF_UNIT))
    late = {"key": uuid4().hex, "then": "send_back", "note": "Екінші негізді қосыңыз"}
    page = client.post(f"/en/desk/cases/{case.reference}/countersign/", late)
    assert page.status_code == 422
    assert f"{first} has taken this step already" in page.content.decode()
    assert "Екінші негізді қосыңыз" in page.content.decode()


def test_repeated_proposal_with_the_same_key_is_one_proposal(case: Case) -> None:
    clerk, key = officer(), uuid4().hex
    data = {"outcome": "granted", "template": "fits", **REASONS}
    first = perform(case.reference, "decide", actor=clerk, key=key, data=data)
    assert perform(case.reference, "decide", actor=clerk, key=key, data=data) == first
    assert Proposal.objects.count() == 1


def test_unknown_outcome_is_refused_in_words() -> None:
    filed, _founder = filed_residency_case()
    clerk = officer()
    step(filed, "pass_on", clerk)
    with pytest.raises(RuleViolation, match="granted or refused"):
        step(filed, "decide", clerk, outcome="lapsed", template="t", **REASONS)


def test_clock_warns_once_and_escalates_once(travel: Callable[[str], None]) -> None:
    travel("2026-02-02")
    filed, _founder = filed_residency_case()
    clerk, head = officer(), officer(Role.HEAD_OF_UNIT)
    assign_case(filed, clerk, actor=head)
    Notice.objects.all().delete()
    assert watch_clocks() == 0
    travel("2026-02-06")
    assert (watch_clocks(), watch_clocks()) == (1, 0)
    assert [notice.recipient for notice in Notice.objects.all()] == [clerk]
    travel("2026-02-10")
    assert (watch_clocks(), watch_clocks()) == (1, 0)
    assert {notice.recipient for notice in Notice.objects.all()} == {clerk, head}


def test_clock_warns_nobody_who_was_barred_since_the_worker_began(
    travel: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    travel("2026-02-02")
    filed, _founder = filed_residency_case()
    clerk, head, other = officer(), officer(Role.HEAD_OF_UNIT), officer()
    assign_case(filed, clerk, actor=head)
    travel("2026-02-06")
    found = list(running_clocks_due_by(date(2026, 2, 9)))
    declare(filed, person=clerk, task=Declaration.Task.CASEWORK, kind=ConflictKind.FAMILY)
    Notice.objects.all().delete()
    monkeypatch.setattr("orken.cases.transitions.running_clocks_due_by", lambda _day: found)
    assert watch_clocks() == 1
    assert {notice.recipient for notice in Notice.objects.all()} == {other}


def test_warning_that_cannot_be_sent_holds_up_no_other(
    travel: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    travel("2026-02-02")
    broken, fine = (filed_residency_case()[0] for _number in range(2))
    clerk = officer()

    def sometimes(case: Case, template: str) -> None:
        if case == broken:
            raise ZeroDivisionError
        tell_of_clock(case, template)

    monkeypatch.setattr("orken.cases.transitions.tell_of_clock", sometimes)
    travel("2026-02-06")
    Notice.objects.all().delete()
    with pytest.raises(ExceptionGroup, match="1 of 2"):
        watch_clocks()
    assert Notice.objects.get(recipient=clerk).about == fine.subject


def test_application_withdrawn_while_a_decision_waits_is_not_decided_any_more(case: Case) -> None:
    clerk, head = officer(), officer(Role.HEAD_OF_UNIT)
    assign_case(case, clerk, actor=head)
    case.refresh_from_db()
    propose(case, clerk)
    step(case, "withdraw", case.opened_by)
    assert (case.state, case.outcome) == ("closed", "withdrawn")
    for told in (clerk, case.opened_by):
        assert (
            Notice.objects.filter(recipient=told, about=case.subject, subject__endswith="қайтарып алынды").count() == 1
        )
    with pytest.raises(RuleViolation, match="cannot be done"):
        step(case, "countersign", head)
    assert not Decision.objects.exists()
