"""The rule book as it stands in the database, read once for each web request.

Outside a request (the worker, a command) every call reads anew, because such a process lives for weeks and another one
may change a parameter meanwhile.
"""

from __future__ import annotations

import threading
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final, NotRequired, TypedDict

from django.utils import timezone

from orken.kernel.yaml_files import read_yaml
from orken.rulebook.calendars import Transfer, WorkingCalendar
from orken.rulebook.models import DayTransfer, ParameterValue
from orken.rulebook.packs import pack_in_use
from orken.rulebook.parameters import ParameterBook

EVENT_DAY: Final = "hub_term_counts_event_day"


class TransferData(TypedDict):
    day: date
    works: bool
    act: str
    name: NotRequired[dict[str, str]]


class CalendarData(TypedDict):
    country: str
    transfers: list[TransferData]
    russian_names: dict[str, str]


class _Memory(threading.local):
    in_request = False
    book: ParameterBook | None = None
    calendar: WorkingCalendar | None = None


_memory = _Memory()


def parameter_book() -> ParameterBook:
    book = _memory.book or ParameterBook(row.parameter for row in ParameterValue.objects.all())
    if _memory.in_request:
        _memory.book = book
    return book


def working_calendar() -> WorkingCalendar:
    """The calendar with the operator's transfers and today's counting rule."""
    calendar = _memory.calendar or _read_calendar()
    if _memory.in_request:
        _memory.calendar = calendar
    return calendar


def remember(**_signal: object) -> None:
    """A request starts: what is read from now on is kept until it ends."""
    forget()
    _memory.in_request = True


def forget(**_signal: object) -> None:
    """The request has ended, or the rule book has changed within it."""
    _memory.in_request, _memory.book, _memory.calendar = False, None, None


def _read_calendar() -> WorkingCalendar:
    transfers = tuple(row.transfer for row in DayTransfer.objects.all())
    rule = parameter_book().at(EVENT_DAY, timezone.localdate())
    return _calendar(pack_in_use(), transfers, counts_event_day=rule is not None and rule.fact == 1)


@lru_cache(maxsize=8)
def _calendar(pack: Path, transfers: tuple[Transfer, ...], *, counts_event_day: bool) -> WorkingCalendar:
    """Kept for the process: the holidays of a year are worked out once."""
    data = calendar_data(pack)
    return WorkingCalendar(
        data["country"], transfers, russian_names=data["russian_names"], counts_event_day=counts_event_day
    )


@lru_cache(maxsize=8)
def calendar_data(pack: Path) -> CalendarData:
    """A pack's ``calendar.yaml``."""
    data: CalendarData = read_yaml(pack / "calendar.yaml")
    return data
