from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orken.kernel.text import Text
from orken.rulebook.calendars import Transfer, WorkingCalendar
from orken.rulebook.packs import PACKS
from orken.rulebook.queries import calendar_data

KZ = WorkingCalendar("KZ", russian_names=calendar_data(PACKS / "kz")["russian_names"])
COUNTING = WorkingCalendar("KZ", counts_event_day=True)
DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))
CALENDARS = st.sampled_from([KZ, COUNTING])


def test_five_working_days_over_nauryz_2026() -> None:
    assert KZ.add_working_days(date(2026, 3, 18), 5) == date(2026, 3, 30)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2024, 5, 4), True),
        (date(2024, 5, 8), False),
        (date(2025, 1, 5), True),
        (date(2025, 1, 3), False),
        (date(2024, 6, 17), True),
        (date(2025, 8, 30), False),
        (date(2025, 9, 1), False),
        (date(2026, 8, 31), True),
        (date(2027, 3, 15), False),
        (date(2026, 1, 5), True),
        (date(2026, 1, 7), False),
    ],
)
def test_days_known_from_acts(day: date, works: bool) -> None:
    assert KZ.is_working_day(day) is works


def test_order_of_the_operator_overrides_holiday_and_weekend() -> None:
    calendar = WorkingCalendar(
        "KZ", [Transfer(date(2026, 3, 23), True, "order 1"), Transfer(date(2026, 3, 26), False, "order 1")]
    )
    assert calendar.is_working_day(date(2026, 3, 23))
    assert not calendar.is_working_day(date(2026, 3, 26))
    assert calendar.add_working_days(date(2026, 3, 18), 5) == date(2026, 3, 30)
    assert calendar.add_working_days(date(2026, 3, 18), 3) == date(2026, 3, 23)


def test_day_of_the_event_counts_only_where_the_setting_says_so() -> None:
    wednesday, saturday = date(2026, 4, 1), date(2026, 4, 4)
    assert (KZ.add_working_days(wednesday, 1), COUNTING.add_working_days(wednesday, 1)) == (date(2026, 4, 2), wednesday)
    assert KZ.add_working_days(saturday, 1) == COUNTING.add_working_days(saturday, 1) == date(2026, 4, 6)


def test_term_of_no_days_ends_on_a_working_day() -> None:
    assert KZ.add_working_days(date(2026, 4, 1), 0) == date(2026, 4, 1)
    assert KZ.add_working_days(date(2026, 4, 4), 0) == date(2026, 4, 6)
    with pytest.raises(ValueError, match="no fewer than 0"):
        KZ.add_working_days(date(2026, 4, 1), -1)


@settings(deadline=None)
@given(CALENDARS, DAYS, st.integers(1, 60))
def test_term_ends_on_its_last_working_day(calendar: WorkingCalendar, day: date, n: int) -> None:
    end = calendar.add_working_days(day, n)
    first = day if calendar.counts_event_day else day + timedelta(days=1)
    span = [first + timedelta(days=offset) for offset in range((end - first).days + 1)]
    assert calendar.is_working_day(end)
    assert sum(calendar.is_working_day(one) for one in span) == n


@settings(deadline=None)
@given(CALENDARS, DAYS, DAYS, DAYS)
def test_working_days_of_parts_add_up(calendar: WorkingCalendar, one: date, two: date, three: date) -> None:
    a, b, c = sorted([one, two, three])
    assert calendar.working_days_between(a, c) == calendar.working_days_between(a, b) + calendar.working_days_between(
        b, c
    )
    assert calendar.working_days_between(c, a) == -calendar.working_days_between(a, c)


@settings(deadline=None)
@given(CALENDARS, DAYS, st.integers(1, 40))
def test_days_left_at_the_event_are_those_of_the_term(calendar: WorkingCalendar, day: date, n: int) -> None:
    start = calendar.next_working_day(day)
    left = calendar.working_days_between(start, calendar.add_working_days(start, n))
    assert left == (n - 1 if calendar.counts_event_day else n)


def test_version_names_the_country_the_package_and_the_table() -> None:
    moved = [Transfer(date(2026, 5, 27), False, "order 2"), Transfer(date(2026, 6, 6), True, "order 2")]
    versions = [
        WorkingCalendar("KZ").version,
        COUNTING.version,
        WorkingCalendar("KZ", moved).version,
        WorkingCalendar("KZ", moved[:1]).version,
        WorkingCalendar("KZ", [Transfer(date(2026, 5, 27), True, "order 2")]).version,
    ]
    assert len(set(versions)) == 5
    assert all(version.startswith("KZ-0.") and len(version) <= 40 for version in versions)
    assert WorkingCalendar("KZ", moved[::-1]).version == versions[2]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 3, 23), Text(kk="Наурыз мейрамы", ru="Наурыз мейрамы", en="Nowruz Holiday")),
        (
            date(2026, 7, 6),
            Text(kk="Астана күні", ru="День столицы", en="Capital Day"),
        ),
        (
            date(2026, 5, 11),
            Text(
                kk="Жеңіс күні (қайта белгіленген демалыс)",
                ru="День Победы (перенесённый выходной)",
                en="Victory Day (observed)",
            ),
        ),
        (
            date(2024, 5, 8),
            Text(
                kk="Демалыс күні (04.05.2024 бастап ауыстырылды)",
                ru="Выходной день (перенесён с 04.05.2024)",
                en="Day off (substituted from 05/04/2024)",
            ),
        ),
        (
            date(2028, 5, 5),
            Text(kk="Құрбан айт (бағаланған)", ru="Курбан айт (дата предварительная)", en="Eid al-Adha (estimated)"),
        ),
        (date(2026, 4, 1), None),
    ],
)
def test_holidays_have_names_in_three_languages(day: date, name: Text | None) -> None:
    assert KZ.day_off_name(day) == name


def test_moved_day_has_the_name_of_its_order() -> None:
    name = Text(kk="Құрбан айт", ru="Курбан айт", en="Kurban Ait")
    calendar = WorkingCalendar("KZ", [Transfer(date(2026, 5, 27), False, "calendar of 2026", name)])
    assert calendar.day_off_name(date(2026, 5, 27)) == name


def test_every_holiday_of_ten_years_has_a_russian_name() -> None:
    days = [date(2018, 1, 1) + timedelta(days=offset) for offset in range(3652)]
    names = [name for day in days if (name := KZ.day_off_name(day))]
    assert len(names) > 150
    assert all(not any("a" <= letter <= "z" for letter in name.ru.lower()) for name in names)
