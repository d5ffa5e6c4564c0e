"""Expert review as a kind of stage. Officers ask experts; the last scorecard, or the consensus, moves the case on."""

from __future__ import annotations

from orken.cases.extension import stage_kind
from orken.cases.stages.kind import Action, StageKind, Step
from orken.kernel.errors import RuleViolation
from orken.reviews.queries import consensus_in, filed_in_conflict, filed_scorecards
from orken.reviews.scoring import needs_consensus


def reviews_done(step: Step) -> None:
    """Advance. The services of this room ask for it when all is there; it is looked at once more."""
    terms = step.stage.review
    assert terms is not None  # a published expert review has its terms
    filed = filed_scorecards(step.case, step.stage.code)
    if len(filed) < terms.reads:
        raise RuleViolation("reviews_missing", f"{len(filed)} of {terms.reads} scorecards are filed.")
    if filed_in_conflict(step.case).exists():
        raise RuleViolation("conflict_waits", "An expert who has filed is in a conflict of interest.")
    if needs_consensus(terms, [scorecard.scores for scorecard in filed]):
        consensus = consensus_in(step.case, step.stage.code)
        if consensus is None or not consensus.is_over:
            raise RuleViolation("consensus_missing", "The experts have not agreed on common scores yet.")
    step.transition.data = {"reads": len(filed)}
    step.run_effects("passed")
    step.advance()
    step.notices.append("case_reviewed")


EXPERT_REVIEW = StageKind(
    actions={"reviews_done": Action(None, "operator", reviews_done)}, desk_page="reviews:case_experts"
)


def register() -> None:
    stage_kind("expert_review")(EXPERT_REVIEW)
