"""Which kinds of stages there are, which action a name means for a case, and what steps are called."""

from __future__ import annotations

from orken.cases.extension import stage_kind
from orken.cases.models import Case
from orken.cases.stages.agreement import AGREEMENT
from orken.cases.stages.appeal import APPEAL_STEPS
from orken.cases.stages.applicant import APPLICANT_ACTIONS
from orken.cases.stages.completeness import COMPLETENESS
from orken.cases.stages.decision import DECISION
from orken.cases.stages.kind import Action, StageKind
from orken.cases.wording import ACTIONS, Words
from orken.journal import wording


def register(name: str, kind: StageKind) -> None:
    """Add a kind of stage, and give its steps their words in the journal."""
    stage_kind(name)(kind)
    wording.call({f"case.{step}": words for step, words in kind.words.items()})
    wording.call({f"case.{step}": words for step, words in kind.words_inside.items()}, inside=True)


# The engine's own; rooms above register theirs in ``AppConfig.ready()``.
register("completeness", COMPLETENESS)
register("decision", DECISION)
register("agreement", AGREEMENT)


def kind_of(case: Case) -> StageKind | None:
    """The kind of the stage where the case stands."""
    stage = case.current_stage
    return stage_kind[stage.kind] if stage else None


def words_of_steps() -> dict[str, Words]:
    """What steps with cases are called that their applicants may know of."""
    return dict(ACTIONS) | {step: words for name in stage_kind for step, words in stage_kind[name].words.items()}


def words_of_steps_inside() -> dict[str, Words]:
    """What steps within the operator's house are called."""
    return {step: words for name in stage_kind for step, words in stage_kind[name].words_inside.items()}


def lapses() -> set[str]:
    """Steps that are taken because a time limit has passed."""
    return {lapse for name in stage_kind if (lapse := stage_kind[name].lapse)}


def action_named(case: Case, name: str) -> Action | None:
    """What ``name`` does with the case as it stands now; ``None`` when that cannot be done now."""
    kind = kind_of(case)
    action = APPLICANT_ACTIONS.get(name) or APPEAL_STEPS.get(name) or (kind.actions.get(name) if kind else None)
    return action if action and case.state in action.states else None
