"""Reading a table of costs."""

import pytest

from growthpoles.appraisal import read_project
from growthpoles.errors import InputError

ROWS = [
    ("initial", "outfit", "100", "KZT"),
    ("monthly", "Rent", "8", "KZT/month"),
    ("monthly", "Depreciation", "2", "KZT/month"),
    ("revenue", "users", "10", "users/month"),
    ("revenue", "fee", "2", "KZT/user/month"),
]


def project(*rows, **options):
    named = [dict(zip(("section", "item", "value", "unit"), row, strict=True)) for row in rows]
    return read_project(named, **options)


def test_depreciation_is_kept_apart_from_payments():
    read = project(*ROWS)
    assert (read.monthly_cash_cost, read.monthly_cost, read.depreciation) == (8.0, 10.0, 2.0)


def test_the_name_of_the_depreciation_row_can_be_given():
    read = project(*ROWS, depreciation_item="Rent")
    assert read.monthly == {"Depreciation": 2.0}


def test_a_stated_total_that_does_not_add_up_is_noted_and_not_used():
    read = project(*ROWS, ("initial_total", "Total", "101", "KZT"), ("revenue_total", "Total", "20", "KZT/month"))
    assert read.initial_cost == 100.0
    assert read.notes == ("initial_total is stated as 101, its items add up to 100; the items are used",)


def test_rent_follows_the_rate_per_square_metre():
    read = project(*ROWS, ("rent_rate", "low", "4", "KZT/m2/month"), ("rent_rate", "high", "5", "KZT/m2/month"))
    assert read.with_rent_rate(5.0).monthly["Rent"] == 10.0
    with pytest.raises(InputError, match="rent per square metre"):
        project(*ROWS).with_rent_rate(5.0)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([*ROWS, ("profits", "x", "1", "KZT")], "'profits' in row 7"),
        (ROWS[1:], "section 'initial'"),
        ([*ROWS, ("initial", "x", "-1", "KZT")], "'-1' in row 7, column value"),
        ([*ROWS, ("initial", "x", "ten", "KZT")], "'ten' in row 7"),
        ([*ROWS, ("initial", "x", "1", "USD")], "KZT, USD"),
        (ROWS[:4], "one user a month"),
    ],
)
def test_unusable_tables_say_what_to_mend(rows, message):
    with pytest.raises(InputError, match=message):
        project(*rows)
