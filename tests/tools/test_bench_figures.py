"""What a measured figure says of itself in the table and in the file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tools.bench.figures import Figure, Goal, line, nearest_rank, write


@pytest.mark.parametrize(("values", "percent", "expected"), [([5.0], 95, 5.0), ([1.0, 2.0, 3.0, 4.0], 50, 2.0)])
def test_rank_is_a_value_that_was_measured(values: list[float], percent: int, expected: float) -> None:
    assert nearest_rank(values, percent) == expected


def test_ninety_five_of_a_hundred_are_not_above() -> None:
    assert nearest_rank([float(value) for value in range(100, 0, -1)], 95) == 95.0


@pytest.mark.parametrize(
    ("figure", "met"),
    [
        (Figure("page", 99.9, "ms", Goal(100)), True),
        (Figure("page", 100.1, "ms", Goal(100)), False),
        (Figure("filings", 5.0, "filings/s", Goal(0.4, at_least=True), against=10.0), True),
        (Figure("filings", 3.9, "filings/s", Goal(0.4, at_least=True), against=10.0), False),
        (Figure("memory", 200.0, "MB"), None),
    ],
)
def test_goal_is_met_by_the_ratio_where_there_is_one(figure: Figure, met: bool | None) -> None:
    assert figure.met is met


def test_file_has_a_list_with_every_part(tmp_path: Path) -> None:
    write(
        [Figure("filings", 5.0, "filings/s", Goal(0.4, at_least=True), against=10.0)], tmp_path / "var" / "bench.json"
    )
    [figure] = json.loads((tmp_path / "var" / "bench.json").read_text())
    assert {"python", "Django", "orken"} <= set(figure.pop("versions"))
    assert figure == {
        "name": "filings",
        "value": 5.0,
        "unit": "filings/s",
        "goal": 0.4,
        "met": True,
        "against": 10.0,
        "ratio": 0.5,
    }


def test_line_tells_what_was_wanted() -> None:
    shown = line(Figure("page", 120.0, "ms", Goal(100)))
    assert shown.split() == ["page", "120", "ms", "≤", "100", "not", "met"]
