"""The scorecard as a page shows it: criteria, what is typed and missing, and what another window has saved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from orken.cases.models.typed_form import EditConflict
from orken.cases.procedure.definition import Criterion, Level
from orken.reviews.models import Scorecard
from orken.reviews.models.scorecard import COMMENT, OVERALL, SCORE
from orken.reviews.services.scorecards import LONGEST_COMMENT, Gap


@dataclass(frozen=True)
class Entry:
    """One field: its name, what stands in it, and what is to be said beside it."""

    name: str
    value: str
    error: str = ""
    conflict: EditConflict | None = None

    @property
    def id(self) -> str:
        return f"q-{self.name}"


@dataclass(frozen=True)
class ScoredCriterion:
    criterion: Criterion
    score: Entry
    comment: Entry

    @property
    def levels(self) -> list[tuple[Level, bool]]:
        """The best first, with whether it is chosen."""
        return [(level, str(level.score) == self.score.value) for level in reversed(self.criterion.levels)]

    @property
    def chosen(self) -> Level | None:
        return next((level for level, is_chosen in self.levels if is_chosen), None)


@dataclass(frozen=True)
class ScorecardForm:
    scorecard: Scorecard
    gaps: Iterable[Gap] = ()
    conflicts: Iterable[EditConflict] = ()
    limit: int = field(default=LONGEST_COMMENT, init=False)

    @property
    def criteria(self) -> list[ScoredCriterion]:
        terms = self.scorecard.assignment.terms
        return [
            ScoredCriterion(one, self._entry(SCORE + one.code), self._entry(COMMENT + one.code))
            for one in terms.criteria
        ]

    @property
    def overall(self) -> Entry:
        return self._entry(OVERALL)

    def _entry(self, name: str) -> Entry:
        errors: Mapping[str, str] = {gap.name: gap.text for gap in self.gaps}
        conflict = next((one for one in self.conflicts if one.name == name), None)
        value = str(conflict.yours) if conflict else str(self.scorecard.typed.get(name, ""))
        return Entry(name, value, errors.get(name, ""), conflict)
