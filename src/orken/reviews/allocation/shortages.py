"""Why a case lacks readers: what stopped each expert who does not read it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from orken.reviews.allocation.panel import CaseToRead, Reader


class Obstacle(Enum):
    """In the order in which they are looked for: an expert is counted under the first alone."""

    FIELD = "field"  # has none of the fields
    BARRED = "barred"  # is in conflict
    LEFT = "left"  # declined the case, or was replaced in it
    LANGUAGE = "language"  # reads none of its languages
    AWAY = "away"
    FULL = "full"  # has as many cases as they take
    ELSEWHERE = "elsewhere"  # the proposal gives them so many other cases


@dataclass(frozen=True)
class Shortage:
    """A case with ``missing`` reads too few although ``found`` read it or are proposed.

    ``stopped`` says how many of all other experts each obstacle stopped, in the order of ``Obstacle``, without zeros.
    """

    case: int
    missing: int
    found: int
    stopped: Mapping[Obstacle, int]

    @property
    def last(self) -> Obstacle | None:
        """What stopped the experts who were nearest; ``None`` where there is no other expert at all."""
        return max(self.stopped, key=list(Obstacle).index, default=None)


def obstacle(case: CaseToRead, reader: Reader) -> Obstacle | None:
    """What keeps an expert from reading a case before anything is proposed."""
    if case.fields and case.fields.isdisjoint(reader.fields):
        return Obstacle.FIELD
    if reader.id in case.barred:
        return Obstacle.BARRED
    if reader.id in case.left:
        return Obstacle.LEFT
    if case.languages and case.languages.isdisjoint(reader.languages):
        return Obstacle.LANGUAGE
    return _busy(case, reader)


def _busy(case: CaseToRead, reader: Reader) -> Obstacle | None:
    if reader.id in case.away:
        return Obstacle.AWAY
    return None if reader.free else Obstacle.FULL


def shortage(case: CaseToRead, readers: Iterable[Reader], proposed: Container[int], missing: int) -> Shortage:
    """Why the case still lacks ``missing`` reads with those ``proposed`` and assigned."""
    reading = (case.assigned - case.barred).__contains__
    others = [reader for reader in readers if not (reading(reader.id) or reader.id in proposed)]
    stopped = Counter(obstacle(case, reader) or Obstacle.ELSEWHERE for reader in others)
    return Shortage(
        case=case.id,
        missing=missing,
        found=case.reads - missing,
        stopped={what: stopped[what] for what in Obstacle if what in stopped},
    )
