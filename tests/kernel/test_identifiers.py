"""BIN and IIN against the synthetic vectors of the domain notes; none of these numbers belongs to anybody."""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orken.kernel.identifiers import (
    REFERENCE_PATTERN,
    EntityKind,
    InvalidIdentifier,
    UnitKind,
    check_digit,
    new_reference,
    parse_bin,
    parse_iin,
)

VALID_BINS = ["491240999015", "491251999015", "491240999606"]
VALID_IINS = ["980715500012", "960229600023", "991231500707"]


@pytest.mark.parametrize("number", VALID_BINS)
def test_bin_of_the_vectors_is_read(number: str) -> None:
    assert parse_bin(number).value == number


@pytest.mark.parametrize("number", VALID_IINS)
def test_iin_of_the_vectors_is_read(number: str) -> None:
    assert parse_iin(number).value == number


def test_bin_says_what_its_digits_mean() -> None:
    number = parse_bin(" 4912-5199 9015\n")
    assert (number.year_of_century, number.month) == (49, 12)
    assert (number.entity, number.unit) == (EntityKind.NON_RESIDENT, UnitKind.BRANCH)
    assert str(number) == "491251999015"


def test_iin_says_what_its_digits_mean() -> None:
    number = parse_iin("960229600023")
    assert (number.birth_date, number.sex) == (date(2096, 2, 29), "female")
    assert (str(number), parse_iin("980715500012").sex) == ("960229600023", "male")


@pytest.mark.parametrize("last", range(10))
def test_no_last_digit_saves_a_bin_that_is_never_issued(last: int) -> None:
    with pytest.raises(InvalidIdentifier) as caught:
        parse_bin(f"49124099962{last}")
    assert caught.value.code == "wrong_check_digit"


@pytest.mark.parametrize("last", range(10))
def test_no_last_digit_saves_an_iin_that_is_never_issued(last: int) -> None:
    with pytest.raises(InvalidIdentifier) as caught:
        parse_iin(f"99123150077{last}")
    assert caught.value.code == "wrong_check_digit"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("", "wrong_length"),
        ("49124099901", "wrong_length"),
        ("4912409990155", "wrong_length"),
        ("49124099901O", "not_digits"),
        ("٤٩١٢٤٠٩٩٩٠١٥", "not_digits"),
        ("491340999015", "wrong_month"),
        ("490040999015", "wrong_month"),
        ("980715500012", "looks_like_iin"),
        ("491270999015", "wrong_entity"),
        ("491244999015", "wrong_unit"),
        ("491240999016", "wrong_check_digit"),
        ("491204999015", "looks_like_iin"),
    ],
)
def test_bin_is_refused_with_the_digit_that_is_wrong(number: str, code: str) -> None:
    with pytest.raises(InvalidIdentifier) as caught:
        parse_bin(number)
    assert caught.value.code == code
    assert all(caught.value.message.to_data().values())


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("96022960002", "wrong_length"),
        ("96022960002x", "not_digits"),
        ("960230600029", "wrong_date"),
        ("970229600023", "wrong_date"),
        ("991231700707", "wrong_century"),
        ("991231500706", "wrong_check_digit"),
    ],
)
def test_iin_is_refused_with_the_digit_that_is_wrong(number: str, code: str) -> None:
    with pytest.raises(InvalidIdentifier) as caught:
        parse_iin(number)
    assert caught.value.code == code


@pytest.mark.parametrize("birthday", ["960229", "970229"])
def test_iin_with_no_century_has_no_birth_date(birthday: str) -> None:
    eleven = f"{birthday}00002"
    number = parse_iin(f"{eleven}{check_digit(eleven)}")
    assert (number.birth_date, number.sex) == (None, None)


def test_length_message_counts_what_was_entered() -> None:
    with pytest.raises(InvalidIdentifier, match="digits entered: 3"):
        parse_bin("4 9 1")


@settings(deadline=None)
@given(st.from_regex(r"[0-9]{2}(0[1-9]|1[0-2])[456][0-3][0-9]{5}", fullmatch=True), st.data())
def test_any_single_wrong_digit_of_a_bin_is_refused(eleven: str, data: st.DataObject) -> None:
    """The modulus is prime; only the eleventh digit goes unseen, because the law gives it the weight 11."""
    last = check_digit(eleven)
    if last is None or _first_pass(eleven) == 10:
        return
    number = f"{eleven}{last}"
    place = data.draw(st.integers(0, 11).filter(lambda place: place != 10))
    wrong = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != number[place]]))
    changed = f"{number[:place]}{wrong}{number[place + 1 :]}"
    if _first_pass(changed[:11]) != 10:
        with pytest.raises(InvalidIdentifier):
            parse_bin(changed)


def _first_pass(eleven: str) -> int:
    return sum(int(digit) * weight for weight, digit in enumerate(eleven, start=1)) % 11


@settings(deadline=None)
@given(st.from_regex(r"[0-9]{11}", fullmatch=True))
def test_check_digit_comes_from_the_first_pass_unless_that_gives_ten(eleven: str) -> None:
    if (first := _first_pass(eleven)) < 10:
        assert check_digit(eleven) == first


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_and_never_crashes(text: str) -> None:
    for parse in (parse_bin, parse_iin):
        try:
            number = str(parse(text))
        except InvalidIdentifier:
            continue
        assert re.fullmatch("[0-9]{12}", number)


def test_references_have_the_published_form_and_differ() -> None:
    references = {new_reference() for _ in range(1000)}
    assert len(references) == 1000
    assert all(re.fullmatch(REFERENCE_PATTERN, reference) for reference in references)
    assert {letter for reference in references for letter in reference} == set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
