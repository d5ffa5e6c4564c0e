"""What a kind of stage consists of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from orken.cases.extension import effect
from orken.cases.models import Case, CaseState, Outcome, Transition
from orken.cases.procedure.definition import Stage
from orken.cases.wording import Words
from orken.parties.models import User


@dataclass(frozen=True)
class FollowingStep:
    """What the portal itself does with another case because of this step, in the same transaction, right after it."""

    case: str
    action: str
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass
class Step:
    """One transition while it happens: the locked case, who acts, with what data.

    An action changes ``case.state``, ``case.stage`` or ``case.outcome`` through ``advance`` and ``close``; clocks, the
    next stage's ``enter``, journal and notices follow from that in ``transitions.perform``.
    """

    case: Case
    actor: User | None
    at: datetime
    data: Mapping[str, object]
    transition: Transition
    notices: list[str] = field(default_factory=list)
    desk_notices: list[str] = field(default_factory=list)
    following: list[FollowingStep] = field(default_factory=list)

    @property
    def stage(self) -> Stage:
        """The stage in which the case stands now."""
        return self.case.definition.stage(self.case.stage)

    def advance(self) -> None:
        """Into the next stage; after the last one the case is closed as granted."""
        following = self.case.definition.stage_after(self.case.stage)
        if following is None:
            self.close(Outcome.GRANTED)
        else:
            self.case.stage = following.code

    def close(self, outcome: Outcome) -> None:
        self.case.state, self.case.outcome, self.case.closed_at = CaseState.CLOSED, outcome, self.at

    def run_effects(self, name: str) -> None:
        """What the procedure wants to happen in this stage under ``name``, in its order."""
        for effect_name in self.stage.effects.get(name, ()):
            effect[effect_name](self.case, self.transition)

    @property
    def person(self) -> User:
        """Who acts, where only somebody by name can."""
        assert self.actor is not None  # perform refuses an action with a permission without an actor
        return self.actor

    def text(self, key: str) -> str:
        """A required text of the request."""
        return str(self.data.get(key) or "").strip()


@dataclass(frozen=True)
class Action:
    """Something that can be done with a case. ``permission`` is a name, or ``None`` for the system itself."""

    permission: str | None
    side: str
    apply: Callable[[Step], None]
    states: frozenset[str] = frozenset({CaseState.IN_PROGRESS})


@dataclass(frozen=True)
class StageKind:
    """``enter`` runs when a case comes into a stage of this kind; ``lapse`` names the action when its clock ends.

    ``words`` are what its steps are called once they are taken, ``words_inside`` those within the operator's house,
    which applicants do not see. ``meanwhile`` is what the applicant reads while a case is in such a stage.
    ``desk_page`` names the page of another room where staff do what is to be done in it; it takes the case's reference.
    """

    actions: Mapping[str, Action]
    words: Mapping[str, Words]
    words_inside: Mapping[str, Words] = field(default_factory=dict)
    meanwhile: Words = ""
    enter: Callable[[Step], None] | None = None
    lapse: str | None = None
    desk_page: str = ""
