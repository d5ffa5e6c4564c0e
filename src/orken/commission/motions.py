"""What is put to the vote: the request of an applicant, or what to do with a decision that is appealed against.

What is voted on must be known before the vote: in an appeal the secretary says so, with the reason it would rest on.
Adopted, it is done; rejected, the decision stands.
"""

from __future__ import annotations

from typing import TypedDict

from orken.cases.appeals import appeal_of
from orken.cases.grounds import reasons_of
from orken.cases.models import Case, Outcome
from orken.cases.procedure.definition import ReasonTemplate
from orken.commission.models import Item
from orken.commission.voting import Verdict

OUTCOMES = {Verdict.ADOPTED.value: Outcome.GRANTED, Verdict.REJECTED.value: Outcome.REFUSED}


def outcome_of(item: Item) -> Outcome:
    """What the vote has come to; nothing before it was counted."""
    outcome = OUTCOMES.get(item.verdict, Outcome.NONE)
    if not item.motion or outcome is Outcome.NONE:
        return outcome
    return Outcome(item.motion) if outcome is Outcome.GRANTED else Outcome.UPHELD


def possible_motions(case: Case) -> list[ReasonTemplate]:
    """Reasons for which an appeal could change a decision or send it back; what was granted is not sent back."""
    if not case.definition.decides_appeals:
        return []
    granted = appeal_of(case).decision.outcome == Outcome.GRANTED
    possible = {Outcome.CHANGED.value} if granted else {Outcome.CHANGED.value, Outcome.SENT_BACK.value}
    return [reason for reason in reasons_of(case) if reason.outcome in possible]


class Motion(TypedDict):
    """What is put to the vote in an appeal, and the title of the reason that it would rest on, in all languages."""

    outcome: str
    title: dict[str, str]


def motion_data(item: Item) -> Motion | None:
    if not item.motion:
        return None
    reason = next(one for one in item.case.definition.stages[-1].reasons if one.code == item.motion_reason)
    return {"outcome": item.motion, "title": reason.title.to_data()}


def lacks_motion(item: Item) -> bool:
    return item.case.definition.decides_appeals and not item.motion


def takes_conditions(item: Item) -> bool:
    """Whether the applicant gets what they asked for, so that the body may add conditions."""
    return outcome_of(item) in (Outcome.GRANTED, Outcome.CHANGED)


def fitting_reasons(item: Item) -> list[ReasonTemplate]:
    """Reasons of the stage that the decision can rest on after the vote."""
    outcome = outcome_of(item)
    fitting = [reason for reason in reasons_of(item.case) if reason.outcome == outcome.value]
    if outcome.value == item.motion:
        return [reason for reason in fitting if reason.code == item.motion_reason]
    return fitting
