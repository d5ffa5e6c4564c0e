"""How far the review of a case is, as its page at the desk shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from orken.cases.models import Case, CaseState
from orken.cases.queries import barred_people
from orken.reviews.models import LIVE, Assignment, AssignmentState, Consensus
from orken.reviews.queries import consensus_in
from orken.reviews.services.concluding import confirmed_by


@dataclass(frozen=True)
class Progress:
    """``wanted`` is 0 where the case is not under review now; ``barred`` are people."""

    wanted: int
    live: list[Assignment]
    barred: frozenset[int]
    consensus: Consensus | None

    @property
    def filed(self) -> list[Assignment]:
        return [one for one in self.live if one.state == AssignmentState.FILED]

    @property
    def in_conflict(self) -> bool:
        """An expert who has filed is barred, so the review waits."""
        return any(one.expert.user_id in self.barred for one in self.filed)

    @property
    def round_runs(self) -> bool:
        return self.consensus is not None and not self.consensus.is_over

    @property
    def may_go_on(self) -> bool:
        """All is there: the review waited for a conflict of interest that was dismissed."""
        if not self.wanted or len(self.filed) < self.wanted or self.in_conflict:
            return False
        return not self.round_runs or self._all_agree

    @property
    def _all_agree(self) -> bool:
        assert self.consensus is not None  # a round runs
        return {one.pk for one in self.filed} <= confirmed_by(self.consensus)


def progress_of(case: Case, assignments: Iterable[Assignment]) -> Progress:
    stage = case.current_stage
    under_review = stage is not None and stage.review is not None and case.state == CaseState.IN_PROGRESS
    return Progress(
        wanted=stage.review.reads if under_review and stage and stage.review else 0,
        live=[one for one in assignments if one.state in LIVE and one.stage == case.stage],
        barred=frozenset(barred_people(case).values_list("pk", flat=True)),
        consensus=consensus_in(case, case.stage),
    )
