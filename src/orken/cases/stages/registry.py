"""Which kinds of stages there are, and which action a name means for a case."""

from __future__ import annotations

from orken.cases.extension import stage_kind
from orken.cases.models import Case
from orken.cases.stages.agreement import AGREEMENT
from orken.cases.stages.appeal import APPEAL_STEPS
from orken.cases.stages.applicant import APPLICANT_ACTIONS
from orken.cases.stages.completeness import COMPLETENESS
from orken.cases.stages.decision import DECISION
from orken.cases.stages.kind import Action, StageKind

# The engine's own; rooms above register theirs in ``AppConfig.ready()``.
stage_kind("completeness")(COMPLETENESS)
stage_kind("decision")(DECISION)
stage_kind("agreement")(AGREEMENT)


def kind_of(case: Case) -> StageKind | None:
    """The kind of the stage where the case stands."""
    stage = case.current_stage
    return stage_kind[stage.kind] if stage else None


def action_named(case: Case, name: str) -> Action | None:
    """What ``name`` does with the case as it stands now; ``None`` when that cannot be done now."""
    kind = kind_of(case)
    action = APPLICANT_ACTIONS.get(name) or APPEAL_STEPS.get(name) or (kind.actions.get(name) if kind else None)
    return action if action and case.state in action.states else None
