from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from orken.parties.names import check_name, check_plain_text, tidy


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("=1+1", "wrong_beginning"),
        ("+77010000000", "wrong_beginning"),
        ("-1", "wrong_beginning"),
        ("@SUM(A1)", "wrong_beginning"),
        ("\uff1dA1", "wrong_beginning"),
        ("|cmd", "wrong_beginning"),
        ("", "wrong_beginning"),
        ("«—»", "no_letters"),
        ("ЖШС \u202egnp", "turning_sign"),
        ("\u2067ЖШС", "turning_sign"),
        ("ЖШС\x00", "unshowable_sign"),
        ("ЖШС \ue000", "unshowable_sign"),
    ],
)
def test_deceiving_name_is_refused(name, code):
    with pytest.raises(ValidationError) as refusal:
        check_name(name)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    "name", ["«Көк Терезе» ЖШС", "1C Қазақстан", "(E)motion", "„Эдельвейс“", "Ө", "O'Neil & Sons = ?"]
)
def test_honest_name_is_accepted(name):
    check_name(name)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Көк\u00a0 Терезе\t\n ЖШС ", "Көк Терезе ЖШС"),
        ("Кө\u200bк\ufeff", "Көк"),
        ("И\u0306", "Й"),
        ("И\u200b\u0306", "Й"),
        ("со\u00adюз", "союз"),
    ],
)
def test_harmless_leftovers_are_tidied(typed, kept):
    assert tidy(typed) == kept


@given(st.text())
def test_tidying_twice_changes_nothing_more(text):
    once = tidy(text)
    assert tidy(once) == once


@given(st.text(max_size=60))
def test_accepted_name_never_begins_like_a_formula(text):
    name = tidy(text)
    try:
        check_name(name)
    except ValidationError:
        return
    check_plain_text(name)
    assert name[0] not in "=+-@|\t\r"
