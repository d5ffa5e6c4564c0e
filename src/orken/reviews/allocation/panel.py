"""What a proposal is made from: cases that want readers, and experts who can be asked to read."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class CaseToRead:
    """``reads`` is how many are wanted in all. A case without ``fields`` or ``languages`` can be read by anybody.

    ``assigned`` read it or have read it; ``barred`` are in conflict, known or waiting to be resolved; ``left`` declined
    it or were replaced in it; ``away`` are away on a day of its review.
    """

    id: int
    reads: int
    fields: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    assigned: frozenset[int] = frozenset()
    barred: frozenset[int] = frozenset()
    left: frozenset[int] = frozenset()
    away: frozenset[int] = frozenset()

    @property
    def missing(self) -> int:
        """Reads that nobody is assigned to; somebody who is barred by now does not count."""
        return max(self.reads - len(self.assigned - self.barred), 0)


@dataclass(frozen=True)
class Reader:
    """An expert who can be asked: ``capacity`` is how many cases they take at once, ``open`` how many they have now."""

    id: int
    fields: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    capacity: int = 0
    open: int = 0

    @property
    def free(self) -> int:
        """How many more cases they take."""
        return max(self.capacity - self.open, 0)

    @property
    def loads(self) -> list[Fraction]:
        """The share of the capacity in use with the first more case, the second, and so on.

        >>> Reader(1, capacity=4, open=2).loads
        [Fraction(3, 4), Fraction(1, 1)]
        """
        return [Fraction(self.open + more, self.capacity) for more in range(1, self.free + 1)]
