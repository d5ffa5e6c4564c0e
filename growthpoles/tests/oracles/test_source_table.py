"""The table of location quotients of the source: 41 cells at or above 1, one of them left unmarked."""

import json

import pytest

from growthpoles.cli import main


@pytest.fixture
def classified(shared, tmp_path):
    target = tmp_path / "prerequisites.json"
    assert main(["prerequisites", "--given-lq", str(shared / "seeds" / "lq_table1.csv"), "-o", str(target)]) == 0
    return json.loads(target.read_text())


def test_forty_one_cells_have_the_prerequisites(classified):
    assert len(classified["rows"]) == 187
    assert sum(row["prerequisites"] for row in classified["rows"]) == 41


def test_the_cell_that_the_source_left_unmarked(classified):
    odd = [row for row in classified["rows"] if row["agrees"] is False]
    assert [(row["region"], row["industry"], row["location_quotient"]) for row in odd] == [
        ("AST", "computers_electronics_optical", 2.1)
    ]
    assert sum(row["marked_by_source"] for row in classified["rows"]) == 40


def test_it_says_that_size_and_focus_cannot_be_told(classified):
    assert any("size and focus" in warning for warning in classified["provenance"]["warnings"])
    assert "size_star" not in classified["rows"][0]
