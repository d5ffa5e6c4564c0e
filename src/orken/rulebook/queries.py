"""The rule book as it stands in the database.

A process keeps what it has read and asks only whether that still stands: with every call, and within a web request
once. So a process that lives for weeks sees what another one changes.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final, NotRequired, TypedDict
from uuid import UUID

from django.utils import timezone

from orken.kernel.yaml_files import read_yaml
from orken.rulebook.calendars import Transfer, WorkingCalendar
from orken.rulebook.models import DayTransfer, Edition, ParameterValue
from orken.rulebook.packs import pack_in_use
from orken.rulebook.parameters import ParameterBook
from orken.statements import Statement

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


@dataclass(frozen=True)
class _Contents:
    """What one edition of the rule book says."""

    book: ParameterBook
    transfers: tuple[Transfer, ...]


class _Request(threading.local):
    is_open = False
    contents: _Contents | None = None
    calendar: WorkingCalendar | None = None


_EDITION = Statement(Edition.objects.all)
_request = _Request()
_kept: dict[UUID, _Contents] = {}  # of one edition at most


def parameter_book() -> ParameterBook:
    return _contents().book


def working_calendar() -> WorkingCalendar:
    """The calendar with the operator's transfers and today's counting rule."""
    calendar = _request.calendar or _newest_calendar()
    if _request.is_open:
        _request.calendar = calendar
    return calendar


def _newest_calendar() -> WorkingCalendar:
    contents = _contents()
    rule = contents.book.at(EVENT_DAY, timezone.localdate())
    return _calendar(pack_in_use(), contents.transfers, counts_event_day=rule is not None and rule.fact == 1)


def remember(**_signal: object) -> None:
    """A request starts: what is read from now on holds until it ends."""
    forget()
    _request.is_open = True


def forget(**_signal: object) -> None:
    """The request has ended, or the rule book has changed within it."""
    _request.is_open, _request.contents, _request.calendar = False, None, None


def _contents() -> _Contents:
    contents = _request.contents or _newest()
    if _request.is_open:
        _request.contents = contents
    return contents


def _newest() -> _Contents:
    # The edition first: what is read after it may be newer than it, and is then read once more.
    token = next((edition.token for edition in _EDITION.ask()), None)
    contents = _kept.get(token) if token else None
    if contents is None:
        book = ParameterBook(row.parameter for row in ParameterValue.objects.all())
        contents = _Contents(book, tuple(row.transfer for row in DayTransfer.objects.all()))
        if token:
            _kept.clear()
            _kept[token] = contents
    return contents


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
