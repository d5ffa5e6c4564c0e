"""Appeals through the services: who may begin one, what it stops, what each outcome does to the first case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone

from orken.cases.appeals import objection_in
from orken.cases.clock import days_left, live_clock
from orken.cases.models import Appeal, Case, Conflict, Decision
from orken.cases.procedure.loading import load_procedure, read_procedure_file
from orken.cases.procedure.reading import ProcedureMistake
from orken.cases.queries import desk_cases
from orken.cases.services.appealing import begin_appeal
from orken.cases.services.casework import assign_case
from orken.cases.services.conflicts import dismiss
from orken.cases.services.drafting import open_case
from orken.cases.services.publishing import publish_procedure
from orken.kernel.errors import RuleViolation
from orken.notices.models import Notice
from orken.parties.models import Role
from tests.factories.appeals import (
    APPEAL_FILE,
    TERMS,
    decide_appeal,
    decided_stall,
    drafted_appeal,
    filed_appeal,
    publish_appeals,
)
from tests.factories.cases import (
    REASONS,
    STALL,
    STALL_FILE,
    fill,
    founder_with_organisation,
    officer,
    publish_stall,
    step,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("procedures")]


@pytest.fixture(autouse=True)
def published(procedures: None) -> None:
    publish_appeals()


def in_days(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    later = timezone.now() + timedelta(days=days)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"appeal": {**TERMS, "back_to": "handover"}}, "only deciding stage"),
        ({"appeal": {**TERMS, "working_days": 0}}, "working_days"),
        ({"appeal": {"procedure": "events.stall_appeal", "working_days": 3}}, "'words' is missing"),
    ],
)
def test_terms_that_cannot_hold_are_told(change: dict[str, object], said: str) -> None:
    with pytest.raises(ProcedureMistake, match=said):
        load_procedure(read_procedure_file(STALL_FILE) | change)


def test_appeal_to_a_procedure_that_decides_none_is_not_published() -> None:
    with pytest.raises(ProcedureMistake, match=r"no procedure .* decides appeals"):
        publish_stall(appeal={**TERMS, "procedure": "residency.admission"})
    with pytest.raises(ProcedureMistake, match="does not exist in the rule book"):
        publish_stall(appeal={**TERMS, "working_days": "no_such_days"})


@pytest.mark.parametrize("left_out", ["upheld", "basis"])
def test_appeals_need_an_outcome_that_upholds_with_its_basis(left_out: str) -> None:
    data: Any = read_procedure_file(APPEAL_FILE)
    reasons = data["stages"][0]["reasons"]
    if left_out == "upheld":
        data["stages"][0]["reasons"] = reasons[1:]
    else:
        del reasons[0]["basis"], reasons[0]["certainty"]
    with pytest.raises(ProcedureMistake, match=left_out):
        publish_procedure(data)


def test_an_appeal_begins_from_its_decision_alone() -> None:
    founder, organisation = founder_with_organisation()
    with pytest.raises(RuleViolation, match="begins on the page"):
        open_case("events.stall_appeal", applicant=organisation, actor=founder)
    case = open_case(STALL, applicant=organisation, actor=founder)
    with pytest.raises(RuleViolation, match="no decision"):
        begin_appeal(case, actor=founder)


def test_one_appeal_against_a_decision_and_of_its_own_applicant() -> None:
    case, founder = decided_stall()
    appeal = drafted_appeal(case, founder)
    with pytest.raises(RuleViolation, match="an appeal against this decision already"):
        begin_appeal(case, actor=founder)
    stranger, organisation = founder_with_organisation()
    with pytest.raises(IntegrityError, match="applicant's own"), transaction.atomic():
        open_case("events.stall_appeal", applicant=organisation, actor=stranger, against=case.decisions.get())
    with pytest.raises(IntegrityError, match="only be given up"), transaction.atomic():
        Appeal.objects.filter(case=appeal).delete()


def test_draft_begun_in_time_and_submitted_late_is_refused_and_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    case, founder = decided_stall()
    appeal = drafted_appeal(case, founder)
    in_days(monkeypatch, 20)
    with pytest.raises(RuleViolation, match="that day has passed"):
        step(appeal, "file", founder)
    appeal.refresh_from_db()
    assert appeal.state == "draft"
    assert appeal.draft_sections.get().typed["grounds"]
    assert not Conflict.objects.exists()


def test_no_appeal_begins_after_the_last_day(monkeypatch: pytest.MonkeyPatch) -> None:
    case, founder = decided_stall()
    objection = objection_in(case)
    assert objection is not None
    assert objection.last_day is not None
    assert objection.is_open
    in_days(monkeypatch, (objection.last_day - timezone.localdate()).days)
    assert begin_appeal(case, actor=founder)
    Appeal.objects.update(given_up_at=timezone.now())
    in_days(monkeypatch, 1)
    with pytest.raises(RuleViolation, match="has passed"):
        begin_appeal(case, actor=founder)


def test_where_no_days_are_set_only_the_words_remain(monkeypatch: pytest.MonkeyPatch) -> None:
    case, founder = decided_stall()
    monkeypatch.setattr("orken.cases.appeals.term_of", lambda *_arguments: None)
    objection = objection_in(case)
    assert objection is not None
    assert (objection.is_open, objection.words.en) == (False, "You may object.")
    with pytest.raises(RuleViolation, match="takes no appeals"):
        begin_appeal(case, actor=founder)


def test_who_took_part_is_barred_and_hears_nothing() -> None:
    deciding, clerk = officer(Role.HEAD_OF_UNIT), officer()
    others = [officer(), officer(Role.HEAD_OF_UNIT)]
    case, founder = decided_stall(by=deciding)
    Case.objects.filter(pk=case.pk).update(assignee=clerk)
    appeal = filed_appeal(case, founder)
    for person in (deciding, clerk):
        assert appeal not in desk_cases(person)
        assert case in desk_cases(person)
        assert not Notice.objects.filter(recipient=person, about=appeal.subject).exists()
        with pytest.raises(RuleViolation, match="cannot handle"):
            assign_case(appeal, person, actor=others[0])
        with pytest.raises(Http404):
            step(appeal, "decide", person, outcome="upheld", template="decided_rightly", **REASONS)
    assert Notice.objects.filter(recipient=others[0], about=appeal.subject).exists()
    conflict = Conflict.objects.get(case=appeal, person=deciding)
    assert conflict.kind == "earlier_part"
    with pytest.raises(RuleViolation, match="on record"):
        dismiss(conflict, others[1], "Олар қатысқан жоқ.")
    assert not Conflict.objects.open().exists()


def test_where_nobody_is_left_an_administrator_hears() -> None:
    administrator = officer(Role.ADMINISTRATOR)
    case, founder = decided_stall()
    appeal = filed_appeal(case, founder)
    assert Notice.objects.filter(recipient=administrator, about=appeal.subject).count() == 1


def test_upheld_the_refusal_stands() -> None:
    case, founder = decided_stall()
    appeal = filed_appeal(case, founder)
    decide_appeal(appeal, "upheld")
    case.refresh_from_db()
    assert (appeal.state, appeal.outcome) == ("closed", "upheld")
    assert (case.state, case.outcome, case.decisions.count()) == ("closed", "refused", 1)
    with pytest.raises(RuleViolation, match="already"):
        begin_appeal(case, actor=founder)


def test_changed_the_first_case_goes_on_with_a_fresh_clock() -> None:
    case, founder = decided_stall()
    appeal = filed_appeal(case, founder)
    decide_appeal(appeal, "changed")
    case.refresh_from_db()
    refusal, granted = case.decisions.order_by("pk")
    assert (case.state, case.outcome, case.stage, case.closed_at) == ("in_progress", "", "handover", None)
    assert (granted.outcome, granted.replaces) == ("granted", refusal)
    assert granted.decided_by == appeal.decisions.get().decided_by
    clock = live_clock(case)
    assert clock is not None
    assert days_left(clock) == 2
    assert Notice.objects.filter(recipient=founder, about=case.subject).exists()
    with pytest.raises(RuleViolation, match="taken on an appeal"):
        begin_appeal(case, actor=founder)


def test_sent_back_it_is_decided_anew_by_others() -> None:
    first = officer(Role.HEAD_OF_UNIT)
    case, founder = decided_stall(by=first)
    decide_appeal(filed_appeal(case, founder), "sent_back")
    case.refresh_from_db()
    assert (case.state, case.stage, case.outcome) == ("in_progress", "approval", "")
    with pytest.raises(Http404):
        step(case, "decide", first, outcome="refused", template="full", **REASONS)
    step(case, "decide", officer(Role.HEAD_OF_UNIT), outcome="refused", template="full", **REASONS)
    earlier, anew = case.decisions.order_by("pk")
    assert anew.replaces == earlier
    assert case.outcome == "refused"
    objection = objection_in(case)
    assert objection is not None
    assert objection.is_open


def test_what_was_granted_waits_for_the_appeal_and_goes_on_with_the_days_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case, founder = decided_stall("granted")
    clock = live_clock(case)
    assert clock is not None
    left = days_left(clock)
    appeal = filed_appeal(case, founder)
    in_days(monkeypatch, 3)
    with pytest.raises(RuleViolation, match="stands still"):
        step(case, "pass_on", officer())
    clock.refresh_from_db()
    assert (clock.paused_at is not None, days_left(clock)) == (True, left)
    with pytest.raises(RuleViolation, match="not sent back"):
        decide_appeal(appeal, "sent_back")
    assert Decision.objects.count() == 1
    proposed = appeal.proposals.get(confirmed_at=None)
    step(appeal, "send_back", officer(Role.HEAD_OF_UNIT), note="Басқаша.")
    assert proposed.outcome == "sent_back"
    decide_appeal(appeal, "changed")
    clock.refresh_from_db()
    case.refresh_from_db()
    assert (clock.paused_at, days_left(clock), case.stage) == (None, left, "handover")
    assert case.decisions.get(replaces__isnull=False).outcome == "granted"
    step(case, "pass_on", officer())
    assert case.outcome == "granted"


def test_an_appeal_given_up_lets_the_case_go_on_and_another_begin() -> None:
    case, founder = decided_stall("granted")
    appeal = filed_appeal(case, founder)
    step(appeal, "withdraw", founder)
    clock = live_clock(case)
    assert clock is not None
    assert clock.paused_at is None
    assert begin_appeal(case, actor=founder)


def test_a_draft_begun_meanwhile_steps_aside_and_a_submitted_application_must_end_first() -> None:
    publish_appeals(exclusive=True)
    case, founder = decided_stall()
    draft = open_case(STALL, applicant=case.applicant, actor=founder)
    fill(draft, {"visitors": "60", "needs_power": "no"}, actor=founder)
    decide_appeal(filed_appeal(case, founder), "changed")
    draft.refresh_from_db()
    case.refresh_from_db()
    assert (case.state, draft.state, draft.exclusive) == ("in_progress", "draft", False)
    with pytest.raises(RuleViolation, match="under way"):
        step(draft, "file", founder)
    step(case, "pass_on", officer())
    draft.refresh_from_db()
    step(draft, "file", founder)
    assert draft.exclusive


def test_an_outcome_that_would_leave_two_live_applications_is_refused() -> None:
    publish_appeals(exclusive=True)
    case, founder = decided_stall()
    other = open_case(STALL, applicant=case.applicant, actor=founder)
    fill(other, {"visitors": "60", "needs_power": "no"}, actor=founder)
    step(other, "file", founder)
    appeal = filed_appeal(case, founder)
    with pytest.raises(RuleViolation, match="One of the two"):
        decide_appeal(appeal, "changed")
    assert Decision.objects.count() == 1
