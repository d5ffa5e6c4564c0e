"""What is missing until a review ends. Its last scorecard, the officers and the stage itself all ask this."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orken.cases.models import Case
from orken.cases.procedure.definition import ReviewTerms
from orken.reviews.models import Consensus, Scorecard
from orken.reviews.queries import confirmed_by, consensus_in, filed_in_conflict, filed_scorecards
from orken.reviews.scoring import needs_consensus
from orken.reviews.terms import terms_of


@dataclass(frozen=True)
class Ending:
    """``filed`` are the scorecards that count. Nothing ends while ``in_conflict``: an expert who has filed is barred.

    ``consensus`` is the round that was asked for once, also where it is needless now because a scorecard was set aside
    and the one in its place lies near the other.
    """

    terms: ReviewTerms
    filed: Sequence[Scorecard]
    in_conflict: bool
    consensus: Consensus | None

    @property
    def has_all(self) -> bool:
        return len(self.filed) >= self.terms.reads

    @property
    def is_whole(self) -> bool:
        return self.has_all and not self.in_conflict

    @property
    def lies_apart(self) -> bool:
        return needs_consensus(self.terms, [scorecard.scores for scorecard in self.filed])

    @property
    def wants_round(self) -> bool:
        return self.is_whole and self.lies_apart and self.consensus is None

    @property
    def round_runs(self) -> bool:
        return self.consensus is not None and not self.consensus.is_over and self.lies_apart

    @property
    def all_agree(self) -> bool:
        """All whose scorecards count agree with the common scores as they are now."""
        if self.consensus is None or self.consensus.revision == 0:
            return False
        return {scorecard.assignment_id for scorecard in self.filed} <= confirmed_by(self.consensus)

    @property
    def may_end(self) -> bool:
        if not self.is_whole or self.wants_round:
            return False
        return not self.round_runs or self.all_agree


def ending_of(case: Case) -> Ending:
    """Of a case that is under review now."""
    filed = filed_scorecards(case, case.stage)
    for scorecard in filed:
        scorecard.assignment.case = case  # whose definition is read already
    return Ending(terms_of(case, case.stage), filed, filed_in_conflict(case).exists(), consensus_in(case, case.stage))
