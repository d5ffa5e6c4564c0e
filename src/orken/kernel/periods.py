"""Spans of whole days, counted as acts word them: both the first and the last day belong to the span."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From ``start`` to ``end``, both included; ``end=None`` has no known end.

    >>> Period(date(2026, 1, 1), date(2026, 12, 31)).days
    365
    """

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError(f"A period cannot end on {self.end}, before its start on {self.start}.")

    def __contains__(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)

    def overlaps(self, other: Period) -> bool:
        return other.start in self or self.start in other

    @property
    def days(self) -> int | None:
        return None if self.end is None else (self.end - self.start).days + 1

    @property
    def until(self) -> date | None:
        """The first day after the period, as a half-open database range wants it."""
        return None if self.end is None else self.end + timedelta(days=1)
