"""Two presses at the same moment: one vote of a member, and none after the close."""

from __future__ import annotations

import pytest

from orken.cases.models import ConflictKind, Declaration
from orken.cases.services.conflicts import declare
from orken.commission.models import Ballot, BallotPaper, Item, ItemState, Session, Vote
from orken.commission.services.agenda import note_attendance, put_on_agenda
from orken.commission.services.balloting import Opened, open_items, open_session
from orken.commission.services.counting import close_due_sessions, close_session
from orken.commission.services.deciding import record_plain_decisions
from orken.commission.services.moving import put_to_vote
from orken.commission.voting import Choice, Majority, Rules
from orken.kernel.errors import RuleViolation
from tests.commission.test_appeals import Appealed
from tests.factories.commission import (
    Council,
    a_council,
    a_session,
    declare_all,
    load_council_stall,
    vote,
    voting_item,
    waiting_case,
)
from tests.simultaneous import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def stall(transactional_db: None) -> None:
    load_council_stall()


@pytest.mark.parametrize("ballot", Ballot)
def test_one_member_presses_for_and_against_at_once(ballot: Ballot) -> None:
    council = a_council(Rules(1, Majority.SIMPLE), ballot=ballot)
    item = voting_item(council)
    chair = council.people[0]
    results = at_once(lambda: vote(item, chair), lambda: vote(item, chair, Choice.AGAINST))
    assert [result.code for result in results if isinstance(result, RuleViolation)] == ["voted_already"]
    close_session(item.session, actor=council.secretary)
    item.refresh_from_db()
    assert item.result["for"] + item.result["against"] == 1


@pytest.mark.parametrize("ballot", Ballot)
def test_all_members_vote_at_once_and_all_are_counted(ballot: Ballot) -> None:
    council = a_council(Rules(1, Majority.SIMPLE), ballot=ballot)
    item = voting_item(council)
    results = at_once(*[lambda person=person: vote(item, person) for person in council.people])
    assert results == [None] * 5
    close_session(item.session, actor=council.secretary)
    item.refresh_from_db()
    assert item.result["for"] == 5


@pytest.mark.parametrize("ballot", Ballot)
def test_a_vote_while_voting_closes_is_counted_or_refused(ballot: Ballot) -> None:
    council = a_council(Rules(1, Majority.SIMPLE), ballot=ballot)
    item = voting_item(council)
    vote(item, council.people[0])
    results = at_once(
        *[lambda person=person: vote(item, person) for person in council.people[1:]],
        lambda: close_session(item.session, actor=council.secretary),
    )
    refused = [result.code for result in results if isinstance(result, RuleViolation)]
    assert not [result for result in results if isinstance(result, Exception) and not isinstance(result, RuleViolation)]
    assert set(refused) <= {"not_voted_on"}
    item.refresh_from_db()
    kept = BallotPaper if ballot is Ballot.SECRET else Vote
    assert item.result["for"] == kept.objects.count() == 5 - len(refused)


def test_a_session_closed_twice_at_once_is_counted_once() -> None:
    council = a_council(Rules(1, Majority.SIMPLE))
    item = voting_item(council)
    vote(item, council.people[0])
    results = at_once(*[lambda: close_session(item.session, actor=council.secretary)] * 2, close_due_sessions)
    assert [result.code for result in results if isinstance(result, RuleViolation)] == ["not_now"]
    assert Item.objects.get().state == ItemState.COUNTED


def test_one_case_put_on_two_agendas_at_once_stands_on_one() -> None:
    council, case = a_council(), waiting_case()
    sessions = [a_session(council, []) for _ in range(2)]
    results = at_once(
        *[lambda session=session: put_on_agenda(session, [case], actor=council.secretary) for session in sessions]
    )
    assert sorted(map(len, results)) == [0, 1]


def test_declaring_a_conflict_while_voting_closes_counts_no_barred_vote() -> None:
    council = a_council(Rules(1, Majority.SIMPLE))
    item = voting_item(council)
    for person in council.people[:3]:
        vote(item, person)
    task = Declaration.Task.COMMISSION
    at_once(
        lambda: declare(item.case, person=council.people[2], task=task, kind=ConflictKind.FAMILY),
        lambda: close_session(item.session, actor=council.secretary),
    )
    item.refresh_from_db()
    assert item.result["for"] == 3 - len(item.result["recused"])


def test_one_decision_of_one_vote() -> None:
    council = a_council(Rules(1, Majority.SIMPLE))
    item = voting_item(council)
    vote(item, council.people[0])
    session = close_session(item.session, actor=council.secretary)
    at_once(*[lambda: record_plain_decisions(Session.objects.get(pk=session.pk), actor=council.secretary)] * 2)
    assert item.case.decisions.count() == 1


def test_a_motion_chosen_while_voting_opens_is_voted_on_or_refused() -> None:
    appealed = Appealed()
    secretary = appealed.second.secretary
    put_to_vote(appealed.item, "look_again", actor=secretary)
    declare_all(Council(appealed.second.body, secretary, appealed.free), appealed.session)
    note_attendance(appealed.session, [member.pk for member in appealed.second.members], actor=secretary)
    session = open_session(appealed.session, actor=secretary)
    item = appealed.item
    chosen, opened = at_once(
        lambda: put_to_vote(item, "there_is_room", actor=secretary),
        lambda: open_items(session, [item], actor=secretary),
    )
    assert isinstance(opened, Opened)
    assert not opened.refused
    assert appealed.item.state == ItemState.VOTING
    if isinstance(chosen, Item):
        assert appealed.item.motion_reason == "there_is_room"
    else:
        assert isinstance(chosen, RuleViolation)
        assert (chosen.code, appealed.item.motion_reason) == ("voting_began", "look_again")
