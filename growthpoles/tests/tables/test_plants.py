"""Plants: one row each, or several rows under one name."""

import numpy as np
import pandas as pd
import pytest

from growthpoles import InputError, read_plants


@pytest.fixture
def frame():
    return pd.DataFrame(
        [("A", "x", 1.0, "f"), ("A", "x", 2.0, "f"), ("B", "y", 4.0, "g")],
        columns=["region", "industry", "value", "firm"],
    )


def test_each_row_is_a_plant_unless_a_column_names_them(frame):
    assert read_plants(frame).sizes.tolist() == [1, 2, 4]
    named = read_plants(frame, establishment="firm")
    assert sorted(named.sizes.tolist()) == [3, 4]
    assert named.warnings == ("3 rows are 2 plants (column 'firm')",)
    assert named.cells().tolist() == [[3, 0], [0, 4]]
    assert named.region_sums().tolist() == [3, 4]


def test_periods_are_kept_apart(frame):
    plants = read_plants(frame.assign(period=[2019, 2020, 2020]))
    assert plants.has_periods
    assert plants.of_period(1).sizes.tolist() == [2, 4]
    assert not read_plants(frame).has_periods


def test_the_digest_does_not_know_the_order_of_rows(frame):
    assert read_plants(frame).input_hash == read_plants(frame.iloc[::-1]).input_hash
    assert read_plants(frame).input_hash != read_plants(frame.assign(value=[1.0, 2.0, 5.0])).input_hash


def test_a_plant_without_a_size_is_refused(frame):
    with pytest.raises(InputError, match="column 'value', row 1: expected the size of every plant"):
        read_plants(frame.assign(value=[1.0, np.nan, 4.0]))


def test_the_universe_gives_regions_without_plants(frame):
    assert read_plants(frame, universe={"region": ["C", "B", "A"]}).regions == ("C", "B", "A")


def test_published_totals_are_no_plants_but_weights(frame):
    totals = pd.DataFrame(
        [("A", "ALL", 70.0, "-"), ("B", "ALL", 30.0, "-"), ("KZ", "x", 9.0, "-"), ("KZ", "ALL", 100.0, "-")],
        columns=list(frame.columns),
    )
    plants = read_plants(pd.concat([frame, totals]), total_region="KZ", total_industry="ALL", establishment="firm")
    assert (plants.regions, plants.industries) == (("A", "B"), ("x", "y"))
    assert sorted(plants.sizes.tolist()) == [3, 4]
    assert plants.weights.tolist() == [[70, 30]]
    assert plants.of_period(0).weights.tolist() == [[70, 30]]
    assert plants.input_hash != read_plants(frame, establishment="firm").input_hash
    assert read_plants(frame).weights is None


def test_a_plant_without_a_size_is_treated_as_asked(frame):
    hidden = frame.assign(value=[1.0, 0.0, 4.0], disclosure_code=["", "N", ""])
    with pytest.raises(InputError, match="pass --missing nan"):
        read_plants(hidden, missing="error")
    left_out = read_plants(hidden, missing="nan")
    assert left_out.sizes.tolist() == [1, 4]
    assert left_out.warnings == ("1 plants without a size are left out",)
    zero = read_plants(hidden.rename(columns={"disclosure_code": "flag"}), missing="zero", withheld="flag")
    assert zero.sizes.tolist() == [1, 0, 4]
    with pytest.raises(InputError, match="nan, zero or error"):
        read_plants(hidden, missing="mean")
