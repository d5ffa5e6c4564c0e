"""Firm points in: metres and degrees, swapped and missing coordinates, and what a message must name."""

import io

import numpy as np
import pyarrow as pa
import pytest

from growthpoles.errors import InputError
from growthpoles.points import read_points
from growthpoles.projection import LocalMetres

ALMATY = "lon,lat,industry,staff,town,id\n76.95,43.25,J62,12,A,a1\n76.94,43.24,C10,3,A,a2\n76.80,43.20,J62,0,B,a3\n"


@pytest.fixture
def file_of(tmp_path):
    def write(text, name="firms.csv"):
        (tmp_path / name).write_text(text)
        return tmp_path / name

    return write


def test_degrees_become_local_metres(file_of):
    points = read_points(file_of(ALMATY), weight="staff", stratum="town", name="id")
    assert points.names == ("a1", "a2", "a3")
    assert points.kinds == ("J62", "C10", "J62")
    assert points.strata == ("A", "A", "B")
    assert points.weights.tolist() == [12.0, 3.0, 0.0]
    # Along a meridian a hundredth of a degree is 1,111 m at this latitude, along the parallel 813 m.
    step = points.metres[0] - points.metres[1]
    assert step == pytest.approx([812.6, 1110.9], abs=1.5)
    np.testing.assert_allclose(points.projection.backward(points.metres)[0], [76.95, 43.25], atol=1e-8)
    assert points.warnings == ()
    assert len(points) == 3


def test_the_projection_is_that_of_the_survey():
    """UTM zone 43 of (76.9 E, 43.25 N) by PROJ: 654,238.297 E, 4,790,330.078 N."""
    zone = LocalMetres(75.0).forward([[76.9, 43.25]])[0] * 0.9996 + [500_000.0, 0.0]
    np.testing.assert_allclose(zone, [654_238.2968, 4_790_330.0777], atol=2e-3)


def test_a_wide_country_is_warned_of():
    corners = pa.table({"lon": [47.0, 87.0], "lat": [41.0, 55.0], "industry": ["a", "b"]})
    assert "too long" in read_points(corners).warnings[0]


def test_metres_stay_metres(file_of):
    points = read_points(file_of("x,y,industry\n654238.3,4790330.1,J62\n654300,4790400,J62\n"))
    assert points.projection is None
    assert points.metres.tolist() == [[654238.3, 4790330.1], [654300.0, 4790400.0]]
    assert points.names == ("2", "3"), "the rows of the file"


def test_small_worlds_in_whole_metres_and_declared_ones_are_believed():
    whole = pa.table({"x": [0, 50], "y": [0, 40], "industry": ["a", "b"]})
    assert read_points(whole).projection is None
    fine = pa.table({"x": [0.5, 50.0], "y": [0.5, 40.0], "industry": ["a", "b"]})
    assert read_points(fine, coordinates="metres").metres[0].tolist() == [0.5, 0.5]
    assert read_points(fine, coordinates="degrees").projection is not None


def test_the_hash_does_not_depend_on_the_order_of_rows(file_of):
    head, *rows = ALMATY.splitlines()
    turned = file_of("\n".join([head, *rows[::-1]]) + "\n", "turned.csv")
    options = {"weight": "staff", "stratum": "town"}
    assert read_points(turned, **options).input_hash == read_points(file_of(ALMATY), **options).input_hash
    assert read_points(turned).input_hash != read_points(turned, **options).input_hash


def test_firms_without_coordinates_are_refused_or_left_out(file_of):
    source = file_of("lon,lat,industry\n76.95,43.25,J62\n76.95,,J62\n76.94,43.24,C10\n")
    with pytest.raises(InputError, match="column 'lat', row 3"):
        read_points(source)
    points = read_points(source, drop_missing=True)
    assert len(points) == 2
    assert points.names == ("2", "4")
    assert "1 of 3 firms" in points.warnings[0]


def test_bounds_tell_swapped_coordinates(file_of):
    swapped = file_of("x,y,industry\n4790330,654238,J62\n4790340,654250,J62\n")
    bounds = (600_000, 4_700_000, 700_000, 4_900_000)
    with pytest.raises(InputError, match="--x y --y x"):
        read_points(swapped, bounds=bounds)
    assert len(read_points(swapped, x="y", y="x", bounds=bounds)) == 2
    with pytest.raises(InputError, match="correct the coordinates"):
        read_points(swapped, bounds=(0, 0, 1, 1))


BAD = {
    "degrees as metres": ("x,y,industry\n76.95,43.25,J62\n76.94,43.24,J62\n", {}, "look like degrees"),
    "swapped names": (ALMATY, {"x": "lat", "y": "lon"}, "swap --x and --y"),
    "swapped towns": ("lon,lat,industry\n43.25,76.95,J62\n43.2,76.9,J62\n", {}, "--x lat --y lon"),
    "swapped Pacific": ("lon,lat,industry\n-37.8,144.9,J62\n-37.7,144.8,J62\n", {}, "--x lat --y lon"),
    "no degrees": ("lon,lat,industry\n654238,4790330,J62\n", {}, "--coordinates metres"),
    "decimal comma": ("x;y;industry\n654238,5;4790330;J62\n", {}, "decimal point"),
    "text": ("x,y,industry\nhere,4790330,J62\n", {}, "column 'x', row 2.*write a number"),
    "several commas": ("x;y;industry\n1,2,3;4790330;J62\n", {}, "write a number"),
    "no columns": ("a,b,industry\n1,2,J62\n", {}, "--x and --y"),
    "one column": ("x,y,industry\n1,2,J62\n", {"x": "x"}, "both --x and --y"),
    "weights": ("x,y,industry,staff\n1,2,J62,-4\n", {"weight": "staff"}, "column 'staff', row 2"),
    "blank weight": ("x,y,industry,staff\n1,2,J62,\n", {"weight": "staff"}, "weight of zero or more"),
    "kind of coordinates": ("x,y,industry\n1,2,J62\n", {"coordinates": "feet"}, "auto, metres or degrees"),
    "nobody": ("x,y,industry\n,,J62\n", {"drop_missing": True}, "firms with coordinates"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_refused_with_a_remedy(file_of, case):
    text, options, message = BAD[case]
    with pytest.raises(InputError, match=message):
        read_points(file_of(text), **options)


def test_standard_input_is_read_once(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(ALMATY.encode())))
    assert len(read_points("-", where="town = 'A'")) == 2


def test_industries_are_chosen_by_code(file_of):
    points = read_points(file_of(ALMATY))
    assert points.are(["J62", "C10"]).all()
    assert points.are(["C10"]).tolist() == [False, True, False]
    with pytest.raises(InputError, match="'C10', 'J62'"):
        points.are(["J63"])


def test_firms_without_an_industry_do_for_measures_of_all_of_them(file_of):
    points = read_points(file_of("x,y\n654238.3,4790330.1\n654300,4790400\n"))
    assert points.kinds == ("", "")
    for kinds in (["J62"], [""]):
        with pytest.raises(InputError, match="--industry"):
            points.are(kinds)
    with pytest.raises(InputError, match="name the columns with --x, --y, --industry"):
        read_points(file_of("x,y\n1,2\n"), industry="branch")
