"""What holds a review, and who ends that: a conflict found after filing, a round that somebody never confirms."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from orken.cases.models import Case, ConflictKind
from orken.cases.services.conflicts import dismiss, uphold
from orken.journal.queries import entries_about
from orken.kernel.errors import RuleViolation
from orken.notices.models import Notice
from orken.parties.models import Role
from orken.reviews.models import Assignment, AssignmentState, Consensus, Scorecard
from orken.reviews.queries import get_assignment
from orken.reviews.services.answering import declare_conflict
from orken.reviews.services.assigning import take_back
from orken.reviews.services.concluding import confirm_consensus, record_consensus
from orken.reviews.services.reminding import remind_experts
from orken.reviews.services.settling import end_round, go_on, set_aside
from tests.factories.cases import officer
from tests.factories.conflicts import ConflictFactory
from tests.factories.reviews import HIGH, LOW, asked, case_in_review, filed, reading, scores_lie_apart
from tests.standing import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing")]

standing = built_once(scores_lie_apart)
COMMON = {"novelty": "2", "team": "5"}


def refused(code: str) -> pytest.RaisesExc[RuleViolation]:
    return pytest.raises(RuleViolation, check=lambda refusal: refusal.code == code)


def stage_of(case: Case) -> str:
    return Case.objects.get(pk=case.pk).stage


def after_the_last_day(consensus: Consensus) -> None:
    Consensus.objects.filter(pk=consensus.pk).update(due_on=timezone.localdate() - timedelta(days=1))


class TestConflictAfterFiling:
    @pytest.fixture
    def held(self):
        """A case with both scorecards, one of an expert whose conflict was found meanwhile."""
        case = case_in_review()
        first = filed(reading(case))
        conflict = ConflictFactory(case=case, person=first.expert.user)
        return case, first, conflict, filed(reading(case))

    def test_nothing_ends_while_it_waits(self, held):
        case, first, _conflict, _second = held
        assert stage_of(case) == "expertise"
        with refused("held"):
            go_on(case.reference, actor=officer())
        with refused("not_in_conflict"):
            set_aside(first, reason="Туысы", actor=officer())
        with refused("not_open"):
            take_back(first, reason="Туысы", actor=officer())
        with pytest.raises((PermissionDenied, Http404)):
            go_on(case.reference, actor=officer(Role.SIGNATORY))
        assert set(case.assignments.values_list("state", flat=True)) == {"filed"}

    def test_dismissed_an_officer_goes_on(self, held):
        case, _first, conflict, _second = held
        dismiss(conflict, officer(Role.SECRETARY), "Аттас адам.")
        go_on(case.reference, actor=officer())
        assert stage_of(case) == "approval"

    def test_upheld_the_scorecard_is_set_aside_and_another_expert_reads(self, held):
        case, first, conflict, second = held
        uphold(conflict, officer(Role.SECRETARY), "Туысы.")
        with refused("reason_missing"):
            set_aside(first, reason=" ", actor=officer())
        with refused("not_in_conflict"):
            set_aside(second, reason="Ұнамады", actor=officer())
        before = Notice.objects.filter(recipient=first.expert.user).count()
        set_aside(first, reason="Мүдделер қақтығысы расталды", actor=officer())
        assert Notice.objects.filter(recipient=first.expert.user).count() == before
        assert stage_of(case) == "expertise"
        assert Scorecard.objects.filter(assignment__case=case, filed_at__isnull=False).count() == 2
        assert "review.set_aside" in [entry.action for entry in entries_about(case.subject)]
        filed(reading(case))
        assert stage_of(case) == "approval"
        dismiss(conflict, officer(Role.SECRETARY), "Қателік.")
        with pytest.raises(PermissionDenied, match="set aside"):
            get_assignment(first.reference, user=first.expert.user, permission="reviews.read")

    def test_who_learns_of_a_conflict_after_filing_declares_it(self):
        case = case_in_review()
        first, client = filed(reading(case)), Client()
        client.force_login(first.expert.user)
        answer = reverse("reviews:answer", args=[first.reference])
        shown = client.get(answer).content.decode()
        assert ("Declare the conflict" in shown, "I decline" in shown) == (True, False)
        assert client.post(answer, {"then": "decline", "reason": "Уақытым жоқ"}).status_code == 403
        client.post(answer, {"then": "conflict", "kind": "family", "text": "Інім"})
        filed(reading(case))
        first.refresh_from_db()
        assert (first.state, stage_of(case)) == (AssignmentState.FILED, "expertise")
        assert client.get(answer).status_code == 404

    def test_by_the_pages(self, held):
        case, first, conflict, _second = held
        client = Client()
        client.force_login(officer())
        page, own = (
            reverse("reviews:case_experts", args=[case.reference]),
            reverse("reviews:assignment", args=[case.reference, first.reference]),
        )
        assert "waits for a conflict of interest" in client.get(page).content.decode()
        assert "set_aside" not in client.get(own).content.decode()
        assert client.post(own, {"then": "set_aside", "reason": "Туысы"}).status_code == 422
        uphold(conflict, officer(Role.SECRETARY), "Туысы.")
        assert "set_aside" in client.get(own).content.decode()
        assert client.post(own, {"then": "set_aside", "reason": "Туысы"})["Location"] == page
        shown = client.get(page).content.decode()
        assert "1 of 2" in shown
        assert "Ask an expert" in shown
        first.refresh_from_db()
        assert (first.state, first.reason) == (AssignmentState.SET_ASIDE, "Туысы")

    def test_the_common_scores_of_those_who_are_left_and_the_new_one_count(self, apart):
        case, high, low = apart
        record_consensus(high.reference, COMMON, "Келістік.", seen_revision=0, actor=high.expert.user)
        uphold(ConflictFactory(case=case, person=high.expert.user), officer(Role.SECRETARY), "Туысы.")
        confirm_consensus(low.reference, seen_revision=1, actor=low.expert.user)
        assert stage_of(case) == "expertise"
        set_aside(high, reason="Туысы", actor=officer())
        fresh = filed(reading(case), HIGH)
        assert stage_of(case) == "expertise"
        confirm_consensus(fresh.reference, seen_revision=1, actor=fresh.expert.user)
        assert stage_of(case) == "approval"

    def test_all_had_agreed_when_the_conflict_was_dismissed(self, apart):
        (case, high, low), client = apart, Client()
        record_consensus(high.reference, COMMON, "Келістік.", seen_revision=0, actor=high.expert.user)
        conflict = ConflictFactory(case=case, person=high.expert.user)
        confirm_consensus(low.reference, seen_revision=1, actor=low.expert.user)
        dismiss(conflict, officer(Role.SECRETARY), "Аттас адам.")
        client.force_login(officer())
        page = reverse("reviews:case_experts", args=[case.reference])
        assert "Go on with the review" in client.get(page).content.decode()
        client.post(page, {"then": "go_on"})
        assert stage_of(case) == "approval"
        assert Consensus.objects.get().agreed_at is not None


class TestEndingTheRound:
    @pytest.fixture
    def silent(self, apart):
        """Common scores that the other expert does not confirm."""
        case, high, low = apart
        record_consensus(high.reference, COMMON, "Келістік.", seen_revision=0, actor=high.expert.user)
        return case, low

    def test_not_before_its_last_day_nor_without_a_reason_nor_without_a_round(self, silent):
        case, _low = silent
        with refused("round_runs"):
            end_round(case.reference, reason="Жауап жоқ", actor=officer())
        with refused("no_round"):
            end_round(case_in_review().reference, reason="Жауап жоқ", actor=officer())
        after_the_last_day(Consensus.objects.get())
        with refused("reason_missing"):
            end_round(case.reference, reason=" ", actor=officer())
        with pytest.raises((PermissionDenied, Http404)):
            end_round(case.reference, reason="Жауап жоқ", actor=officer(Role.SIGNATORY))
        assert stage_of(case) == "expertise"

    def test_not_while_a_conflict_waits(self, silent):
        case, low = silent
        after_the_last_day(Consensus.objects.get())
        ConflictFactory(case=case, person=low.expert.user)
        with refused("held"):
            end_round(case.reference, reason="Жауап жоқ", actor=officer())
        assert Consensus.objects.get().ended_at is None

    def test_by_the_page_the_case_goes_on_and_own_scores_stand(self, silent):
        case, low = silent
        clerk, client = officer(), Client()
        client.force_login(clerk)
        page = reverse("reviews:case_experts", args=[case.reference])
        assert "End the round" not in client.get(page).content.decode()
        after_the_last_day(Consensus.objects.get())
        assert "End the round" in client.get(page).content.decode()
        client.post(page, {"then": "end_round", "reason": "Екінші сарапшы жауап бермеді"})
        consensus = Consensus.objects.get()
        assert (stage_of(case), consensus.ended_by, consensus.agreed_at) == ("approval", clerk, None)
        [entry] = [entry for entry in entries_about(case.subject) if entry.action == "review.consensus_ended"]
        assert (entry.actor, entry.data["reason"]) == (clerk, "Екінші сарапшы жауап бермеді")
        with pytest.raises(DatabaseError), transaction.atomic():
            Consensus.objects.update(end_reason="Басқа")
        with refused("no_round"):
            confirm_consensus(low.reference, seen_revision=1, actor=low.expert.user)
        shown = client.get(page).content.decode()
        assert "ended the round for common scores" in shown
        assert "Екінші сарапшы жауап бермеді" in shown
        expert = Client()
        expert.force_login(low.expert.user)
        shown = expert.get(reverse("reviews:consensus", args=[low.reference])).content.decode()
        assert "there are no common scores" in shown
        assert "Common score<" not in shown


def test_who_is_barred_by_now_hears_of_the_case_no_more():
    assignment = asked(case_in_review())
    person = assignment.expert.user
    ConflictFactory(case=assignment.case, person=person)
    before = Notice.objects.filter(recipient=person).count()
    assert remind_experts(assignment.due_on) == 0
    take_back(assignment, reason="Қақтығыс", actor=officer())
    assert Notice.objects.filter(recipient=person).count() == before
    assignment.refresh_from_db()
    assert assignment.reminders == []


def test_a_dismissed_conflict_that_was_declared_after_filing_keeps_nobody_from_common_scores(apart):
    case, high, low = apart
    declare_conflict(low.reference, ConflictKind.FAMILY, "Аттас", actor=low.expert.user)
    record_consensus(high.reference, COMMON, "Келістік.", seen_revision=0, actor=high.expert.user)
    dismiss(case.conflicts.get(), officer(Role.SECRETARY), "Аттас адам.")
    confirm_consensus(low.reference, seen_revision=1, actor=low.expert.user)
    assert stage_of(case) == "approval"


def test_nobody_answers_a_round_that_a_scorecard_in_the_place_of_another_made_needless(apart):
    (case, high, low), client = apart, Client()
    uphold(ConflictFactory(case=case, person=low.expert.user), officer(Role.SECRETARY), "Туысы.")
    set_aside(low, reason="Туысы", actor=officer())
    filed(reading(case), HIGH)
    assert stage_of(case) == "approval"
    with refused("no_round"):
        record_consensus(high.reference, COMMON, "Келістік.", seen_revision=0, actor=high.expert.user)
    client.force_login(high.expert.user)
    shown = client.get(reverse("reviews:consensus", args=[high.reference])).content.decode()
    assert "Record the common scores" not in shown


def test_an_officer_goes_on_where_a_dismissed_conflict_held_a_review_whose_round_is_needless(apart):
    (case, high, low), client = apart, Client()
    uphold(ConflictFactory(case=case, person=low.expert.user), officer(Role.SECRETARY), "Туысы.")
    set_aside(low, reason="Туысы", actor=officer())
    conflict = ConflictFactory(case=case, person=high.expert.user)
    filed(reading(case), HIGH)
    client.force_login(officer())
    page = reverse("reviews:case_experts", args=[case.reference])
    assert "Go on with the review" not in client.get(page).text
    dismiss(conflict, officer(Role.SECRETARY), "Аттас адам.")
    shown = client.get(page).text
    assert "Go on with the review" in shown
    assert "The scores lie far apart" not in shown
    client.post(page, {"then": "go_on"})
    assert stage_of(case) == "approval"


def test_who_files_in_the_place_of_another_is_asked_into_the_round_that_runs(apart):
    case, high, low = apart
    record_consensus(high.reference, COMMON, "Келістік.", seen_revision=0, actor=high.expert.user)
    after_the_last_day(Consensus.objects.get())
    uphold(ConflictFactory(case=case, person=low.expert.user), officer(Role.SECRETARY), "Туысы.")
    set_aside(low, reason="Туысы", actor=officer())
    Notice.objects.all().delete()
    later = filed(reading(case), LOW)
    [told] = Notice.objects.filter(subject__contains="scores")
    assert told.recipient == later.expert.user
    assert Consensus.objects.get().due_on > timezone.localdate()
    confirm_consensus(later.reference, seen_revision=1, actor=later.expert.user)
    assert stage_of(case) == "approval"


class TestTheExpertsList:
    def test_names_common_scores_that_wait_for_the_expert(self, apart):
        _case, high, low = apart
        assert [waits_in_list_of(one) for one in (high, low)] == [True, True]
        record_consensus(high.reference, COMMON, "Келістік.", seen_revision=0, actor=high.expert.user)
        assert [waits_in_list_of(one) for one in (high, low)] == [False, True]
        record_consensus(low.reference, COMMON, "Басқаша.", seen_revision=1, actor=low.expert.user)
        assert [waits_in_list_of(one) for one in (high, low)] == [True, False]
        confirm_consensus(high.reference, seen_revision=2, actor=high.expert.user)
        assert [waits_in_list_of(one) for one in (high, low)] == [False, False]


def waits_in_list_of(assignment: Assignment) -> bool:
    client = Client()
    client.force_login(assignment.expert.user)
    return "Agree on common scores" in client.get(reverse("reviews:mine")).content.decode()
