from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orken.kernel.money import InvalidAmount, Money, parse_amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("0", "0"),
        ("1 234 567,50", "1234567.50"),
        ("1234567.50", "1234567.50"),
        ("1\u00a0234\u202f567", None),
        ("1\u00a0234\u00a0567", "1234567"),
        ("1,234,567.5", "1234567.5"),
        ("1.234.567,5", "1234567.5"),
        ("1,234,567", "1234567"),
        ("1234,567", "1234.567"),
        ("0,125", "0.125"),
        (" -12 ", "-12"),
        ("− 3,5", "-3.5"),
        ("007", "7"),
        ("999 999 999 999 999,99", "999999999999999.99"),
    ],
)
def test_amount_is_read_as_people_type_it(text: str, amount: str | None) -> None:
    if amount is None:
        with pytest.raises(InvalidAmount):
            parse_amount(text)
    else:
        assert parse_amount(text) == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("9" * 41, "too_long"),
        ("9" * 16, "too_long"),
        ("9 999 999 999 999 999,5", "too_long"),
        ("1,234", "ambiguous"),
        ("12.000", "ambiguous"),
        ("12 34", "not_a_number"),
        ("1 2345", "not_a_number"),
        ("1,23,456.7", "not_a_number"),
        ("1,234.567,8", "not_a_number"),
        ("12,", "not_a_number"),
        (",5", "not_a_number"),
        ("1.2.3", "not_a_number"),
        ("1e5", "not_a_number"),
        ("NaN", "not_a_number"),
        ("-", "not_a_number"),
        ("--5", "not_a_number"),
        ("٣", "not_a_number"),
        ("1_000", "not_a_number"),
        ("100 ₸", "not_a_number"),
        ("=1+1", "not_a_number"),
    ],
)
def test_amount_that_cannot_be_read_once_and_only_once_is_refused(text: str, code: str) -> None:
    with pytest.raises(InvalidAmount) as caught:
        parse_amount(text)
    assert caught.value.code == code


def test_refusal_repeats_what_was_given_in_every_language() -> None:
    with pytest.raises(InvalidAmount) as caught:
        parse_amount("{given} тг")
    assert all("{given} тг" in wording for wording in caught.value.message.to_data().values())


@settings(deadline=None)
@given(st.integers(-(10**14), 10**14), st.sampled_from(["kk", "ru"]))
def test_shown_amount_can_be_typed_back(minor: int, language: str) -> None:
    money = Money.from_minor(minor, "KZT")
    figure = money.format(language).removesuffix("\u00a0₸")
    assert parse_amount(figure) == money.amount


@settings(deadline=None)
@given(st.integers(-(10**14), 10**14), st.sampled_from(["KZT", "JPY", "KWD"]))
def test_minor_units_lose_nothing(minor: int, currency: str) -> None:
    assert Money.from_minor(minor, currency).minor == minor


def test_minor_units_follow_the_currency() -> None:
    assert [Money(Decimal(7), currency).minor for currency in ("KZT", "JPY", "KWD")] == [700, 7, 7000]


def test_english_names_the_currency_and_groups_with_commas() -> None:
    assert Money(Decimal("1234567.5"), "KZT").format("en") == "KZT\u00a01,234,567.50"
    assert Money(Decimal(-4325), "USD").format("en") == "USD\u00a0−4,325"
    assert Money(Decimal(-4325), "USD").format("kk") == "−4\u00a0325\u00a0$"
    assert Money(Decimal(1), "CHF").format("ru") == "1\u00a0CHF"


@pytest.mark.parametrize("amount", [Decimal("0.001"), Decimal("NaN"), Decimal("Infinity"), Decimal("1e16"), 1.5])
def test_money_that_no_account_can_hold_is_refused(amount: Decimal) -> None:
    with pytest.raises(ValueError, match=r"digits after the point|finite Decimal|is below"):
        Money(amount, "KZT")


@pytest.mark.parametrize("currency", ["", "tenge", "kzt", "KZ1"])
def test_currency_is_an_iso_code(currency: str) -> None:
    with pytest.raises(ValueError, match="three capital letters"):
        Money(Decimal(1), currency)
