"""Cells that a spreadsheet would run, in all the ways they hide; and what must stay as it is."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orken.kernel.tables import NUMBER, csv_line, harmless

STARTS_A_FORMULA = ("=", "+", "-", "@", "|", "%", "＝", "＋", "－", "＠")


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("＝1+1", "'＝1+1"),
        ("  =1", "'  =1"),
        ("\u200b\ufeff=1", "'\u200b\ufeff=1"),
        ('"=1', "'\"=1"),
        ("\x00=1", "'\x00=1"),
        ("\tx", "'\tx"),
        ("\r\n=1", "'\r\n'=1"),
        ("Өрнек;=1+1", "Өрнек;'=1+1"),
        ('Өрнек; "=1+1', "Өрнек;' \"=1+1"),
        ("Өрнек\n@x", "Өрнек\n'@x"),
    ],
)
def test_formulas_are_defused(typed: str, written: str) -> None:
    assert harmless(typed) == written


@pytest.mark.parametrize(
    "text", ["", "-12", "+7,5", "-0.25", "«Өрнек» ЖШС", "Қала - дала", "a@b.kz", "A=1", "18.03.2026"]
)
def test_what_is_no_formula_stays(text: str) -> None:
    assert harmless(text) == text


def test_a_line_is_read_back_as_it_was() -> None:
    assert next(csv.reader([csv_line(['«Қала, "дала"»', None, 3, "a;b"])])) == ['«Қала, "дала"»', "", "3", "a;b"]


@settings(deadline=None)
@given(cells=st.lists(st.text(alphabet="=+-@;,\t\r\n\"' aӘ1\u200b\ufeff|%＝", max_size=12), min_size=1, max_size=4))
def test_no_spreadsheet_finds_a_formula(cells: list[str]) -> None:
    """Neither with the separator of the file nor with that of another language."""
    for separator in ",;\t":
        for row in csv.reader(StringIO(csv_line(cells), newline=""), delimiter=separator):
            for cell in row:
                shown = cell.lstrip(' "\t\r\n\u200b\ufeff')
                assert NUMBER.fullmatch(shown) or not shown.startswith(STARTS_A_FORMULA)
