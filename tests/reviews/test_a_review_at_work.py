"""A review in any order of steps, against a model of plain dictionaries: who may act, what counts, when it ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
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

from orken.cases.models import Case, Clock, ConflictKind
from orken.cases.services.conflicts import dismiss, uphold
from orken.kernel.errors import RuleViolation
from orken.parties.models import Role, User
from orken.reviews.models import LIVE, Assignment, AssignmentState, Consensus, Expert
from orken.reviews.progress import progress_of
from orken.reviews.queries import assignments_of_case
from orken.reviews.services.answering import accept, declare_conflict, decline
from orken.reviews.services.assigning import assign, replace, take_back
from orken.reviews.services.concluding import confirm_consensus, record_consensus
from orken.reviews.services.scorecards import file_scorecard, save_scorecard
from orken.reviews.services.settling import end_round, go_on, set_aside
from tests.factories.cases import officer
from tests.factories.conflicts import ConflictFactory
from tests.factories.reviews import HIGH, LOW, ExpertFactory, case_in_review, commented

READS = 2
PLACES = st.integers(0, 3)
ASKED, ACCEPTED, FILED, DECLINED, REPLACED, SET_ASIDE = AssignmentState
COMMON = {"novelty": "2", "team": "5"}


@dataclass(frozen=True)
class World:
    """What all runs begin with, made once: each run undoes what it did."""

    case: Case = field(default_factory=case_in_review)
    experts: list[Expert] = field(default_factory=lambda: ExpertFactory.create_batch(4))
    clerk: User = field(default_factory=officer)
    secretary: User = field(default_factory=lambda: officer(Role.SECRETARY))


class ReviewAtWork(RuleBasedStateMachine):
    """Four experts and one case that two of them read. The model keeps, by place of an expert, where the newest request
    stands, what was scored and which conflict bars; and of the round, who agrees."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.case, self.experts, self.clerk, self.secretary = world.case, world.experts, world.clerk, world.secretary
        self.was_refused = False
        self.undone = transaction.atomic()
        self.undone.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @initialize(high=st.none() | st.tuples(st.booleans(), st.booleans()), reading=st.booleans())
    def begin(self, high: tuple[bool, bool] | None, reading: bool) -> None:
        """Nobody is asked yet, or two read, or have filed; else few runs would come as far as a round."""
        self.newest: dict[int, Assignment] = {}
        self.states: dict[int, AssignmentState] = {}
        self.high: dict[int, bool] = {}
        self.barred: dict[int, str] = {}
        self.unwilling: set[int] = set()
        self.round: set[int] | None = None
        self.revision, self.round_is_over, self.round_is_late = 0, False, False
        self.stage = "expertise"
        for place in range(READS if reading or high else 0):
            self.ask(place)
            self.answer(place, "free")
        for place, best in enumerate(high or ()):
            self.file(place, best)

    def having(self, *states: AssignmentState) -> set[int]:
        return {place for place, state in self.states.items() if state in states}

    @property
    def is_apart(self) -> bool:
        return len({self.high[place] for place in self.having(FILED)}) > 1

    @property
    def round_runs(self) -> bool:
        return self.round is not None and not self.round_is_over and self.is_apart

    @property
    def may_go_on(self) -> bool:
        filed = self.having(FILED)
        if len(filed) < READS or filed & self.barred.keys():
            return False
        return not self.round_runs or (bool(self.revision) and filed <= (self.round or set()))

    def concludes(self) -> bool:
        """What the end of a review does in the model; whether it does anything."""
        filed = self.having(FILED)
        if len(filed) < READS or filed & self.barred.keys():
            return False
        if self.is_apart and self.round is None:
            self.round = set()
            return True
        if self.is_apart and not self.round_is_over:
            if not self.revision or not filed <= (self.round or set()):
                return False
            self.round_is_over = True
        self.stage = "approval"
        return True

    def refuse(self, expected: str, call: Callable[[], object]) -> None:
        with pytest.raises((RuleViolation, PermissionDenied, Http404)) as refused, transaction.atomic():
            call()
        known = {PermissionDenied: "denied", Http404: "gone"}
        assert getattr(refused.value, "code", None) == expected or known.get(type(refused.value)) == expected

    def expect(self, refusal: str, call: Callable[[], object]) -> bool:
        """Take the step, which is refused as the model says; whether it was taken."""
        if refusal:
            self.refuse(refusal, call)
        else:
            call()
        self.was_refused = bool(refusal)
        return not refusal

    def desk_refusal(self, *others: tuple[bool, str]) -> str:
        """Why the desk is refused: first that nothing is reviewed now, then the others in their order."""
        reasons = ((self.stage != "expertise", "not_in_review"), *others)
        return next((code for stands, code in reasons if stands), "")

    def own_refusal(self, place: int, *wanted: AssignmentState) -> str:
        """Why an expert is refused: the case is gone for who is barred."""
        if place in self.barred:
            return "gone"
        return "" if self.states[place] in wanted else "denied"

    def cannot_be_asked(self, place: int) -> bool:
        return place in self.barred or place in self.unwilling or place in self.having(*LIVE)

    def asked(self, place: int) -> None:
        self.newest[place] = Assignment.objects.get(case=self.case, expert=self.experts[place], state__in=(ASKED,))
        self.states[place] = ASKED
        self.high.pop(place, None)
        if self.round is not None:
            self.round.discard(place)

    @rule(place=PLACES)
    def ask(self, place: int) -> None:
        refusal = self.desk_refusal(
            (len(self.having(*LIVE)) >= READS, "enough_experts"), (self.cannot_be_asked(place), "cannot_be_asked")
        )
        if self.expect(refusal, lambda: assign(self.case.reference, self.experts[place], actor=self.clerk)):
            self.asked(place)

    @rule(place=PLACES, other=PLACES)
    def put_in_the_place(self, place: int, other: int) -> None:
        if place not in self.states:
            return
        is_open, taken = self.states[place] in (ASKED, ACCEPTED), self.cannot_be_asked(other)
        if other == place:
            taken = place in self.barred
        refusal = self.desk_refusal((not is_open, "not_open"), (taken, "cannot_be_asked"))
        before, fresh = self.newest[place], self.experts[other]
        if self.expect(refusal, lambda: replace(before, fresh, reason="Кешікті", actor=self.clerk)):
            self.states[place] = REPLACED
            self.asked(other)

    @rule(place=PLACES)
    def take_it_back(self, place: int) -> None:
        if place not in self.states:
            return
        refusal = self.desk_refusal((self.states[place] not in (ASKED, ACCEPTED), "not_open"))
        if self.expect(refusal, lambda: take_back(self.newest[place], reason="Кешікті", actor=self.clerk)):
            self.states[place] = REPLACED

    @rule(place=PLACES, answer=st.sampled_from(["free", "decline", "conflict"]))
    def answer(self, place: int, answer: str) -> None:
        if place not in self.states:
            return
        reference, person = self.newest[place].reference, self.experts[place].user
        if answer == "free":
            if self.expect(self.own_refusal(place, ASKED), lambda: accept(reference, actor=person)):
                self.states[place] = ACCEPTED
        elif answer == "decline":
            if self.expect(self.own_refusal(place, ASKED, ACCEPTED), lambda: decline(reference, "Жоқ", actor=person)):
                self.states[place] = DECLINED
                self.unwilling.add(place)
        elif self.expect(
            self.own_refusal(place, *LIVE),
            lambda: declare_conflict(reference, ConflictKind.FAMILY, "Інім", actor=person),
        ):
            self.states[place] = FILED if self.states[place] == FILED else DECLINED
            self.barred[place] = "waits"

    @rule(place=PLACES, high=st.booleans())
    def file(self, place: int, high: bool) -> None:
        if place not in self.states:
            return
        reference, person = self.newest[place].reference, self.experts[place].user

        def save_and_file() -> None:
            save_scorecard(reference, commented(HIGH if high else LOW), seen_revision=1000, actor=person)
            file_scorecard(reference, actor=person)

        if self.expect(self.own_refusal(place, ACCEPTED), save_and_file):
            self.states[place], self.high[place] = FILED, high
            if not self.concludes() and self.round_runs and len(self.having(FILED)) >= READS:
                self.round_is_late = False  # who filed in the place of another joins the round

    @rule(place=PLACES)
    def find_a_conflict(self, place: int) -> None:
        if place not in self.barred:
            ConflictFactory(case=self.case, person=self.experts[place].user)
            self.barred[place] = "waits"

    @rule(place=PLACES, stands=st.booleans())
    def resolve(self, place: int, stands: bool) -> None:
        if place not in self.barred:
            return
        conflict = self.case.conflicts.barring().get(person=self.experts[place].user)
        refusal = "resolved" if stands and self.barred[place] == "upheld" else ""
        if self.expect(refusal, lambda: (uphold if stands else dismiss)(conflict, self.secretary, "Тексерілді.")):
            if stands:
                self.barred[place] = "upheld"
            else:
                del self.barred[place]

    @rule(place=PLACES)
    def set_it_aside(self, place: int) -> None:
        if place not in self.states:
            return
        counts = self.states[place] == FILED and self.barred.get(place) == "upheld"
        refusal = self.desk_refusal((not counts, "not_in_conflict"))
        if self.expect(refusal, lambda: set_aside(self.newest[place], reason="Туысы", actor=self.clerk)):
            self.states[place] = SET_ASIDE
            if self.round is not None:
                self.round.discard(place)

    @rule(place=PLACES, seen=st.sampled_from([0, 0, -1]), agree=st.booleans())
    def find_common_scores(self, place: int, seen: int, agree: bool) -> None:
        """``seen`` is how far behind the page is that the expert answers."""
        if place not in self.states:
            return
        reference, person, revision = self.newest[place].reference, self.experts[place].user, self.revision + seen
        refusal = self.own_refusal(place, FILED)
        if not refusal and (self.round is None or self.round_is_over or self.stage != "expertise"):
            refusal = "no_round"
        elif not refusal and seen:
            refusal = "recorded_meanwhile"
        if not agree:
            if self.expect(
                refusal,
                lambda: record_consensus(reference, COMMON, "Келістік.", seen_revision=revision, actor=person),
            ):
                self.revision, self.round = self.revision + 1, {place}
                self.concludes()
        elif self.expect(
            refusal or ("" if self.revision else "nothing_recorded"),
            lambda: confirm_consensus(reference, seen_revision=revision, actor=person),
        ):
            assert self.round is not None
            self.round.add(place)
            self.concludes()

    @rule()
    def go_on(self) -> None:
        refusal = self.desk_refusal()
        if not refusal and not self.concludes():
            refusal = "held"
        self.expect(refusal, lambda: go_on(self.case.reference, actor=self.clerk))

    @precondition(lambda self: self.round is not None)
    @rule()
    def its_last_day_passes(self) -> None:
        yesterday = timezone.localdate() - timedelta(days=1)
        Consensus.objects.filter(case=self.case, ended_at=None, agreed_at=None).update(due_on=yesterday)
        self.round_is_late = True

    @rule()
    def end_the_round(self) -> None:
        refusal = self.desk_refusal(
            (self.round is None or self.round_is_over, "no_round"), (not self.round_is_late, "round_runs")
        )
        if not refusal:
            self.round_is_over = True
            if not self.concludes():
                self.round_is_over, refusal = False, "held"
        self.expect(refusal, lambda: end_round(self.case.reference, reason="Жауап жоқ", actor=self.clerk))

    @invariant()
    def stored_as_modelled(self) -> None:
        if not hasattr(self, "stage"):
            return
        case = Case.objects.get(pk=self.case.pk)
        assert case.stage == self.stage
        [clock] = Clock.objects.filter(case=case, stopped_at=None)
        assert (clock.stage, clock.paused_at) == (self.stage, None)
        newest = Assignment.objects.filter(pk__in=[one.pk for one in self.newest.values()])
        assert dict(newest.values_list("pk", "state")) == {
            one.pk: self.states[place] for place, one in self.newest.items()
        }
        if not self.was_refused:  # what is refused was undone, and is counted as before
            self.counted_as_modelled(case)
        self.was_refused = False

    def counted_as_modelled(self, case: Case) -> None:
        shown = progress_of(case, assignments_of_case(case))
        if shown.ending is None or self.stage != "expertise":
            assert (shown.ending, shown.wanted, self.stage) == (None, 0, "approval")
            return
        filed = self.having(FILED)
        assert (shown.wanted, len(shown.live), len(shown.filed)) == (READS, len(self.having(*LIVE)), len(filed))
        assert len(shown.live) <= READS
        assert shown.ending.in_conflict == bool(filed & self.barred.keys())
        assert shown.ending.round_runs == self.round_runs
        assert shown.may_go_on == self.may_go_on


@pytest.mark.usefixtures("procedure")
def test_any_order_of_steps() -> None:
    world = World()
    few = settings(max_examples=15, stateful_step_count=16, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(lambda: ReviewAtWork(world), settings=few)
