"""From asking an expert to the end of the stage: what is refused, what happens, who hears of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.http import Http404
from django.utils import timezone

from orken.cases.models import Conflict, ConflictKind, Declaration
from orken.cases.services.conflicts import dismiss
from orken.journal.queries import entries_about
from orken.kernel.errors import RuleViolation
from orken.notices.models import Notice
from orken.parties.models import Role
from orken.reviews.models import Assignment, AssignmentState, AwayPeriod, Consensus, Scorecard
from orken.reviews.queries import assignments_of, get_assignment
from orken.reviews.services.answering import accept, declare_conflict, decline
from orken.reviews.services.assigning import assign, replace, take_back
from orken.reviews.services.concluding import record_consensus
from orken.reviews.services.scorecards import Incomplete, file_scorecard, save_scorecard
from orken.rulebook.queries import working_calendar
from tests.factories.cases import officer, step
from tests.factories.conflicts import ConflictFactory
from tests.factories.parties import MandateFactory, PersonFactory
from tests.factories.reviews import (
    HIGH,
    LOW,
    ExpertFactory,
    asked,
    case_in_review,
    commented,
    filed,
    publish_reviewed_stall,
    reading,
    review_begins,
)
from tests.standing import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing")]

standing = built_once(review_begins)


def refused(code: str, call, *arguments, **named) -> str:
    with pytest.raises(RuleViolation) as refusal:
        call(*arguments, **named)
    assert refusal.value.code == code
    return str(refusal.value)


def told(person) -> list[str]:
    return list(Notice.objects.filter(recipient=person).order_by("pk").values_list("subject", flat=True))


class TestAsking:
    def test_an_expert_hears_of_it_and_has_the_working_days_of_the_procedure(self, case):
        expert = ExpertFactory()
        assignment = asked(case, expert)
        assert assignment.due_on == working_calendar().add_working_days(timezone.localdate(), 10)
        assert told(expert.user) == [f"You are asked to review {case.number}"]
        assert case.applicant.name not in Notice.objects.get(recipient=expert.user).body
        assert "review.asked" in [entry.action for entry in entries_about(case.subject)]

    @pytest.mark.parametrize("role", [Role.SIGNATORY, Role.ADMINISTRATOR, Role.SECRETARY])
    def test_others_than_officers_ask_nobody(self, case, role):
        expert = ExpertFactory()
        with pytest.raises((PermissionDenied, Http404)):
            assign(case.reference, expert, actor=officer(role))
        assert not Assignment.objects.exists()

    def test_a_case_that_is_not_under_review_has_no_experts(self, case):
        for _number in range(2):
            filed(reading(case))
        refused("not_in_review", asked, case)
        assert Assignment.objects.count() == 2

    def test_no_more_are_asked_than_the_procedure_wants(self, case):
        asked(case), asked(case)
        assert "as the procedure wants: 2" in refused("enough_experts", asked, case)

    def test_nobody_is_asked_twice(self, case):
        expert = ExpertFactory()
        asked(case, expert)
        assert "reviews this case already" in refused("cannot_be_asked", asked, case, expert)

    def test_capacity_counts_over_all_cases(self, case):
        expert = ExpertFactory(capacity=1)
        asked(case, expert)
        assert "as they take at once: 1" in refused("cannot_be_asked", asked, case_in_review(), expert)

    def test_a_review_of_a_case_that_was_withdrawn_takes_no_place(self, case):
        expert = ExpertFactory(capacity=1)
        asked(case, expert)
        step(case, "withdraw", case.opened_by)
        assert asked(case_in_review(), expert).state == AssignmentState.ASKED

    def test_who_is_away_or_ceased_or_works_at_the_desk_is_not_asked(self, case):
        today = timezone.localdate()
        away = ExpertFactory()
        AwayPeriod.objects.create(expert=away, first_day=today + timedelta(days=3), last_day=today + timedelta(days=4))
        assert "is away" in refused("cannot_be_asked", asked, case, away)
        assert "no expert" in refused("cannot_be_asked", asked, case, ExpertFactory(ended_at=timezone.now()))
        clerk = ExpertFactory(user=officer(Role.SIGNATORY))
        assert "works at the desk" in refused("cannot_be_asked", asked, case, clerk)

    def test_an_absence_beside_the_days_of_the_review_bars_nobody(self, case):
        expert, today = ExpertFactory(), timezone.localdate()
        AwayPeriod.objects.create(
            expert=expert, first_day=today - timedelta(days=9), last_day=today - timedelta(days=1)
        )
        assert asked(case, expert).state == AssignmentState.ASKED

    def test_who_acts_for_the_applicant_is_not_asked_and_the_conflict_is_kept(self, case):
        expert = ExpertFactory()
        MandateFactory(user=expert.user, organisation=case.applicant)
        assert "conflict of interest" in refused("cannot_be_asked", asked, case, expert)
        assert Conflict.objects.filter(case=case, person=expert.user, dismissed_at=None).exists()

    def test_who_works_for_the_applicant_is_not_asked(self, case):
        expert = ExpertFactory(employer=case.applicant)
        assert "conflict of interest" in refused("cannot_be_asked", asked, case, expert)


class TestAnswering:
    def test_before_the_declaration_nothing_opens(self, case):
        assignment = asked(case)
        person = assignment.expert.user
        assert get_assignment(assignment.reference, user=person, permission="reviews.see") == assignment
        with pytest.raises(PermissionDenied):
            get_assignment(assignment.reference, user=person, permission="reviews.read")
        with pytest.raises(PermissionDenied):
            save_scorecard(assignment.reference, HIGH, seen_revision=0, actor=person)

    def test_an_assignment_is_its_expert_s_alone(self, case):
        assignment = asked(case)
        for other in (ExpertFactory().user, officer(), PersonFactory()):
            with pytest.raises(Http404):
                get_assignment(assignment.reference, user=other, permission="reviews.see")

    def test_declared_free_it_opens(self, case):
        assignment = reading(case)
        assert assignment.state == AssignmentState.ACCEPTED
        assert Declaration.objects.get().free_of_conflicts
        with pytest.raises(PermissionDenied):
            accept(assignment.reference, actor=assignment.expert.user)

    def test_in_a_conflict_the_case_is_gone_for_the_expert_and_the_officers_hear_of_it(self, case):
        clerk = officer()
        assignment = asked(case, by=clerk)
        person = assignment.expert.user
        declare_conflict(assignment.reference, ConflictKind.FAMILY, "Інім", actor=person)
        assert not assignments_of(person).exists()
        with pytest.raises(Http404):
            get_assignment(assignment.reference, user=person, permission="reviews.see")
        assert told(clerk)[-1] == f"Сарапшы {case.number} сараптамасынан бас тартты"
        refused("cannot_be_asked", asked, case, assignment.expert)

    def test_an_open_review_ends_with_a_conflict_that_is_found_later(self, case):
        assignment = reading(case)
        person = assignment.expert.user
        ConflictFactory(case=assignment.case, person=person)
        with pytest.raises(Http404):
            save_scorecard(assignment.reference, HIGH, seen_revision=0, actor=person)
        assert not Scorecard.objects.exists()

    def test_declining_needs_a_reason_and_frees_the_place(self, case):
        asked(case)
        assignment = asked(case)
        refused("reason_missing", decline, assignment.reference, "  ", actor=assignment.expert.user)
        decline(assignment.reference, "Демалыстамын", actor=assignment.expert.user)
        with pytest.raises(PermissionDenied):
            accept(assignment.reference, actor=assignment.expert.user)
        assert asked(case).state == AssignmentState.ASKED

    def test_who_declined_is_not_asked_again_but_who_was_in_a_conflict_that_is_dismissed_is(self, case):
        unwilling, related = asked(case), asked(case)
        decline(unwilling.reference, "Уақытым жоқ", actor=unwilling.expert.user)
        declare_conflict(related.reference, ConflictKind.FAMILY, "Аттас", actor=related.expert.user)
        assert "has declined to review this case" in refused("cannot_be_asked", asked, case, unwilling.expert)
        assert "in a conflict" in refused("cannot_be_asked", asked, case, related.expert)
        dismiss(case.conflicts.get(), officer(Role.SECRETARY), "Аттас адам.")
        again = asked(case, related.expert)
        decline(again.reference, "Уақытым жоқ", actor=again.expert.user)
        assert "has declined to review this case" in refused("cannot_be_asked", asked, case, related.expert)
        assert asked(case_in_review(), unwilling.expert).is_open


class TestTakingBack:
    def test_replaced_by_another_expert(self, case):
        clerk = officer()
        late, fresh = reading(case), ExpertFactory()
        following = replace(late, fresh, reason="Мерзімі өтті", actor=clerk)
        late.refresh_from_db()
        assert (late.state, late.reason, following.replaces) == (AssignmentState.REPLACED, "Мерзімі өтті", late)
        assert told(late.expert.user)[-1] == f"Your review of {case.number} is taken back"
        with pytest.raises(PermissionDenied):
            save_scorecard(late.reference, HIGH, seen_revision=0, actor=late.expert.user)

    def test_if_the_other_one_cannot_be_asked_nothing_is_taken_back(self, case):
        clerk = officer()
        late = reading(case)
        refused("cannot_be_asked", replace, late, ExpertFactory(ended_at=timezone.now()), reason="Кеш", actor=clerk)
        late.refresh_from_db()
        assert late.state == AssignmentState.ACCEPTED

    def test_a_filed_scorecard_stays(self, case):
        clerk = officer()
        done = filed(reading(case))
        refused("not_open", take_back, done, reason="Кеш", actor=clerk)
        refused("reason_missing", take_back, waiting := asked(case), reason=" ", actor=clerk)
        for one, state in ((done, AssignmentState.FILED), (waiting, AssignmentState.ASKED)):
            one.refresh_from_db()
            assert one.state == state


class TestScorecards:
    def test_what_is_typed_is_kept_and_unreadable_scores_are_none(self, case):
        assignment = reading(case)
        person = assignment.expert.user
        typed = {"score-novelty": "3", "comment-novelty": "ЖСН 960229600023", "score-unknown": "1"}
        saved = save_scorecard(assignment.reference, typed, seen_revision=0, actor=person)
        assert saved.scorecard.typed == {"comment-novelty": "ЖСН [ЖСН, ИИН]"}

    def test_another_window_does_not_overwrite(self, case):
        assignment = reading(case)
        person = assignment.expert.user
        save_scorecard(assignment.reference, {"overall": "Бірінші"}, seen_revision=0, actor=person)
        second = save_scorecard(
            assignment.reference, {"overall": "Екінші", "comment-team": "Жақсы"}, seen_revision=0, actor=person
        )
        assert [(one.name, one.yours, one.saved) for one in second.conflicts] == [("overall", "Екінші", "Бірінші")]
        assert second.scorecard.comment_on("team") == "Жақсы"

    def test_an_incomplete_one_is_not_filed(self, case):
        assignment = reading(case)
        person = assignment.expert.user
        save_scorecard(assignment.reference, {"score-novelty": "4"}, seen_revision=0, actor=person)
        with pytest.raises(Incomplete) as refusal:
            file_scorecard(assignment.reference, actor=person)
        assert [gap.name for gap in refusal.value.gaps] == ["comment-novelty", "score-team", "comment-team"]

    def test_filed_it_is_final(self, case):
        assignment = filed(reading(case))
        with pytest.raises(PermissionDenied):
            save_scorecard(assignment.reference, LOW, seen_revision=9, actor=assignment.expert.user)
        with pytest.raises(PermissionDenied):
            file_scorecard(assignment.reference, actor=assignment.expert.user)
        scorecard = Scorecard.objects.get()
        assert scorecard.total == 100
        for change in (
            lambda: Scorecard.objects.update(typed={}),
            scorecard.delete,
            lambda: Assignment.objects.update(state="declined"),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()


class TestEnd:
    def test_scorecards_near_each_other_move_the_case_on(self, case):
        filed(reading(case))
        case.refresh_from_db()
        assert case.stage == "expertise"
        filed(reading(case))
        case.refresh_from_db()
        assert case.stage == "approval"
        assert told(case.opened_by)[-1] == f"{case.number}: сараптама аяқталды"
        assert case.transitions.last().data == {"reads": 2}

    def test_one_read_that_a_procedure_wants_is_enough(self):
        publish_reviewed_stall(reads=1)
        case = case_in_review()
        filed(reading(case))
        case.refresh_from_db()
        assert case.stage == "approval"

    def test_a_procedure_without_a_threshold_asks_for_no_consensus(self):
        publish_reviewed_stall(spread=None)
        case = case_in_review()
        filed(reading(case), HIGH)
        filed(reading(case), LOW)
        case.refresh_from_db()
        assert case.stage == "approval"

    def test_nobody_agrees_on_common_scores_before_filing(self, case):
        filed(reading(case))
        second = reading(case)
        with pytest.raises(PermissionDenied):
            record_consensus(
                second.reference, {"novelty": "2", "team": "5"}, "Иә", seen_revision=0, actor=second.expert.user
            )
        save_scorecard(second.reference, commented(LOW), seen_revision=0, actor=second.expert.user)
        assert not Consensus.objects.exists()
