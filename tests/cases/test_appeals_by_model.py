"""Appeals against a model of a few lines: whatever is done in whatever order, the case stands where the model says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.http import Http404
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from orken.cases.appeals import objection_in
from orken.cases.clock import live_clock
from orken.cases.models import Appeal, Case
from orken.cases.services.drafting import open_case
from orken.kernel.errors import RuleViolation
from orken.parties.models import Organisation, Role, User
from tests.factories.appeals import decide_appeal, filed_appeal, publish_appeals
from tests.factories.cases import REASONS, STALL, fill, founder_with_organisation, officer, step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("procedures")]

HANDOVER, APPROVAL = ("in_progress", "handover", ""), ("in_progress", "approval", "")
REFUSED, GRANTED = ("closed", "", "refused"), ("closed", "", "granted")


@dataclass
class Model:
    """``decided`` is the decision that stands; ``appealed``, that there is an appeal against it; ``open``, that the
    appeal is examined; ``final``, that an appeal has put the decision in the place of another."""

    case: tuple[str, str, str] = APPROVAL
    decided: str = ""
    appealed: bool = False
    open: bool = False
    final: bool = False

    def allows(self, move: str) -> bool:
        return {
            "grant": self.case == APPROVAL and not self.open,
            "refuse": self.case == APPROVAL and not self.open,
            "finish": self.case == HANDOVER and not self.open,
            "appeal": self.may_appeal,
            "give_up": self.open,
            "upheld": self.open,
            "changed": self.open,
            "sent_back": self.open and self.decided == "refused",
        }[move]

    @property
    def may_appeal(self) -> bool:
        return bool(self.decided) and not self.appealed and not self.final

    def make(self, move: str) -> None:
        if move in ("grant", "refuse"):
            self.case, self.decided = (HANDOVER, "granted") if move == "grant" else (REFUSED, "refused")
            self.appealed = self.final = False
        elif move == "finish":
            self.case = GRANTED
        elif move == "appeal":
            self.appealed = self.open = True
        else:
            self._end_appeal(move)

    def _end_appeal(self, end: str) -> None:
        self.open = False
        if end == "give_up":
            self.appealed = False
        elif end == "sent_back":
            self.case = APPROVAL
        elif end == "changed":
            self.case = HANDOVER if self.decided == "refused" else self.case
            self.decided, self.appealed, self.final = "granted", False, True


class Played:
    """The same moves with the portal's services, each by people who took no part before."""

    def __init__(self, founder: User, organisation: Organisation) -> None:
        self.founder = founder
        self.case = open_case(STALL, applicant=organisation, actor=founder)
        fill(self.case, {"visitors": "50", "needs_power": "no"}, actor=founder)
        step(self.case, "file", founder)

    def make(self, move: str) -> None:
        moves: dict[str, Callable[[], object]] = {
            "grant": lambda: self._decide("granted", "fits"),
            "refuse": lambda: self._decide("refused", "full"),
            "finish": lambda: step(self.case, "pass_on", officer()),
            "appeal": lambda: filed_appeal(self.case, self.founder),
            "give_up": lambda: step(self._appeal(), "withdraw", self.founder),
        }
        moves.get(move, lambda: decide_appeal(self._appeal(), move))()
        self.case.refresh_from_db()

    def _decide(self, outcome: str, template: str) -> None:
        step(self.case, "decide", officer(Role.HEAD_OF_UNIT), outcome=outcome, template=template, **REASONS)

    def _appeal(self) -> Case:
        newest = Appeal.objects.filter(decision__case=self.case).order_by("-pk").first()
        if newest is None:
            raise Http404
        return Case.objects.get(pk=newest.case_id)


def check(played: Played, model: Model) -> None:
    case = played.case
    stage = case.stage if case.state == "in_progress" else ""
    assert (case.state, stage, case.outcome) == model.case
    standing = list(case.decisions.filter(replaced_by=None).values_list("outcome", flat=True))
    assert standing == ([model.decided] if model.decided else [])
    objection, clock = objection_in(case), live_clock(case)
    assert (objection is not None and objection.is_open) == model.may_appeal
    assert (clock is not None) == (case.state == "in_progress")
    assert clock is None or (clock.paused_at is not None) == model.open


MOVES = ("grant", "refuse", "finish", "appeal", "give_up", "upheld", "changed", "sent_back")


LONG_WAY = ["refuse", "appeal", "give_up", "appeal", "sent_back", "refuse", "appeal", "changed", "appeal", "finish"]
GRANTED_AT_ONCE = ["grant", "appeal", "finish", "sent_back", "upheld", "finish"]


def test_the_case_stands_where_the_model_says() -> None:
    publish_appeals()
    founder, organisation = founder_with_organisation()

    @example(LONG_WAY)
    @example(GRANTED_AT_ONCE)
    @settings(max_examples=2, deadline=None, database=None, phases=[Phase.explicit, Phase.generate])
    @given(st.lists(st.sampled_from([*MOVES, *range(40)]), min_size=6, max_size=8))
    def any_order(moves: list[str | int]) -> None:
        with transaction.atomic():
            played, model = Played(founder, organisation), Model()
            for move in moves:
                make(played, model, chosen(model, move))
            transaction.set_rollback(True)

    any_order()


def chosen(model: Model, move: str | int) -> str:
    """A number stands for one of the moves that are allowed: else few examples would go far."""
    allowed = [one for one in MOVES if model.allows(one)] or MOVES
    return move if isinstance(move, str) else allowed[move % len(allowed)]


def make(played: Played, model: Model, move: str) -> None:
    """A move of both; what the model does not allow, the portal refuses and leaves everything as it was."""
    if model.allows(move):
        played.make(move)
        model.make(move)
    else:
        with pytest.raises((RuleViolation, Http404)), transaction.atomic():
            played.make(move)
        played.case.refresh_from_db()
    check(played, model)
