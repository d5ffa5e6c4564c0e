"""Dates, durations and sizes as people of the three languages write them."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Final

from django.utils import dateformat, timezone
from django.utils.translation import get_language, gettext, ngettext

_DAY: Final = {"kk": r"Y \ж. j ", "ru": r"j E Y \г.", "en": "j F Y"}

# Django's Kazakh catalogue writes month names with a capital letter, which Kazakh does not do inside a date.
_KAZAKH_MONTHS: Final = (
    "қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым",
    "шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан",
)  # fmt: skip


def current_language() -> str:
    return (get_language() or "en").partition("-")[0]


def day_in_words(moment: date) -> str:
    """``21 November 2026``, ``21 ноября 2026 г.``, ``2026 ж. 21 қараша``; a date and time in local time."""
    day = timezone.localtime(moment).date() if isinstance(moment, datetime) else moment
    return _day_in_words(day, current_language())


@lru_cache(maxsize=4096)  # lists are full of the same days
def _day_in_words(day: date, language: str) -> str:
    words = dateformat.format(day, _DAY.get(language, _DAY["en"]))
    if language == "kk":
        words += _KAZAKH_MONTHS[day.month - 1]
    return words.replace(" ", "\u00a0")


def moment_in_words(moment: datetime) -> str:
    """The day and the local time of day."""
    local = timezone.localtime(moment)
    return f"{_day_in_words(local.date(), current_language())}, {local:%H:%M}"


def working_days_in_words(days: int) -> str:
    return ngettext("%(days)s working day", "%(days)s working days", days) % {"days": days}


def file_size_in_words(size: int) -> str:
    """Kilobytes up to one megabyte, then megabytes with one decimal."""
    if size < 1024 * 1024:
        return gettext("%(size)s KB") % {"size": max(1, round(size / 1024))}
    figure = f"{size / 1024 / 1024:.1f}"
    return gettext("%(size)s MB") % {"size": figure if current_language() == "en" else figure.replace(".", ",")}
