from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orken.kernel.money import Money
from orken.rulebook.packs import PACKS
from orken.rulebook.parameters import Certainty, Parameter, ParameterBook
from orken.rulebook.services import read_parameters

FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)


def parameter(value: str = "6", unit: str = "MCI", *, start: date | None = FIRST, end: date | None = LAST) -> Parameter:
    return Parameter.from_text(
        "limit", value, unit, valid_from=start, valid_to=end, act="Order 415", certainty="secondary"
    )


def test_value_holds_from_its_first_to_its_last_day() -> None:
    book = ParameterBook([parameter(), parameter("7", start=date(2026, 1, 1), end=None)])
    days = [date(2024, 12, 31), FIRST, LAST, date(2026, 1, 1), date.max]
    found = [book.at("limit", day) for day in days]
    assert [one and one.value_text for one in found] == [None, "6", "6", "7", "7"]
    assert book.at("unknown", FIRST) is None


def test_history_is_told_oldest_first() -> None:
    rows = [
        parameter("7", start=date(2026, 1, 1), end=None),
        parameter("5", start=None, end=date(2024, 1, 1)),
        parameter(),
    ]
    book = ParameterBook(rows)
    assert [one.value_text for one in book.history("limit")] == ["5", "6", "7"]
    assert (book.history("unknown"), book.codes()) == ([], ["limit"])


@pytest.mark.parametrize(
    ("start", "end"), [(LAST, None), (None, FIRST), (None, None), (date(2025, 5, 1), date(2025, 5, 1))]
)
def test_two_values_on_one_day_are_refused(start: date | None, end: date | None) -> None:
    with pytest.raises(ValueError, match="limit has two values on"):
        ParameterBook([parameter(), parameter("7", start=start, end=end)])


@pytest.mark.parametrize(
    ("value", "unit", "seen"),
    [
        ("4325", "KZT", Money(Decimal(4325), "KZT")),
        ("85000", "KZT/month", Money(Decimal(85000), "KZT")),
        ("3000", "USD/month (above)", Money(Decimal(3000), "USD")),
        ("8500", "MCI/year", 8500),
        ("10.0", "working days", 10),
        ("9.5", "percent", None),
        ("", "working days", None),
        ("401103", "KBK", "401103"),
        ("filing_date", "fact", "filing_date"),
        ("2028-01-01", "date", date(2028, 1, 1)),
    ],
)
def test_rules_see_the_value_by_its_unit(value: str, unit: str, seen: object) -> None:
    assert parameter(value, unit).fact == seen


@pytest.mark.parametrize(
    ("value", "unit"),
    [
        ("six", "MCI"),
        ("NaN", "percent"),
        ("1e999999999", "KZT"),
        ("4325.001", "KZT"),
        ("31.12.2025", "date"),
        ("2025-02-30", "date"),
    ],
)
def test_value_that_is_not_of_its_unit_is_refused(value: str, unit: str) -> None:
    with pytest.raises(ValueError, match=r"is not that|KZT has 2 digits|day is out of range"):
        parameter(value, unit)


def test_term_is_a_whole_number() -> None:
    assert parameter("5", "working days").whole == 5
    for value in ("", "9.5"):
        with pytest.raises(ValueError, match="whole number"):
            assert parameter(value, "working days").whole


def test_mistaken_code_dates_and_certainty_are_refused() -> None:
    with pytest.raises(ValueError, match="small letters"):
        Parameter.from_text("Limit", "6", "MCI", valid_from=None, valid_to=None, certainty="operator")
    with pytest.raises(ValueError, match="cannot end on 2025-01-01"):
        parameter(start=LAST, end=FIRST)
    with pytest.raises(ValueError, match="guess"):
        Parameter.from_text("limit", "6", "MCI", valid_from=None, valid_to=None, certainty="guess")


@settings(deadline=None)
@given(
    st.decimals(-(10**12), 10**12, places=3) | st.none(),
    st.dates() | st.none(),
    st.sampled_from(Certainty),
)
def test_parameter_survives_storage(value: Decimal | None, start: date | None, certainty: Certainty) -> None:
    one = Parameter("limit", value, "percent", start, None, "Order 415", certainty)
    assert Parameter.from_data(one.to_data()) == one


def test_every_certainty_has_words() -> None:
    assert len({certainty.label.kk for certainty in Certainty}) == len(Certainty)


class TestPackOfKazakhstan:
    book = ParameterBook(read_parameters(PACKS / "kz"))

    @pytest.mark.parametrize(
        ("day", "mci"),
        [
            (date(2020, 3, 31), 2651),
            (date(2020, 4, 1), 2778),
            (date(2025, 12, 31), 3932),
            (date(2026, 1, 1), 4325),
        ],
    )
    def test_mci_is_that_of_the_day(self, day: date, mci: int) -> None:
        assert self.book.at("mci", day).value == mci

    def test_mci_of_2027_is_not_guessed(self) -> None:
        assert self.book.at("mci", date(2027, 1, 1)) is None

    @pytest.mark.parametrize("code", ["hub_precheck_days", "hub_commission_days", "hub_tax_arrears_limit"])
    def test_practice_of_2025_is_carried_into_2026_and_says_so(self, code: str) -> None:
        before, after = self.book.at(code, date(2025, 12, 31)), self.book.at(code, date(2026, 1, 1))
        assert before.value == after.value
        assert (before.certainty, after.certainty) == (Certainty.SECONDARY, Certainty.CARRIED_FORWARD)
        assert "was not found" in after.act

    def test_what_the_operator_may_not_set_stays_empty(self) -> None:
        assert self.book.at("hub_nonres_dividend_rate", date(2026, 6, 1)).value is None

    @pytest.mark.parametrize("day", [date(2025, 6, 1), date(2026, 6, 1)])
    def test_stages_fit_the_whole_review(self, day: date) -> None:
        days = [self.book.at(code, day).whole for code in ("hub_precheck_days", "hub_commission_days")]
        assert sum(days) <= self.book.at("hub_review_total_days", day).whole
        parts = [self.book.at(code, day).whole for code in ("hub_expertise_days", "hub_commission_session_days")]
        assert sum(parts) <= days[1]

    def test_recalled_figures_are_not_shipped(self) -> None:
        rows = [row for code in self.book.codes() for row in self.book.history(code)]
        assert all(row.value is None for row in rows if row.certainty is Certainty.MEMORY)
        assert all(row.act for row in rows)
