from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.template.defaultfilters import floatformat
from django.utils import translation
from django.utils.formats import number_format

from orken.ui import wording


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "21 November 2026"),
        ("ru", "21 ноября 2026 г."),
        ("kk", "2026 ж. 21 қараша"),
    ],
)
def test_a_day_is_written_as_the_language_writes_it(language: str, words: str) -> None:
    with translation.override(language):
        assert wording.day_in_words(date(2026, 11, 21)).replace("\u00a0", " ") == words


def test_a_day_does_not_break_across_lines() -> None:
    with translation.override("ru"):
        assert " " not in wording.day_in_words(date(2026, 5, 1))


def test_a_moment_is_told_in_the_time_of_almaty() -> None:
    with translation.override("en"):
        late_evening_in_london = datetime(2026, 3, 18, 21, 30, tzinfo=UTC)
        assert wording.moment_in_words(late_evening_in_london).replace("\u00a0", " ") == "19 March 2026, 02:30"


@pytest.mark.parametrize(("days", "words"), [(1, "1 рабочий день"), (3, "3 рабочих дня"), (5, "5 рабочих дней")])
def test_working_days_are_counted_with_the_russian_forms(days: int, words: str) -> None:
    with translation.override("ru"):
        assert wording.working_days_in_words(days) == words


@pytest.mark.parametrize(
    ("size", "language", "words"),
    [
        (1, "en", "1 KB"),
        (240 * 1024, "en", "240 KB"),
        (1024 * 1024, "en", "1.0 MB"),
        (20 * 1024 * 1024, "kk", "20,0 МБ"),
    ],
)
def test_file_sizes(size: int, language: str, words: str) -> None:
    with translation.override(language):
        assert wording.file_size_in_words(size) == words


@pytest.mark.parametrize(("language", "words"), [("en", "1234.5"), ("ru", "1234,5"), ("kk", "1234,5")])
def test_a_figure_has_the_decimal_sign_of_the_language(language: str, words: str) -> None:
    with translation.override(language):
        assert floatformat(1234.5, 1) == words
        assert number_format(1234567, force_grouping=True) == {"en": "1,234,567"}.get(language, "1\xa0234\xa0567")
