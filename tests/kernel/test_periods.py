from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orken.kernel.periods import Period

DAYS = st.dates(date(2020, 1, 1), date(2020, 3, 1))
PERIODS = st.builds(lambda a, b: Period(min(a, b), max(a, b)), DAYS, DAYS) | st.builds(Period, DAYS)


def test_first_and_last_day_belong_to_the_period() -> None:
    year = Period(date(2026, 1, 1), date(2026, 12, 31))
    assert date(2026, 1, 1) in year
    assert date(2026, 12, 31) in year
    assert date(2027, 1, 1) not in year
    assert date(2025, 12, 31) not in year
    assert (year.days, year.until) == (365, date(2027, 1, 1))


def test_open_period_has_no_end() -> None:
    period = Period(date(2026, 1, 1))
    assert date.max in period
    assert (period.days, period.until) == (None, None)


def test_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot end on 2025-12-31"):
        Period(date(2026, 1, 1), date(2025, 12, 31))


@settings(deadline=None)
@given(PERIODS, PERIODS)
def test_periods_overlap_when_they_share_a_day(one: Period, other: Period) -> None:
    days = {date.fromordinal(n) for n in range(date(2020, 1, 1).toordinal(), date(2020, 3, 2).toordinal())}
    shared = any(day in one and day in other for day in days)
    assert one.overlaps(other) == other.overlaps(one) == shared
