"""Expert review as a kind of stage. Officers ask experts; the last scorecard, or the consensus, moves the case on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from orken.cases.stages.kind import Action, StageKind, Step
from orken.kernel.errors import RuleViolation
from orken.reviews.ending import ending_of


def reviews_done(step: Step) -> None:
    """Advance. The services of this room ask for it when all is there; it is looked at once more."""
    ending = ending_of(step.case)
    if not ending.is_whole:
        raise RuleViolation("reviews_missing", "A scorecard is missing, or its expert is in a conflict of interest.")
    if ending.wants_round or ending.round_runs:
        raise RuleViolation("consensus_missing", "The experts have not agreed on common scores yet.")
    step.transition.data = {"reads": len(ending.filed)}
    step.run_effects("passed")
    step.advance()
    step.notices.append("case_reviewed")


EXPERT_REVIEW = StageKind(
    actions={"reviews_done": Action(None, "operator", reviews_done)},
    words={"reviews_done": _("Expert review finished")},
    meanwhile=_("Independent experts review the application. You need not do anything now."),
    desk_page="reviews:case_experts",
)
