"""One item on which voting has begun, by open ballot; what is refused comes first."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from orken.cases.models import CaseState
from orken.cases.services.conflicts import dismiss, uphold
from orken.cases.transitions import perform
from orken.commission.minutes_paper import minutes_in_words
from orken.commission.models import (
    Item,
    ItemState,
    Session,
    SessionState,
    Vote,
)
from orken.commission.models.session import PostponedFor
from orken.commission.queries import proposed_for
from orken.commission.services.agenda import note_attendance, postpone, take_off
from orken.commission.services.balloting import dissent
from orken.commission.services.counting import close_session
from orken.commission.services.deciding import Recorded, record_decision, record_plain_decisions
from orken.commission.services.minutes import sign_minutes, write_minutes
from orken.commission.voting import Choice
from orken.parties.models import Role
from tests.commission.test_voting_in_session import closed, in_conflict, refused
from tests.factories.commission import Council, vote, voting_begins, voting_item
from tests.factories.parties import PASSWORD, PersonFactory
from tests.standing import built_once

pytestmark = pytest.mark.django_db


standing = built_once(voting_begins)


def test_nobody_votes_who_is_barred_away_or_no_member(council: Council, item: Item) -> None:
    in_conflict(item, council.people[2])
    with refused("may_not_vote"):
        vote(item, council.people[2])
    note_attendance(item.session, [member.pk for member in council.members[:3]], actor=council.secretary)
    with refused("may_not_vote"):
        vote(item, council.people[4])
    with refused("no_member"):
        vote(item, council.secretary)
    assert not Vote.objects.exists()


def test_a_second_vote_is_refused_and_a_repeated_request_is_not_counted_twice(council: Council, item: Item) -> None:
    vote(item, council.people[0], key="pressed")
    vote(item, council.people[0], key="pressed")
    with refused("voted_already"):
        vote(item, council.people[0], Choice.AGAINST, key="another")
    assert [cast.choice for cast in Vote.objects.all()] == ["for"]


def test_the_database_takes_no_vote_on_a_closed_item_and_changes_none(council: Council, item: Item) -> None:
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


def test_five_with_two_recusals_just_have_a_quorum_and_decide(council: Council, item: Item) -> None:
    """The chair and a member are in conflict: the deputy presides, three of three entitled decide."""
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


def test_votes_of_who_is_barred_later_are_left_out(council: Council, item: Item) -> None:
    for person, choice in zip(council.people[:3], (Choice.FOR, Choice.AGAINST, Choice.AGAINST), strict=True):
        vote(item, person, choice)
    in_conflict(item, council.people[2])
    closed(item, council)
    assert (item.verdict, item.result["casting_vote"]) == ("adopted", True)


def test_even_votes_without_the_chair_decide_nothing(council: Council, item: Item) -> None:
    vote(item, council.people[0], Choice.ABSTAIN)
    vote(item, council.people[1], Choice.FOR)
    vote(item, council.people[2], Choice.AGAINST)
    closed(item, council)
    assert (item.state, item.postponed_for) == (ItemState.POSTPONED, PostponedFor.TIE)


def test_decision_follows_the_vote_and_names_the_body(council: Council, item: Item) -> None:
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


@pytest.fixture
def counted(council: Council, item: Item) -> Item:
    """Three of five have voted for it."""
    for person in council.people[:3]:
        vote(item, person)
    return closed(item, council)


def test_other_secretaries_record_nothing(council: Council, counted: Item) -> None:
    for stranger in (PersonFactory(roles=[Role.SECRETARY]), PersonFactory(roles=[Role.HEAD_OF_UNIT])):
        with pytest.raises(PermissionDenied, match="secretary of this body"):
            perform(counted.case.reference, "record_decision", actor=stranger, key="k")
    assert not counted.case.decisions.exists()


def test_a_vote_that_has_begun_is_not_done_away_with(council: Council, counted: Item) -> None:
    under_way = voting_item(council)
    for item in (under_way, counted):
        assert take_off(item.session, [item], actor=council.secretary) == 0
        assert postpone(item.session, [item], actor=council.secretary) == 0
    assert take_off(counted.session, [under_way], actor=council.secretary) == 0
    assert list(Item.objects.order_by("pk").values_list("state", flat=True)) == ["counted", "voting"]


def test_a_conflict_after_the_count_holds_the_decision_until_it_is_resolved(council: Council, counted: Item) -> None:
    """Dismissed, the vote stands; upheld, the item is taken off, which the minutes say, and voted on again."""
    item, head = counted, PersonFactory(roles=[Role.HEAD_OF_UNIT])
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


def test_a_dismissed_conflict_and_one_whose_vote_was_left_out_hold_up_nothing(council: Council, item: Item) -> None:
    for person in council.people[:4]:
        vote(item, person)
    in_conflict(item, council.people[3])
    closed(item, council)
    in_conflict(item, council.people[2])
    head = PersonFactory(roles=[Role.HEAD_OF_UNIT])
    dismiss(item.case.conflicts.get(person=council.people[2]), head, "Аттас адам.")
    assert record_plain_decisions(item.session, actor=council.secretary) == Recorded(1)


def test_conditions_stand_in_all_languages_with_the_reasons(council: Council, item: Item) -> None:
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


def test_dissent_is_for_who_was_outvoted(council: Council, item: Item) -> None:
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


def test_minutes_are_signed_by_who_presided_and_the_secretary(council: Council, item: Item) -> None:
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
