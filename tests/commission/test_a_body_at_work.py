"""A session in any order of steps, against a model of plain sets: who may vote, who did, what it comes to."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from orken.cases.models import Clock, ConflictKind, Declaration
from orken.cases.services.conflicts import declare
from orken.commission.models import Item, ItemState
from orken.commission.services.agenda import note_attendance, postpone, take_off
from orken.commission.services.balloting import open_items, open_session
from orken.commission.services.bodies import set_rules
from orken.commission.services.counting import close_items, close_session
from orken.commission.services.deciding import record_plain_decisions
from orken.commission.voting import Choice, Majority, Rules
from orken.kernel.errors import RuleViolation
from orken.kernel.identifiers import new_reference
from tests.factories.commission import CITATION, a_council, a_session, vote, waiting_case
from tests.standing import own

PLACES = st.integers(0, 4)
CHOICES = st.sampled_from(Choice)


class World:
    """What all runs begin with, made once: each run undoes what it did."""

    def __init__(self) -> None:
        self.council = a_council()
        self.item = a_session(self.council, [waiting_case()]).items.get()


class BodyAtWork(RuleBasedStateMachine):
    """Five members and one item; the model keeps places of members, the portal everything else. All is undone."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.council, self.item = own(world.council), own(world.item)
        self.undone = transaction.atomic()
        self.undone.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @initialize(needed=st.integers(1, 4))
    def meet(self, needed: int) -> None:
        self.needed = needed
        rules = Rules(needed, Majority.SIMPLE, casting_vote=True)
        set_rules(self.council.body, rules, timezone.localdate(), CITATION, actor=self.council.secretary)
        open_session(self.item.session, actor=self.council.secretary)
        self.present: set[int] = set()
        self.declared: set[int] = set()
        self.barred: set[int] = set()
        self.cast: dict[int, Choice] = {}
        self.state = ItemState.LISTED
        self.presiding: int | None = None
        self.keys: dict[int, str] = {}
        self.left_out: set[int] = set()
        self.session_runs = True

    @rule(there=st.sets(PLACES))
    def come_and_go(self, there: set[int]) -> None:
        members = self.council.members

        def note() -> None:
            note_attendance(self.item.session, [members[place].pk for place in there], actor=self.council.secretary)

        if self.session_runs:
            note()
            self.present = there
        else:
            with pytest.raises(RuleViolation):
                note()

    @rule(place=PLACES, free=st.booleans())
    def say(self, place: int, free: bool) -> None:
        kind = None if free else ConflictKind.FAMILY
        task = Declaration.Task.COMMISSION
        if free and place in self.barred:
            with pytest.raises(RuleViolation):
                declare(self.item.case, person=self.council.people[place], task=task, kind=kind)
            return
        declare(self.item.case, person=self.council.people[place], task=task, kind=kind)
        if free:
            self.declared.add(place)
        else:
            self.barred.add(place)
            self.declared.discard(place)

    @precondition(lambda self: self.state == ItemState.LISTED)
    @rule()
    def open(self) -> None:
        opened = open_items(self.item.session, [self.item], actor=self.council.secretary)
        free = self.present - self.barred
        presiding = next((place for place in (0, 1) if place in free), None)
        may_open = presiding is not None and len(free) >= self.needed
        assert bool(opened.items) == may_open
        if may_open:
            self.state, self.presiding = ItemState.VOTING, presiding

    @rule(place=PLACES, choice=CHOICES)
    def press(self, place: int, choice: Choice) -> None:
        may_vote = (
            self.state == ItemState.VOTING
            and place in (self.present & self.declared) - self.barred
            and place not in self.cast
        )
        if may_vote:
            self.keys[place] = new_reference()
            vote(self.item, self.council.people[place], choice, self.keys[place])
            self.cast[place] = choice
        else:
            with pytest.raises(RuleViolation):
                vote(self.item, self.council.people[place], choice)

    @precondition(lambda self: self.cast)
    @rule(data=st.data(), choice=CHOICES)
    def send_the_same_vote_again(self, data: st.DataObject, choice: Choice) -> None:
        """A request that is repeated under its key is no second vote, whatever it says."""
        place = data.draw(st.sampled_from(sorted(self.cast)))
        vote(self.item, self.council.people[place], choice, self.keys[place])

    @rule(leave=st.sampled_from([postpone, take_off]), now=st.integers(1, 5))
    def leave_aside(self, leave: Callable[..., int], now: int) -> None:
        """A vote that has begun is not done away with; an item on the agenda is left aside one time in five."""
        if self.state == ItemState.LISTED and now > 1:
            return
        changed = leave(self.item.session, [self.item], actor=self.council.secretary)
        assert changed == (self.state == ItemState.LISTED)
        if changed:
            self.state = ItemState.POSTPONED if leave is postpone else ItemState.TAKEN_OFF

    @rule()
    def decide(self) -> None:
        done = record_plain_decisions(self.item.session, actor=self.council.secretary)
        counts = self.state == ItemState.COUNTED
        held = counts and bool((self.cast.keys() - self.left_out) & self.barred)
        assert (done.count, ["came up after the count" in reason for _item, reason in done.refused]) == (
            int(counts and not held),
            [True] if held else [],
        )
        if counts and not held:
            self.state = ItemState.DECIDED

    @precondition(lambda self: self.state != ItemState.LISTED and self.session_runs)
    @rule(whole=st.booleans())
    def close(self, whole: bool) -> None:
        """One item, or the session with all that is voted on."""
        if whole:
            close_session(self.item.session, actor=self.council.secretary)
            self.session_runs = False
        else:
            close_items(self.item.session, [self.item], actor=self.council.secretary)
        if self.state == ItemState.VOTING:
            self.count()

    def count(self) -> None:
        self.left_out = self.cast.keys() & self.barred
        counted = {place: choice for place, choice in self.cast.items() if place not in self.barred}
        there = ((self.present & self.declared) | counted.keys()) - self.barred
        pro, contra = (sum(choice is wanted for choice in counted.values()) for wanted in (Choice.FOR, Choice.AGAINST))
        chair = counted.get(self.presiding) if self.presiding is not None else None
        if len(there) < self.needed:
            expected = "no_quorum"
        elif pro != contra:
            expected = "adopted" if pro > contra else "rejected"
        else:
            expected = {Choice.FOR: "adopted", Choice.AGAINST: "rejected"}.get(chair, "tie")
        stored = Item.objects.get(pk=self.item.pk)
        assert stored.verdict == expected
        assert (stored.result["for"], stored.result["against"]) == (pro, contra)
        self.state = ItemState.POSTPONED if expected in ("no_quorum", "tie") else ItemState.COUNTED

    @invariant()
    def stored_as_modelled(self) -> None:
        if hasattr(self, "state"):
            stored = Item.objects.get(pk=self.item.pk)
            assert stored.state == self.state
            assert {vote.member.user: vote.choice for vote in stored.votes.select_related("member__user")} == {
                self.council.people[place]: choice.value for place, choice in self.cast.items()
            }
            clocks = Clock.objects.filter(case=stored.case_id, stopped_at=None, paused_at=None)
            assert clocks.count() == (self.state != ItemState.DECIDED)


@pytest.mark.django_db
@pytest.mark.usefixtures("stall")
def test_any_order_of_steps() -> None:
    few = settings(max_examples=15, stateful_step_count=16, deadline=None, suppress_health_check=list(HealthCheck))
    world = World()
    run_state_machine_as_test(lambda: BodyAtWork(world), settings=few)
