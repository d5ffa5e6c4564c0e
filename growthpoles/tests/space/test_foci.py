"""Foci: planted ones are found with their members, chance makes none, outlines hold their members."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpoles.errors import InputError
from growthpoles.space.foci import _log_factorials, _upper_tails, foci
from growthpoles.space.outlines import _boundary, _polygons, _walk, contains, outline


@pytest.fixture
def firms(rng):
    """600 firms over 10 by 10 km; 60 of the industry, of which 20 and 15 are in two foci."""
    points = rng.random((600, 2)) * 10_000
    points[:20] = [2000.0, 3000.0] + rng.normal(size=(20, 2)) * 100
    points[20:35] = [7000.0, 7000.0] + rng.normal(size=(15, 2)) * 100
    return points, np.arange(600) < 60


def test_planted_foci_are_found(firms):
    points, industry = firms
    found = foci(points, industry, radius=300.0, simulations=99, rng=1)
    assert len(found.foci) == 2
    first, second = found.foci
    assert set(range(20)) - set(first.members.tolist()) == set()
    assert set(range(20, 35)) - set(second.members.tolist()) == set()
    assert first.centre == pytest.approx((2000.0, 3000.0), abs=120)
    assert first.excess > second.excess > 0
    assert max(first.p_value, second.p_value, found.p_value) == pytest.approx(0.01)
    assert first.quotient == pytest.approx(len(first.members) / first.background / 0.1)
    assert found.share > 0.5 > found.null_share


def test_members_are_inside_their_polygons(firms):
    points, industry = firms
    for focus in foci(points, industry, radius=300.0, simulations=0).foci:
        rings = [np.array(polygon[0]) for polygon in focus.polygons]
        assert all(any(contains(ring, points[member]) for ring in rings) for member in focus.members)
        assert np.isnan(focus.p_value)


def test_chance_makes_no_foci():
    p_values = []
    for seed in range(30):
        rng = np.random.default_rng(seed)
        points, industry = rng.random((300, 2)) * 5000, np.arange(300) < 60
        p_values.append(foci(points, industry, radius=400.0, least=3, simulations=39, rng=rng).p_value)
    assert np.mean(np.array(p_values) <= 0.05) <= 0.1


def test_a_city_is_no_focus_and_within_strata_nothing_is_left(rng):
    """All firms crowd in the centre, the industry in proportion: dense, but no focus."""
    points = rng.normal(size=(400, 2)) * 800
    industry = np.zeros(400, bool)
    industry[rng.permutation(400)[:80]] = True
    found = foci(points, industry, radius=300.0, strata=points[:, 0] > 0, simulations=19, rng=1)
    assert found.share < 0.2


def test_tails_are_hypergeometric():
    from scipy.stats import hypergeom

    near, around = np.array([0, 2, 5, 9]), np.array([5, 4, 5, 12])
    found = _upper_tails(near, around, 10, 40, _log_factorials(41))
    np.testing.assert_allclose(found, hypergeom.sf(near - 1, 40, 10, around), rtol=1e-10)


def test_the_smallest_focus_is_an_option(firms):
    points, industry = firms
    assert len(foci(points, industry, radius=300.0, least=18, simulations=0).foci) == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [({"q": 0.0}, "q between"), ({"least": 1}, "at least 2"), ({"radius": 0.0}, "radii"), ({"radius": -5.0}, "radii")],
)
def test_bad_input_is_refused_with_a_remedy(firms, changes, message):
    with pytest.raises(InputError, match=message):
        foci(*firms, **({"radius": 100.0, "simulations": 0} | changes))


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), n=st.integers(1, 40), spread=st.floats(0.1, 20.0))
def test_outlines_are_valid_and_hold_their_points(seed, n, spread):
    shapely = pytest.importorskip("shapely")
    points = np.random.default_rng(seed).random((n, 2)) * spread
    polygons = [shapely.Polygon(rings[0], rings[1:]) for rings in outline(points, 1.0)]
    assert all(polygon.is_valid for polygon in polygons)
    assert all(shapely.LinearRing(rings[0]).is_ccw for rings in outline(points, 1.0))
    whole = shapely.union_all(polygons)
    assert all(whole.contains(shapely.Point(point)) for point in points)
    discs = shapely.union_all([shapely.Point(point).buffer(1.0) for point in points])
    assert whole.area >= 0.9 * discs.area
    assert whole.within(discs.buffer(1.0))


def test_a_ring_of_firms_has_a_hole():
    angles = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    polygons = outline(np.column_stack([np.cos(angles), np.sin(angles)]) * 10, 1.0)
    assert [len(rings) for rings in polygons] == [2]
    outer, hole = map(np.array, polygons[0])
    assert contains(outer, np.zeros(2))
    assert contains(hole, np.zeros(2))


def test_a_hole_that_touches_the_rim_is_cut_off():
    """A square of triangles round an open triangle, one corner of which is on the square's lower side."""
    corners = np.array([[0, 0], [4, 0], [4, 4], [0, 4], [2, 0], [1, 2], [3, 2]], float)
    triangles = np.array([[0, 4, 5], [0, 5, 3], [3, 5, 2], [5, 6, 2], [6, 1, 2], [4, 1, 6]])
    ((outer, hole),) = _polygons(_walk(corners, _boundary(triangles)), corners)
    assert {tuple(corner) for corner in hole} == {(2.0, 0.0), (1.0, 2.0), (3.0, 2.0)}
    assert len(outer) == 6
    assert (2.0, 0.0) in {tuple(corner) for corner in outer}


def test_parts_that_touch_in_one_corner_stay_apart():
    corners = np.array([[0, 0], [2, 0], [1, 1], [0, 2], [2, 2]], float)
    polygons = _polygons(_walk(corners, _boundary(np.array([[0, 1, 2], [2, 4, 3]]))), corners)
    assert [len(rings) for rings in polygons] == [1, 1]
