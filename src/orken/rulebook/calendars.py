"""The working-day calendar of a country: public holidays from ``holidays``, corrected by the operator's table.

Days off are moved every year by an order that no package can know beforehand, and religious feasts are announced late.
Every deadline therefore keeps the ``version`` of the calendar that it was computed with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from importlib.metadata import version
from typing import Final

import holidays

from orken.kernel.hashing import content_hash
from orken.kernel.text import Text

_DAY: Final = timedelta(days=1)
_SUBSTITUTED: Final = re.compile(r"Day off \(substituted from (\d\d)/(\d\d)/(\d{4})\)")


@dataclass(frozen=True, slots=True, order=True)
class Transfer:
    """One day that an act makes working or not working, whatever the holidays and the weekend say."""

    day: date
    works: bool
    act: str
    name: Text | None = None


class WorkingCalendar:
    """Working days of a five-day week.

    ``counts_event_day`` decides whether the day of the event is the first day of a term. No act was found that
    says so for the operator's terms; it is a setting, and by default the count starts on the next working day.

    >>> WorkingCalendar("KZ").add_working_days(date(2026, 3, 18), 5)
    datetime.date(2026, 3, 30)
    """

    def __init__(
        self,
        country: str,
        transfers: Iterable[Transfer] = (),
        *,
        russian_names: Mapping[str, str] | None = None,
        counts_event_day: bool = False,
    ) -> None:
        self.country = country
        self.counts_event_day = counts_event_day
        self._transfers = {transfer.day: transfer for transfer in transfers}
        self._russian_names = russian_names or {}
        self._holidays = holidays.country_holidays(country, language="en_US")
        self._known: dict[date, bool] = {}  # a list of cases asks of the same days again and again
        self._holidays_kk = holidays.country_holidays(country, language="kk")

    @cached_property
    def version(self) -> str:
        """Changes whenever a deadline could: with the package, a transfer, or the counting rule."""
        rows = [[transfer.day, transfer.works] for transfer in sorted(self._transfers.values())]
        digest = content_hash({"transfers": rows, "counts_event_day": self.counts_event_day})[:12]
        return f"{self.country}-{version('holidays')}-{digest}"

    def is_working_day(self, day: date) -> bool:
        works = self._known.get(day)
        if works is None:
            transfer = self._transfers.get(day)
            works = transfer.works if transfer else bool(self._holidays.is_working_day(day))
            self._known[day] = works
        return works

    def next_working_day(self, day: date) -> date:
        """``day`` itself if it is one."""
        while not self.is_working_day(day):
            day += _DAY
        return day

    def add_working_days(self, day: date, n: int) -> date:
        """The last day of a term of ``n`` working days whose event happened on ``day``.

        A term of no days ends on ``day``, or on the next working day.
        """
        if n < 0:
            raise ValueError(f"A term has no fewer than 0 working days; given {n}.")
        if n == 0:
            return self.next_working_day(day)
        last = day - _DAY if self.counts_event_day else day
        for _ in range(n):
            last = self.next_working_day(last + _DAY)
        return last

    def working_days_between(self, start: date, end: date) -> int:
        """Working days of a term that pass from ``start`` to ``end``; negative if ``end`` comes first.

        The first day counts, and not the last, where the calendar counts the day of the event; else the reverse.
        """
        if end < start:
            return -self.working_days_between(end, start)
        offset = 0 if self.counts_event_day else 1
        days = range(start.toordinal() + offset, end.toordinal() + offset)
        return sum(self.is_working_day(date.fromordinal(day)) for day in days)

    def day_off_name(self, day: date) -> Text | None:
        """What the day is called, if it is a public holiday or a moved day off."""
        transfer = self._transfers.get(day)
        if transfer:
            return transfer.name
        english = self._holidays.get(day)
        if english is None:
            return None
        return Text(kk=self._holidays_kk[day], ru=self._in_russian(english), en=english)

    def _in_russian(self, english: str) -> str:
        return "; ".join(self._one_in_russian(name) for name in english.split("; "))

    def _one_in_russian(self, english: str) -> str:
        if moved := _SUBSTITUTED.fullmatch(english):
            month, day, year = moved.groups()
            return f"Выходной день (перенесён с {day}.{month}.{year})"
        name, _, remark = english.partition(" (")
        russian = self._russian_names.get(name, name)
        match remark:
            case "observed)":
                return f"{russian} (перенесённый выходной)"
            case "estimated)":
                return f"{russian} (дата предварительная)"
        return russian
