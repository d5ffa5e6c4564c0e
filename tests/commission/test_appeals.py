"""A body decides appeals: what it votes on is said before, and who took part in the first decision has no vote."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from orken.cases.decision_pack.record import copy_of, record_of
from orken.cases.models import Case
from orken.cases.queries import is_barred
from orken.commission.decision_pack import SESSIONS
from orken.commission.minutes_paper import minutes_in_words
from orken.commission.models import Form, Item, ItemState, Session
from orken.commission.services.agenda import note_attendance
from orken.commission.services.balloting import open_items, open_session
from orken.commission.services.counting import close_session
from orken.commission.services.deciding import record_decision
from orken.commission.services.minutes import write_minutes
from orken.commission.services.moving import put_to_vote
from orken.commission.voting import Choice
from orken.kernel.errors import RuleViolation
from orken.parties.models import User
from tests.factories.appeals import filed_appeal, publish_appeals_to_a_body
from tests.factories.cases import REASONS, founder_with_organisation
from tests.factories.commission import (
    Council,
    a_council,
    a_session,
    council_of,
    declare_all,
    item_under_way,
    vote,
    waiting_case,
)
from tests.factories.parties import PersonFactory
from tests.standing import built_once, own

pytestmark = pytest.mark.django_db


class Appealed:
    """A refusal by three members of a council, one of whom also sits in the body that has the appeal on its agenda."""

    def __init__(self) -> None:
        publish_appeals_to_a_body("second")
        self.first = a_council()
        founder, organisation = founder_with_organisation()
        self.case = waiting_case(organisation, founder)
        self._refuse()
        self.voter = self.first.people[0]
        self.second = council_of([PersonFactory(), PersonFactory(), PersonFactory(), self.voter], code="second")
        self.appeal = filed_appeal(self.case, founder)
        self.session = a_session(self.second, [self.appeal])

    def _refuse(self) -> None:
        item = item_under_way(self.first, self.case)
        declare_all(self.first, item.session)
        for person in self.first.people[:3]:
            vote(item, person, Choice.AGAINST)
        close_session(item.session, actor=self.first.secretary)
        item.refresh_from_db()
        record_decision(item, {"template": "bad", **REASONS}, actor=self.first.secretary)

    @property
    def item(self) -> Item:
        return self.session.items.select_related("session__body", "case__version").get()

    @property
    def free(self) -> list[User]:
        return self.second.people[:3]

    def open(self) -> str:
        """Why the item cannot be voted on; nothing where voting has begun."""
        second = self.second
        declare_all(Council(second.body, second.secretary, self.free), self.session)
        note_attendance(self.session, [member.pk for member in second.members], actor=second.secretary)
        if self.session.state == "prepared":
            self.session = open_session(self.session, actor=second.secretary)
        refused = open_items(self.session, [self.item], actor=second.secretary).refused
        return refused[0][1] if refused else ""

    def vote(self, choice: Choice) -> None:
        for person in self.free:
            vote(self.item, person, choice)
        self.session = close_session(self.session, actor=self.second.secretary)

    def decide(self, choice: Choice, reason: str) -> Case:
        self.vote(choice)
        self.record(reason)
        self.case.refresh_from_db()
        self.appeal.refresh_from_db()
        return self.case

    def record(self, reason: str, **conditions: str) -> None:
        record_decision(self.item, {"template": reason, **REASONS, **conditions}, actor=self.second.secretary)


standing = built_once(Appealed)


@pytest.fixture
def appealed(standing: Appealed) -> Appealed:
    return own(standing)


def test_nobody_votes_before_it_is_said_on_what_and_then_it_stays(appealed: Appealed) -> None:
    assert "Choose first" in appealed.open()
    for reason in ("decided_rightly", "unheard_of", ""):
        with pytest.raises(RuleViolation, match="Choose from the list"):
            put_to_vote(appealed.item, reason, actor=appealed.second.secretary)
    put_to_vote(appealed.item, "look_again", actor=appealed.second.secretary)
    put_to_vote(appealed.item, "there_is_room", actor=appealed.second.secretary)
    assert appealed.open() == ""
    with pytest.raises(RuleViolation, match="before voting begins"):
        put_to_vote(appealed.item, "look_again", actor=appealed.second.secretary)
    with pytest.raises(IntegrityError, match="before voting begins"), transaction.atomic():
        Item.objects.filter(pk=appealed.item.pk).update(motion="sent_back")


def test_a_vote_by_correspondence_is_not_opened_before_it_is_said_on_what(appealed: Appealed) -> None:
    ends = timezone.now() + timedelta(days=1)
    Session.objects.filter(pk=appealed.session.pk).update(form=Form.CORRESPONDENCE, closes_at=ends)
    appealed.session.refresh_from_db()
    with pytest.raises(RuleViolation, match="Choose first"):
        open_session(appealed.session, actor=appealed.second.secretary)
    put_to_vote(appealed.item, "look_again", actor=appealed.second.secretary)
    open_session(appealed.session, actor=appealed.second.secretary)
    assert appealed.item.state == ItemState.VOTING


def test_an_outcome_has_its_reason(appealed: Appealed) -> None:
    with pytest.raises(IntegrityError, match="motion_with_its_reason"), transaction.atomic():
        Item.objects.filter(pk=appealed.item.pk).update(motion="changed")


def test_adopted_the_decision_is_changed_for_the_reason_that_was_voted_on(appealed: Appealed) -> None:
    assert is_barred(appealed.voter, appealed.appeal)
    put_to_vote(appealed.item, "there_is_room", actor=appealed.second.secretary)
    appealed.open()
    with pytest.raises(RuleViolation):
        vote(appealed.item, appealed.voter)
    appealed.vote(Choice.FOR)
    for reason in ("stall_was_given_back", "decided_rightly", "look_again"):
        with pytest.raises(RuleViolation):
            appealed.record(reason)
    appealed.record("there_is_room", **{f"conditions_{language}": "Екі айда." for language in ("kk", "ru", "en")})
    appealed.case.refresh_from_db()
    refused, changed = appealed.case.decisions.order_by("pk")
    assert (changed.outcome, changed.replaces) == ("granted", refused)
    assert changed.body == appealed.second.body.name
    assert changed.reasons["en"].endswith("Conditions: Екі айда.")
    assert appealed.item.result["recused"] == [str(appealed.voter)]
    minutes = write_minutes(appealed.session, actor=appealed.second.secretary)
    words: Any = minutes_in_words(minutes, appealed.second.secretary)
    assert words["items"][0]["motion"] == "to change the decision (There is room)"
    assert words["items"][0]["outcome"] == "The decision is changed"
    pack = copy_of(Case.objects.get(pk=appealed.appeal.pk), appealed.appeal.opened_by, named=False)
    assert record_of(pack)["sessions"][0]["motion"]["outcome"] == "changed"
    [block] = SESSIONS.say(pack, SESSIONS.gather(pack))
    assert ("Put to the vote", "to change the decision (There is room)") in block.rows


def test_not_adopted_the_decision_stands(appealed: Appealed) -> None:
    put_to_vote(appealed.item, "look_again", actor=appealed.second.secretary)
    appealed.open()
    appealed.vote(Choice.AGAINST)
    appealed.record("decided_rightly", conditions_kk="Екі айда.")  # which none are added to
    case = Case.objects.get(pk=appealed.case.pk)
    appealed.appeal.refresh_from_db()
    assert appealed.item.conditions == {}
    assert (appealed.appeal.outcome, case.outcome, case.decisions.count()) == ("upheld", "refused", 1)


def test_sent_back_the_first_council_has_the_case_again_without_those_who_voted(appealed: Appealed) -> None:
    put_to_vote(appealed.item, "look_again", actor=appealed.second.secretary)
    appealed.open()
    case = appealed.decide(Choice.FOR, "look_again")
    assert (appealed.appeal.outcome, case.state, case.outcome) == ("sent_back", "in_progress", "")
    assert [is_barred(person, case) for person in appealed.first.people] == [True, True, True, False, False]


def test_pages_say_what_is_voted_on(appealed: Appealed, client: Client) -> None:
    keep = f"/en/desk/commission/sessions/{appealed.session.reference}/"
    item, decide = appealed.item.get_absolute_url(), f"/en/desk/commission/items/{appealed.item.reference}/decide/"
    move = f"/en/desk/commission/items/{appealed.item.reference}/motion/"
    client.force_login(appealed.second.secretary)
    assert move in client.get(keep).content.decode()
    assert "Look again" in client.get(move).content.decode()
    assert "Choose from the list" in client.post(move, {"reason": "bad"}, follow=True).content.decode()
    said = client.post(move, {"reason": "there_is_room"}, follow=True).content.decode()
    assert "to change the decision (There is room)" in said
    assert appealed.open() == ""
    assert "stays" in client.get(move).content.decode()
    client.force_login(appealed.free[0])
    for page in (item, f"/en/commission/{appealed.session.reference}/"):
        assert "to change the decision (There is room)" in client.get(page).content.decode()
    client.force_login(appealed.voter)
    assert client.get(item).status_code == 404
    appealed.vote(Choice.FOR)
    client.force_login(appealed.second.secretary)
    assert "The decision is changed" in client.get(keep).content.decode()
    assert "There is room." in client.get(decide).content.decode()  # the one reason there is, begun with its words
    client.post(decide, {"key": "once", **REASONS})
    assert appealed.item.state == ItemState.DECIDED


def test_only_appeals_have_a_motion(appealed: Appealed, client: Client) -> None:
    session = a_session(appealed.first, [waiting_case()])
    item = session.items.get()
    with pytest.raises(RuleViolation, match="Choose from the list"):
        put_to_vote(item, "good", actor=appealed.first.secretary)
    client.force_login(appealed.first.secretary)
    assert client.get(f"/en/desk/commission/items/{item.reference}/motion/").status_code == 404
