"""Appeals in the engine: submitted, they stop the case of the decision; decided, they set it going again.

Whoever changes both cases locks the appeal first and the case of the decision after it. The steps of the latter are
taken by ``transitions.perform`` like all others, as following steps of the appeal's.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from orken.cases.appeals import appeal_of, refuse_late
from orken.cases.clock import pause_clock, resume_clock
from orken.cases.messages import tell_of_nobody_left
from orken.cases.models import Appeal, Case, CaseState, Conflict, Decision, Outcome
from orken.cases.models.stage import APPEALS_END_IN
from orken.cases.participants import participants
from orken.cases.queries import lacks_people
from orken.cases.services.conflicts import keep_out
from orken.cases.services.drafting import give_way
from orken.cases.stages.kind import Action, FollowingStep, Step
from orken.kernel.errors import RuleViolation

DECISION_FIELDS = ("template", "grounds", "reasons", "body", "decided_by", "decided_at", "countersigned_by")


def submit_appeal(step: Step) -> None:
    """In time, or not at all. Who took part in the decision is barred before anybody hears of the appeal."""
    decision = appeal_of(step.case).decision
    refuse_late(decision, step.at)
    original = Case.objects.select_for_update(of=("self",)).select_related("version").get(pk=decision.case_id)
    barred = Conflict.objects.barring().filter(case=original).values_list("person", flat=True)
    keep_out(step.case, participants(original) | set(barred), earlier=original)
    if lacks_people(step.case):
        tell_of_nobody_left(step.case)
    step.following.append(FollowingStep(original.reference, "stop_for_appeal"))


def give_up_appeal(step: Step) -> None:
    appeal = appeal_of(step.case)
    Appeal.objects.filter(pk=appeal.pk).update(given_up_at=step.at)
    step.following.append(FollowingStep(appeal.decision.case.reference, "resume_after_appeal"))


def settle_appeal(step: Step, outcome: Outcome, decided: Decision) -> None:
    """Close the appeal with its outcome; the case of the decision goes on as that outcome says."""
    appealed = appeal_of(step.case).decision
    if outcome is Outcome.SENT_BACK and appealed.outcome == Outcome.GRANTED:
        message = _("What was granted is not sent back: it has had its effects. Its words can be changed.")
        raise RuleViolation("granted_stays", message)
    step.close(outcome)
    data = {"decision": appealed, "decided": {name: getattr(decided, name) for name in DECISION_FIELDS}}
    step.following.append(FollowingStep(appealed.case.reference, _THEN[outcome], data))


_THEN = {
    Outcome.UPHELD: "resume_after_appeal",
    Outcome.CHANGED: "change_on_appeal",
    Outcome.SENT_BACK: "reopen_on_appeal",
}
assert set(_THEN) == set(APPEALS_END_IN)


def stop_for_appeal(step: Step) -> None:
    pause_clock(step.case, step.at)


def resume_after_appeal(step: Step) -> None:
    """The clock goes on with the days that were left, unless it waits for the applicant's corrections."""
    if step.case.state == CaseState.IN_PROGRESS:
        resume_clock(step.case, step.at)


def change_on_appeal(step: Step) -> None:
    """A decision that grants takes the place of the earlier one, which stays readable.

    What was refused goes on as if it had been granted. What was granted keeps its effects, and only the words change.
    """
    earlier, decided = _given(step)
    Decision.objects.create(case=step.case, stage=earlier.stage, outcome=Outcome.GRANTED, replaces=earlier, **decided)
    step.transition.data = {"outcome": Outcome.GRANTED.value}
    if earlier.outcome == Outcome.GRANTED:
        resume_after_appeal(step)
        return
    _reopen(step, earlier.stage)
    step.run_effects(Outcome.GRANTED.value)
    step.advance()
    step.notices.append("case_granted")


def reopen_on_appeal(step: Step) -> None:
    """To be decided anew, by others than those who took part before."""
    earlier, _decided = _given(step)
    terms = step.case.definition.appeal
    assert terms is not None  # else nobody could have appealed
    keep_out(step.case, participants(step.case), earlier=step.case)
    _reopen(step, terms.back_to or earlier.stage)


def _given(step: Step) -> tuple[Decision, dict[str, object]]:
    earlier, decided = step.data["decision"], step.data["decided"]
    assert isinstance(earlier, Decision)
    assert isinstance(decided, dict)
    return earlier, decided


def _reopen(step: Step, stage: str) -> None:
    case = step.case
    give_way(case)
    case.state, case.outcome, case.closed_at, case.stage = CaseState.IN_PROGRESS, Outcome.NONE, None, stage


_CASES_STATES = frozenset({CaseState.IN_PROGRESS, CaseState.RETURNED, CaseState.CLOSED})

# Of the case that an appeal is about; the portal takes them, never a person.
APPEAL_STEPS = {
    "stop_for_appeal": Action(None, "system", stop_for_appeal, _CASES_STATES),
    "resume_after_appeal": Action(None, "system", resume_after_appeal, _CASES_STATES),
    "change_on_appeal": Action(None, "system", change_on_appeal, _CASES_STATES),
    "reopen_on_appeal": Action(None, "system", reopen_on_appeal, _CASES_STATES),
}
