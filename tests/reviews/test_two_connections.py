"""Two people at the same moment: whoever is first is heard, the other one told, and nothing is half done."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from orken.cases.models import Case, Transition
from orken.kernel.errors import RuleViolation
from orken.reviews.models import LIVE, OPEN, Assignment, Consensus, Scorecard
from orken.reviews.services.answering import accept, decline
from orken.reviews.services.assigning import assign, replace
from orken.reviews.services.bulk import ask_all
from orken.reviews.services.concluding import confirm_consensus, record_consensus
from orken.reviews.services.scorecards import file_scorecard, save_scorecard
from tests.factories.cases import officer
from tests.factories.reviews import (
    HIGH,
    LOW,
    ExpertFactory,
    asked,
    case_in_review,
    commented,
    filed,
    load_pack_and_reviewed_stall,
    reading,
)
from tests.simultaneous import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def rules(transactional_db: None) -> None:
    load_pack_and_reviewed_stall()


def codes(results: list[object]) -> list[str]:
    """What was refused, by the code of the rule or as ``denied``."""
    refused = [result for result in results if isinstance(result, Exception)]
    assert all(isinstance(one, RuleViolation | PermissionDenied) for one in refused), refused
    return sorted(one.code if isinstance(one, RuleViolation) else "denied" for one in refused)


def typed(assignment: Assignment, scores=HIGH) -> Assignment:
    save_scorecard(assignment.reference, commented(scores), seen_revision=0, actor=assignment.expert.user)
    return assignment


def test_two_officers_confirm_the_same_proposal_at_once():
    cases, clerks = [case_in_review(), case_in_review()], [officer(), officer()]
    experts = [ExpertFactory(capacity=2), ExpertFactory(capacity=2)]
    pairs = [(case.reference, expert.reference) for case in cases for expert in experts]
    results = at_once(lambda: ask_all(pairs, actor=clerks[0]), lambda: ask_all(pairs[::-1], actor=clerks[1]))
    done = [pair for result in results for pair in result]
    assert sum(not pair.obstacle for pair in done) == 4
    assert {pair.obstacle for pair in done if pair.obstacle} == {"reviews this case already"}
    assert Assignment.objects.count() == 4


def test_two_officers_ask_for_the_last_read():
    case, clerks, experts = case_in_review(), [officer(), officer()], [ExpertFactory(), ExpertFactory()]
    asked(case)
    results = at_once(
        lambda: assign(case.reference, experts[0], actor=clerks[0]),
        lambda: assign(case.reference, experts[1], actor=clerks[1]),
    )
    assert codes(results) == ["enough_experts"]
    assert Assignment.objects.filter(case=case, state__in=LIVE).count() == 2


def test_two_officers_ask_the_same_expert():
    case, expert, clerks = case_in_review(), ExpertFactory(), [officer(), officer()]
    results = at_once(*[lambda clerk=clerk: assign(case.reference, expert, actor=clerk) for clerk in clerks])
    assert codes(results) == ["cannot_be_asked"]
    assert Assignment.objects.get().expert == expert


def test_one_expert_is_asked_for_two_cases_beyond_their_capacity():
    cases, expert, clerk = [case_in_review(), case_in_review()], ExpertFactory(capacity=1), officer()
    results = at_once(*[lambda case=case: assign(case.reference, expert, actor=clerk) for case in cases])
    assert codes(results) == ["cannot_be_asked"]
    assert Assignment.objects.filter(expert=expert, state__in=OPEN).count() == 1


def test_an_expert_declines_while_another_one_is_asked_in_their_place():
    case, clerk, fresh = case_in_review(), officer(), ExpertFactory()
    assignment = asked(case)
    person = assignment.expert.user
    results = at_once(
        lambda: decline(assignment.reference, "Уақытым жоқ", actor=person),
        lambda: replace(assignment, fresh, reason="Кешікті", actor=clerk),
    )
    refused = codes(results)
    assignment.refresh_from_db()
    assert (assignment.state, refused) in [("declined", ["not_open"]), ("replaced", ["denied"])]
    assert Assignment.objects.filter(expert=fresh).exists() == (assignment.state == "replaced")


def test_asking_while_another_expert_declines_never_makes_too_many():
    case, clerk, fresh = case_in_review(), officer(), ExpertFactory()
    leaving = asked(case)
    asked(case)
    person = leaving.expert.user
    results = at_once(
        lambda: decline(leaving.reference, "Уақытым жоқ", actor=person),
        lambda: assign(case.reference, fresh, actor=clerk),
    )
    assert codes(results) in ([], ["enough_experts"])
    assert Assignment.objects.filter(case=case, state__in=LIVE).count() <= 2


def test_accepted_and_declined_in_two_windows():
    assignment = asked(case_in_review())
    person = assignment.expert.user
    results = at_once(
        lambda: accept(assignment.reference, actor=person),
        lambda: decline(assignment.reference, "Жоқ", actor=person),
    )
    assignment.refresh_from_db()
    assert (codes(results), assignment.state) in [(["denied"], "declined"), ([], "declined")]


def test_the_same_scorecard_is_filed_twice():
    assignment = typed(reading(case_in_review()))
    person = assignment.expert.user
    results = at_once(*[lambda: file_scorecard(assignment.reference, actor=person)] * 2)
    assert codes(results) == ["denied"]
    assert Scorecard.objects.filter(filed_at__isnull=False).count() == 1


@pytest.mark.parametrize("scores", [HIGH, LOW], ids=["near", "apart"])
def test_the_last_two_scorecards_are_filed_at_once_and_the_review_ends_once(scores):
    case = case_in_review()
    pair = [typed(reading(case), HIGH), typed(reading(case), scores)]
    results = at_once(
        *[lambda one=one: file_scorecard(one.reference, actor=one.expert.user) for one in pair],
    )
    assert codes(results) == []
    ended = Transition.objects.filter(case=case, requested="reviews_done").count()
    assert (ended, Consensus.objects.count()) == ((1, 0) if scores is HIGH else (0, 1))


def test_filed_at_the_moment_of_replacement():
    case, clerk, fresh = case_in_review(), officer(), ExpertFactory()
    assignment = typed(reading(case))
    person = assignment.expert.user
    results = at_once(
        lambda: file_scorecard(assignment.reference, actor=person),
        lambda: replace(assignment, fresh, reason="Кешікті", actor=clerk),
    )
    refused = codes(results)
    assignment.refresh_from_db()
    was_filed = Scorecard.objects.get(assignment=assignment).filed_at is not None
    assert (assignment.state, refused, was_filed) in [
        ("filed", ["not_open"], True),
        ("replaced", ["denied"], False),
    ]
    assert Assignment.objects.filter(expert=fresh).exists() != was_filed


def test_two_windows_save_the_same_scorecard_for_the_first_time():
    assignment = reading(case_in_review())
    person = assignment.expert.user
    results = at_once(
        lambda: save_scorecard(assignment.reference, {"overall": "Бір"}, seen_revision=0, actor=person),
        lambda: save_scorecard(assignment.reference, {"overall": "Екі"}, seen_revision=0, actor=person),
    )
    assert codes(results) == []
    assert sorted(len(result.conflicts) for result in results) == [0, 1]


def test_common_scores_are_confirmed_while_others_are_recorded():
    case = case_in_review()
    high, low = filed(reading(case), HIGH), filed(reading(case), LOW)
    people = [high.expert.user, low.expert.user]
    common, other = {"novelty": "2", "team": "5"}, {"novelty": "0", "team": "1"}
    record_consensus(high.reference, common, "Келістік.", seen_revision=0, actor=people[0])
    results = at_once(
        lambda: confirm_consensus(low.reference, seen_revision=1, actor=people[1]),
        lambda: record_consensus(high.reference, other, "Жоқ.", seen_revision=1, actor=people[0]),
    )
    refused, stage = codes(results), Case.objects.get(pk=case.pk).stage
    assert (refused, stage) in [
        (["no_round"], "approval"),
        (["denied"], "approval"),
        (["recorded_meanwhile"], "expertise"),
    ]
    consensus = Consensus.objects.get()
    assert (consensus.agreed_at is not None) == (stage == "approval")
