"""From the agenda to the decision; what is refused comes first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from orken.cases.models import CaseState, ConflictKind, Declaration
from orken.cases.services.conflicts import declare, dismiss, uphold
from orken.cases.transitions import perform
from orken.commission import sealing
from orken.commission.minutes_paper import minutes_in_words
from orken.commission.models import (
    Ballot,
    BallotPaper,
    BodyRules,
    Form,
    Item,
    ItemState,
    SealedTally,
    Session,
    SessionState,
    Vote,
)
from orken.commission.models.session import PostponedFor
from orken.commission.queries import items_open_to, proposed_for, sessions_of
from orken.commission.services.agenda import invite, note_attendance, postpone, put_on_agenda, take_off
from orken.commission.services.balloting import dissent, open_items, open_session
from orken.commission.services.bodies import Term, appoint, end_membership, set_rules
from orken.commission.services.counting import close_due_sessions, close_items, close_session
from orken.commission.services.deciding import Recorded, record_decision, record_plain_decisions
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
    minuted_session,
    vote,
    voting_item,
    waiting_case,
)
from tests.factories.parties import PASSWORD, MandateFactory, PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stall")]


@pytest.fixture
def council() -> Council:
    return a_council()


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


def test_nobody_votes_who_is_barred_away_or_no_member(council: Council) -> None:
    item = voting_item(council)
    in_conflict(item, council.people[2])
    with refused("may_not_vote"):
        vote(item, council.people[2])
    note_attendance(item.session, [member.pk for member in council.members[:3]], actor=council.secretary)
    with refused("may_not_vote"):
        vote(item, council.people[4])
    with refused("no_member"):
        vote(item, council.secretary)
    assert not Vote.objects.exists()


def test_a_second_vote_is_refused_and_a_repeated_request_is_not_counted_twice(council: Council) -> None:
    item = voting_item(council)
    vote(item, council.people[0], key="pressed")
    vote(item, council.people[0], key="pressed")
    with refused("voted_already"):
        vote(item, council.people[0], Choice.AGAINST, key="another")
    assert [cast.choice for cast in Vote.objects.all()] == ["for"]


def test_the_database_takes_no_vote_on_a_closed_item_and_changes_none(council: Council) -> None:
    item = voting_item(council)
    for person in council.people[:3]:
        vote(item, person)
    closed(item, council)
    with refused("not_voted_on"):
        vote(item, council.people[3])
    with pytest.raises(IntegrityError, match="Votes are taken while"), transaction.atomic():
        Vote.objects.create(item=item, member=council.members[3], choice="for", key="k", cast_at=timezone.now())
    with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
        Vote.objects.update(choice="against")
    with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
        Vote.objects.all().delete()
    with pytest.raises(IntegrityError, match="counted once"), transaction.atomic():
        Item.objects.update(result={"verdict": "rejected"})
    item.refresh_from_db()
    assert (item.verdict, set(item.votes.values_list("choice", flat=True))) == ("adopted", {"for"})


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


def test_a_secret_ballot_has_no_casting_vote() -> None:
    with refused("casting_vote_is_secret"):
        a_council(ballot=Ballot.SECRET)
    assert not BodyRules.objects.exists()


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


def test_five_with_two_recusals_just_have_a_quorum_and_decide(council: Council) -> None:
    """The chair and a member are in conflict: the deputy presides, three of three entitled decide."""
    item = voting_item(council)
    for person in (council.people[0], council.people[4]):
        in_conflict(item, person)
    item.refresh_from_db()
    for person, choice in zip(council.people[1:4], (Choice.FOR, Choice.FOR, Choice.AGAINST), strict=True):
        vote(item, person, choice)
    closed(item, council)
    assert item.state == ItemState.COUNTED
    figures = {name: item.result[name] for name in ("members", "entitled", "required", "present", "for", "against")}
    assert figures == {"members": 5, "entitled": 3, "required": 2, "present": 3, "for": 2, "against": 1}
    assert len(item.result["recused"]) == 2


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


def test_without_a_quorum_the_item_goes_to_the_next_session() -> None:
    council = a_council(Rules(4, Majority.SIMPLE))
    item = voting_item(council)
    for person in council.people[3:]:
        in_conflict(item, person)
    for person in council.people[:3]:
        vote(item, person)
    closed(item, council)
    assert (item.state, item.postponed_for) == (ItemState.POSTPONED, PostponedFor.NO_QUORUM)
    assert (item.result["present"], item.result["required"]) == (3, 4)
    assert list(proposed_for(council.body, council.secretary)) == [item.case]


def test_votes_of_who_is_barred_later_are_left_out(council: Council) -> None:
    item = voting_item(council)
    for person, choice in zip(council.people[:3], (Choice.FOR, Choice.AGAINST, Choice.AGAINST), strict=True):
        vote(item, person, choice)
    in_conflict(item, council.people[2])
    closed(item, council)
    assert (item.verdict, item.result["casting_vote"]) == ("adopted", True)


def test_even_votes_without_the_chair_decide_nothing(council: Council) -> None:
    item = voting_item(council)
    vote(item, council.people[0], Choice.ABSTAIN)
    vote(item, council.people[1], Choice.FOR)
    vote(item, council.people[2], Choice.AGAINST)
    closed(item, council)
    assert (item.state, item.postponed_for) == (ItemState.POSTPONED, PostponedFor.TIE)


def test_abstention_that_the_rules_do_not_know_is_refused() -> None:
    item = voting_item(council := a_council(Rules(2, Majority.SIMPLE, abstention=False)))
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


def test_decision_follows_the_vote_and_names_the_body(council: Council) -> None:
    item = voting_item(council)
    for person in council.people[:3]:
        vote(item, person)
    with refused("not_voted"):
        record_decision(item, {"template": "good"}, actor=council.secretary)
    closed(item, council)
    with refused("unknown_reason"):
        record_decision(
            item, {"template": "bad", "reasons_kk": "Ж", "reasons_ru": "Н", "reasons_en": "N"}, actor=council.secretary
        )
    assert record_plain_decisions(item.session, actor=council.secretary) == Recorded(1)
    item.refresh_from_db()
    item.case.refresh_from_db()
    assert item.state == ItemState.DECIDED
    assert item.decision.body == council.body.name
    assert (item.case.state, item.case.outcome) == (CaseState.CLOSED, "granted")


def counted_item(council: Council) -> Item:
    """Three of five have voted for it."""
    item = voting_item(council)
    for person in council.people[:3]:
        vote(item, person)
    return closed(item, council)


def test_other_secretaries_record_nothing(council: Council) -> None:
    item = counted_item(council)
    for stranger in (PersonFactory(roles=[Role.SECRETARY]), PersonFactory(roles=[Role.HEAD_OF_UNIT])):
        with pytest.raises(PermissionDenied, match="secretary of this body"):
            perform(item.case.reference, "record_decision", actor=stranger, key="k")
    assert not item.case.decisions.exists()


def test_a_vote_that_has_begun_is_not_done_away_with(council: Council) -> None:
    under_way, counted = voting_item(council), counted_item(council)
    for item in (under_way, counted):
        assert take_off(item.session, [item], actor=council.secretary) == 0
        assert postpone(item.session, [item], actor=council.secretary) == 0
    assert take_off(counted.session, [under_way], actor=council.secretary) == 0
    assert set(Item.objects.values_list("state", flat=True)) == {"voting", "counted"}


def test_a_conflict_after_the_count_holds_the_decision_until_it_is_resolved(council: Council) -> None:
    """Dismissed, the vote stands; upheld, the item is taken off, which the minutes say, and voted on again."""
    item, head = counted_item(council), PersonFactory(roles=[Role.HEAD_OF_UNIT])
    in_conflict(item, council.people[4])  # who has not voted holds up nothing
    in_conflict(item, council.people[2])
    done = record_plain_decisions(item.session, actor=council.secretary)
    assert [(one, "came up after the count" in reason) for one, reason in done.refused] == [(item, True)]
    assert take_off(item.session, [item], actor=council.secretary) == 0
    uphold(item.case.conflicts.get(person=council.people[2]), head, "Ағайыны.")
    assert record_plain_decisions(item.session, actor=council.secretary).refused
    assert take_off(item.session, [item], actor=council.secretary) == 1
    assert list(proposed_for(council.body, council.secretary)) == [item.case]
    session = close_session(item.session, actor=council.secretary)
    minutes = write_minutes(session, actor=council.secretary)
    [said] = minutes.content["items"]
    assert (said["state"], said["result"]["for"], len(said["votes"])) == ("taken_off", 3, 3)
    [shown] = minutes_in_words(minutes, council.people[0])["items"]
    assert shown["outcome"] == ItemState.TAKEN_OFF.label


def test_a_dismissed_conflict_and_one_whose_vote_was_left_out_hold_up_nothing(council: Council) -> None:
    item = voting_item(council)
    for person in council.people[:4]:
        vote(item, person)
    in_conflict(item, council.people[3])
    closed(item, council)
    in_conflict(item, council.people[2])
    head = PersonFactory(roles=[Role.HEAD_OF_UNIT])
    dismiss(item.case.conflicts.get(person=council.people[2]), head, "Аттас адам.")
    assert record_plain_decisions(item.session, actor=council.secretary) == Recorded(1)


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


def test_conditions_stand_in_all_languages_with_the_reasons(council: Council) -> None:
    item = voting_item(council)
    for person in council.people[:3]:
        vote(item, person)
    closed(item, council)
    data = {
        "template": "good",
        "reasons_kk": "Иә.",
        "reasons_ru": "Да.",
        "reasons_en": "Yes.",
        "conditions_en": "Report.",
    }
    with refused("conditions_missing"):
        record_decision(item, data, actor=council.secretary)
    decision = record_decision(
        item, data | {"conditions_kk": "Есеп.", "conditions_ru": "Отчёт."}, actor=council.secretary
    )
    assert decision.reasons["en"].endswith("Conditions: Report.")


def test_dissent_is_for_who_was_outvoted(council: Council) -> None:
    item = voting_item(council)
    for person, choice in zip(council.people[:3], (Choice.FOR, Choice.FOR, Choice.AGAINST), strict=True):
        vote(item, person, choice)
    with refused("not_outvoted"):
        dissent(item, person=council.people[2], text="Ерте.")
    closed(item, council)
    with refused("not_outvoted"):
        dissent(item, person=council.people[0], text="Мен жеңдім.")
    assert dissent(item, person=council.people[2], text="Келіспеймін.").text == "Келіспеймін."
    with refused("dissented_already"):
        dissent(item, person=council.people[2], text="Тағы.")


def test_minutes_are_signed_by_who_presided_and_the_secretary(council: Council) -> None:
    item = voting_item(council)
    for person in council.people[:3]:
        vote(item, person)
    session = close_session(item.session, actor=council.secretary)
    with refused("decisions_missing"):
        write_minutes(session, actor=council.secretary)
    record_plain_decisions(session, actor=council.secretary)
    minutes = write_minutes(session, actor=council.secretary)
    seen = {"content_hash": minutes.content_hash, "password": PASSWORD}
    with refused("not_a_signer"):
        sign_minutes(minutes, signer=council.people[3], data=seen)
    with refused("other_text"):
        sign_minutes(minutes, signer=council.people[0], data=seen | {"content_hash": "0"})
    with refused("wrong_password"):
        sign_minutes(minutes, signer=council.people[0], data=seen | {"password": "x"})
    sign_minutes(minutes, signer=council.people[0], data=seen)
    with refused("already_signed"):
        sign_minutes(minutes, signer=council.people[0], data=seen)
    session.refresh_from_db()
    assert session.state == SessionState.MINUTED
    sign_minutes(minutes, signer=council.secretary, data=seen)
    session.refresh_from_db()
    assert session.state == SessionState.SIGNED
    with pytest.raises(IntegrityError, match="cannot move"), transaction.atomic():
        Session.objects.update(state="open")
    with pytest.raises(IntegrityError, match="before the minutes"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO commission_dissent (item_id, member_id, text, written_at) VALUES (%s, %s, 'x', now())",
            [item.pk, council.members[3].pk],
        )


@pytest.fixture
def secret() -> Council:
    return a_council(Rules(2, Majority.SIMPLE), ballot=Ballot.SECRET)


def test_a_secret_ballot_keeps_who_and_what_apart(secret: Council) -> None:
    item = voting_item(secret)
    sizes = set()
    for person, choice in zip(secret.people[:3], (Choice.FOR, Choice.AGAINST, Choice.FOR), strict=True):
        vote(item, person, choice)
        sealed = bytes(SealedTally.objects.get().sealed)
        sizes.add(len(sealed))
    with refused("voted_already"):
        vote(item, secret.people[0], Choice.AGAINST)
    assert sizes == {len(sealed)}
    assert not Vote.objects.exists()
    columns = {field.name for field in BallotPaper._meta.get_fields()}
    assert columns == {"id", "item", "member", "key"}
    told = Entry.objects.filter(action="commission.vote_cast")
    assert {tuple(entry.data) for entry in told} == {("item",)}
    closed(item, secret)
    assert (item.result["for"], item.result["against"], item.verdict) == (2, 1, "adopted")
    assert bytes(SealedTally.objects.get().sealed) == b""


def test_counters_that_do_not_fit_the_papers_are_not_counted(secret: Council) -> None:
    item = voting_item(secret)
    vote(item, secret.people[0])
    before = SealedTally.objects.get().sealed
    vote(item, secret.people[1])
    SealedTally.objects.update(sealed=before)
    with pytest.raises(sealing.BrokenSeal, match="2 papers and 1 votes"):
        closed(item, secret)
    SealedTally.objects.update(sealed=bytes(before)[:-1] + b"!")
    with pytest.raises(sealing.BrokenSeal, match="ORKEN_SECRET_KEY"):
        closed(item, secret)
    item.refresh_from_db()
    assert item.state == ItemState.VOTING


def test_a_secret_vote_of_who_is_barred_later_voids_the_vote(secret: Council) -> None:
    item = voting_item(secret)
    for person in secret.people[:3]:
        vote(item, person)
    in_conflict(item, secret.people[1])
    closed(item, secret)
    assert (item.state, item.postponed_for) == (ItemState.POSTPONED, PostponedFor.BARRED_VOTER)


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
