"""How far the review of a case is, as its page at the desk shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from orken.cases.models import Case
from orken.cases.queries import barred_people
from orken.reviews.ending import Ending, ending_of
from orken.reviews.models import LIVE, Assignment, AssignmentState, Consensus
from orken.reviews.queries import consensus_in
from orken.reviews.terms import is_under_review, reviewed_stage


@dataclass(frozen=True)
class Progress:
    """``ending`` is ``None`` where the case is not under review now; ``barred`` are people."""

    ending: Ending | None
    live: list[Assignment]
    barred: frozenset[int]
    consensus: Consensus | None

    @property
    def wanted(self) -> int:
        return self.ending.terms.reads if self.ending else 0

    @property
    def filed(self) -> list[Assignment]:
        return [one for one in self.live if one.state == AssignmentState.FILED]

    @property
    def is_read(self) -> bool:
        """Nobody has to be kept any more from the scores of others."""
        return self.ending is None or len(self.filed) >= self.wanted

    @property
    def may_go_on(self) -> bool:
        """All is there: the review waited for a conflict of interest that was dismissed."""
        return self.ending is not None and (self.ending.may_end or self.ending.wants_round)


def progress_of(case: Case, assignments: Iterable[Assignment]) -> Progress:
    ending, stage = ending_of(case) if is_under_review(case) else None, reviewed_stage(case)
    over = consensus_in(case, stage.code) if stage and not ending else None
    return Progress(
        ending=ending,
        live=[one for one in assignments if one.state in LIVE and one.stage == case.stage],
        barred=frozenset(barred_people(case).values_list("pk", flat=True)),
        consensus=ending.consensus if ending else over,
    )
