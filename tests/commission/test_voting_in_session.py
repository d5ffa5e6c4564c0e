"""From the agenda to the decision; what is refused comes first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from orken.cases.models import ConflictKind, Declaration
from orken.cases.services.conflicts import declare, dismiss
from orken.cases.transitions import perform
from orken.commission.models import (
    Ballot,
    BodyRules,
    Form,
    Item,
    ItemState,
    Session,
    SessionState,
    Vote,
)
from orken.commission.models.session import PostponedFor
from orken.commission.queries import items_open_to, proposed_for, sessions_of
from orken.commission.services.agenda import invite, note_attendance, postpone, put_on_agenda, take_off
from orken.commission.services.balloting import open_items, open_session
from orken.commission.services.bodies import Term, appoint, end_membership, set_rules
from orken.commission.services.counting import close_due_sessions, close_items, close_session
from orken.commission.services.deciding import record_plain_decisions
from orken.commission.services.minutes import sign_minutes, write_minutes
from orken.commission.voting import Choice, Majority, Rules
from orken.journal.models import Entry
from orken.kernel.errors import RuleViolation
from orken.notices.models import Notice
from orken.parties.models import Role
from tests.factories.commission import (
    CITATION,
    Council,
    a_council,
    a_session,
    declare_all,
    load_council_stall,
    minuted_session,
    vote,
    voting_item,
    waiting_case,
)
from tests.factories.parties import PASSWORD, MandateFactory, PersonFactory
from tests.standing import built_once, own

pytestmark = pytest.mark.django_db


def council_is_appointed() -> Council:
    load_council_stall()
    return a_council()


standing = built_once(council_is_appointed)


@pytest.fixture
def council(standing: Council) -> Council:
    return own(standing)


def rules_from_today(council: Council, rules: Rules) -> None:
    set_rules(council.body, rules, timezone.localdate(), CITATION, actor=council.secretary)


def refused(code: str) -> pytest.RaisesExc[RuleViolation]:
    return pytest.raises(RuleViolation, check=lambda refusal: refusal.code == code)


def closed(item: Item, council: Council) -> Item:
    close_items(item.session, [item], actor=council.secretary)
    item.refresh_from_db()
    return item


def in_conflict(item: Item, person) -> None:
    declare(item.case, person=person, task=Declaration.Task.COMMISSION, kind=ConflictKind.FAMILY, text="Ағайын")


def test_nobody_votes_before_declaring(council: Council) -> None:
    item = voting_item(council, declared=False)
    with refused("may_not_vote"):
        vote(item, council.people[2])
    assert not Vote.objects.exists()


def test_rules_and_terms_change_only_by_ending(council: Council) -> None:
    with pytest.raises(IntegrityError, match="last day"), transaction.atomic():
        BodyRules.objects.update(majority="entitled")
    today = timezone.localdate()
    with refused("rules_already"):
        set_rules(
            council.body, Rules(3, Majority.SIMPLE), today - timedelta(days=40), CITATION, actor=council.secretary
        )
    newer = set_rules(council.body, Rules(4, Majority.SIMPLE), today, CITATION, actor=council.secretary)
    older = council.body.rules.exclude(pk=newer.pk).get()
    assert older.valid_to == today - timedelta(days=1)


def test_one_chair_and_one_membership_at_a_time(council: Council) -> None:
    term = Term(timezone.localdate())
    with refused("member_already"):
        appoint(council.body, council.people[3], "member", term, actor=council.secretary)
    with refused("chair_already"):
        appoint(council.body, PersonFactory(), "chair", term, actor=council.secretary)
    assert council.body.memberships.count() == 6


def test_nobody_gives_a_vote_to_themselves_and_who_votes_stays_while_a_session_is_under_way(council: Council) -> None:
    with refused("own_vote"):
        appoint(council.body, other := PersonFactory(), "member", Term(timezone.localdate()), actor=other)
    voting_item(council)
    today = timezone.localdate()
    with refused("session_under_way"):
        appoint(council.body, PersonFactory(), "member", Term(today - timedelta(days=3)), actor=council.secretary)
    with refused("session_under_way"):
        end_membership(council.members[2], today - timedelta(days=1), actor=council.secretary)
    assert end_membership(council.members[2], today, actor=council.secretary).valid_to == today
    newer = appoint(council.body, PersonFactory(), "member", Term(today + timedelta(days=1)), actor=council.secretary)
    assert newer.votes


@pytest.mark.usefixtures("standing")
def test_a_secret_ballot_has_no_casting_vote() -> None:
    with refused("casting_vote_is_secret"):
        a_council(ballot=Ballot.SECRET, code="secret")
    assert not BodyRules.objects.filter(body__code="secret").exists()


def test_a_case_is_on_one_agenda_at_a_time(council: Council) -> None:
    case = waiting_case()
    first = a_session(council, [case])
    second = a_session(council, [case])
    assert (first.items.count(), second.items.count()) == (1, 0)
    assert not proposed_for(council.body, council.secretary)
    take_off(first, [first.items.get()], actor=council.secretary)
    assert list(proposed_for(council.body, council.secretary)) == [case]
    assert put_on_agenda(second, [case], actor=council.secretary)


def test_the_oldest_clock_is_proposed_first_and_barred_cases_are_not(council: Council) -> None:
    cases = [waiting_case() for _ in range(3)]
    cases[2].clocks.update(due_on=timezone.localdate() - timedelta(days=9))
    declare(cases[1], person=council.secretary, task=Declaration.Task.COMMISSION, kind=ConflictKind.FAMILY)
    assert list(proposed_for(council.body, council.secretary)) == [cases[2], cases[0]]


def test_invitation_tells_each_member_of_items_open_to_them_alone(council: Council) -> None:
    session = a_session(council, [waiting_case(), waiting_case()])
    hidden, shown = session.items.select_related("case__applicant")
    in_conflict(hidden, council.people[1])
    assert not sessions_of(council.people[1])
    assert invite(session, actor=council.secretary) == 6
    said = Notice.objects.get(recipient=council.people[1], about=session.subject).body
    assert hidden.case.applicant.name not in said
    assert shown.case.applicant.name in said
    assert list(items_open_to(council.people[1], session)) == [shown]
    assert list(sessions_of(council.people[1])) == [session]


def test_who_acts_for_the_applicant_is_barred_when_the_case_is_put_on_the_agenda(council: Council) -> None:
    case = waiting_case()
    MandateFactory(user=council.people[3], organisation=case.applicant)
    session = a_session(council, [case])
    assert not items_open_to(council.people[3], session)
    assert case.conflicts.filter(person=council.people[3]).exists()


def test_a_member_appointed_later_and_the_secretary_are_looked_at_too(council: Council) -> None:
    listed, other = waiting_case(), waiting_case()
    session, newcomer = a_session(council, [listed]), PersonFactory()
    MandateFactory(user=newcomer, organisation=listed.applicant, revoked_at=timezone.now())
    appoint(council.body, newcomer, "member", Term(timezone.localdate()), actor=council.secretary)
    assert listed.conflicts.get().person == newcomer
    assert not items_open_to(newcomer, session)
    MandateFactory(user=council.secretary, organisation=other.applicant, revoked_at=timezone.now())
    assert put_on_agenda(session, [other], actor=council.secretary) == []
    assert other.conflicts.get().person == council.secretary


def test_without_rules_or_agenda_no_session_opens(council: Council) -> None:
    empty = a_session(council, [])
    with refused("empty_agenda"):
        open_session(empty, actor=council.secretary)
    BodyRules.objects.update(valid_to=timezone.localdate() - timedelta(days=2))
    with refused("no_rules"):
        open_session(a_session(council, [waiting_case()]), actor=council.secretary)
    assert not Session.objects.exclude(state=SessionState.PREPARED).exists()


def test_a_barred_chair_leaves_the_item_to_the_deputy(council: Council) -> None:
    session = a_session(council, [waiting_case()])
    item = session.items.get()
    declare_all(council, session)
    in_conflict(item, council.people[0])
    note_attendance(session, [member.pk for member in council.members], actor=council.secretary)
    open_session(session, actor=council.secretary)
    open_items(session, [item], actor=council.secretary)
    item.refresh_from_db()
    assert item.presiding.user == council.people[1]


def test_with_chair_and_deputy_barred_nothing_is_voted_on(council: Council) -> None:
    session = a_session(council, [waiting_case()])
    item = session.items.get()
    for person in council.people[:2]:
        in_conflict(item, person)
    note_attendance(session, [member.pk for member in council.members], actor=council.secretary)
    open_session(session, actor=council.secretary)
    opened = open_items(session, [item], actor=council.secretary)
    assert not opened.items
    assert "preside" in opened.refused[0][1]


def test_without_a_quorum_the_item_goes_to_the_next_session(council: Council) -> None:
    rules_from_today(council, Rules(4, Majority.SIMPLE))
    item = voting_item(council)
    for person in council.people[3:]:
        in_conflict(item, person)
    for person in council.people[:3]:
        vote(item, person)
    closed(item, council)
    assert (item.state, item.postponed_for) == (ItemState.POSTPONED, PostponedFor.NO_QUORUM)
    assert (item.result["present"], item.result["required"]) == (3, 4)
    assert list(proposed_for(council.body, council.secretary)) == [item.case]


def test_abstention_that_the_rules_do_not_know_is_refused(council: Council) -> None:
    rules_from_today(council, Rules(2, Majority.SIMPLE, abstention=False))
    item = voting_item(council)
    with refused("no_abstention"):
        vote(item, council.people[0], Choice.ABSTAIN)
    assert not Vote.objects.exists()


def test_correspondence_closes_by_time_and_counts_who_voted(council: Council, travel) -> None:
    item = voting_item(council, form=Form.CORRESPONDENCE)
    for person in council.people[1:4]:
        vote(item, person)
    assert close_due_sessions() == 0
    travel((timezone.now() + timedelta(days=2)).date().isoformat())
    with refused("not_voted_on"):
        vote(item, council.people[4])
    assert close_due_sessions() == 1
    item.refresh_from_db()
    assert (item.session.state, item.state, item.result["present"]) == ("closed", "counted", 3)
    assert Entry.objects.filter(action="commission.session_closed", actor=None).exists()


def test_what_was_not_reached_is_postponed(council: Council) -> None:
    session = a_session(council, [waiting_case(), waiting_case()])
    ordered = session.items.first()
    postpone(session, [ordered], actor=council.secretary)
    note_attendance(session, [member.pk for member in council.members], actor=council.secretary)
    open_session(session, actor=council.secretary)
    close_session(session, actor=council.secretary)
    assert sorted(item.postponed_for for item in session.items.all()) == ["not_reached", "ordered"]
    assert proposed_for(council.body, council.secretary).count() == 2


def test_a_case_withdrawn_after_the_count_holds_up_no_other_decision(council: Council) -> None:
    session = a_session(council, [waiting_case(), waiting_case()])
    declare_all(council, session)
    note_attendance(session, [member.pk for member in council.members], actor=council.secretary)
    open_session(session, actor=council.secretary)
    left, stays = open_items(session, list(session.items.all()), actor=council.secretary).items
    for item in (left, stays):
        for person in council.people[:3]:
            vote(item, person)
    close_session(session, actor=council.secretary)
    perform(left.case.reference, "withdraw", actor=left.case.applicant.mandates.get().user, key="w")
    done = record_plain_decisions(session, actor=council.secretary)
    assert (done.count, [one for one, _refusal in done.refused]) == (1, [left])
    with refused("decisions_missing"):
        write_minutes(session, actor=council.secretary)
    assert take_off(session, [left, stays], actor=council.secretary) == 1
    assert write_minutes(session, actor=council.secretary).content["items"][0]["state"] == "taken_off"


def test_who_presided_signs_also_after_their_term(council: Council) -> None:
    session = minuted_session(council, waiting_case())
    chair = council.members[0]
    end_membership(chair, timezone.localdate() - timedelta(days=1), actor=council.secretary)
    assert list(sessions_of(chair.user)) == [session]
    seen = {"content_hash": session.minutes.content_hash, "password": PASSWORD}
    for person in (chair.user, council.secretary):
        sign_minutes(session.minutes, signer=person, data=seen)
    assert not sessions_of(chair.user)


def test_a_withdrawn_case_is_not_voted_on(council: Council) -> None:
    session = a_session(council, [case := waiting_case()])
    founder = case.applicant.mandates.get().user
    perform(case.reference, "withdraw", actor=founder, key="w")
    note_attendance(session, [member.pk for member in council.members], actor=council.secretary)
    open_session(session, actor=council.secretary)
    opened = open_items(session, list(session.items.all()), actor=council.secretary)
    assert "does not wait" in opened.refused[0][1]


def test_an_item_that_could_not_be_opened_with_a_vote_by_correspondence_is_opened_later(council: Council) -> None:
    session = a_session(council, [waiting_case()], Form.CORRESPONDENCE)
    head, item = PersonFactory(roles=[Role.HEAD_OF_UNIT]), session.items.get()
    for person in council.people[:2]:
        in_conflict(item, person)
    open_session(session, actor=council.secretary)
    item.refresh_from_db()
    assert item.state == ItemState.LISTED
    dismiss(item.case.conflicts.get(person=council.people[0]), head, "Аттас адам.")
    assert open_items(session, [item], actor=council.secretary).items == [item]
