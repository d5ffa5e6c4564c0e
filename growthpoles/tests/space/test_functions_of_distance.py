"""Kd and M against their formulas, against chance, and in every form of the null model."""

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import cdist, pdist

from growthpoles.errors import InputError
from growthpoles.space import duranton_overman, marcon_puech
from growthpoles.space.duranton_overman import kd
from growthpoles.space.marcon_puech import m
from growthpoles.space.neighbour_shares import share_sums_at_once
from growthpoles.space.pair_counts import count_pairs
from growthpoles.space.pattern import read_pattern
from growthpoles.space.tiles import cut_into_tiles
from growthpoles.space.weighted_shares import share_sums, weight_within

RADII = np.linspace(0.0, 3000.0, 13)


def turned(points, angle):
    cosine, sine = np.cos(angle), np.sin(angle)
    return points @ np.array([[cosine, -sine], [sine, cosine]]) + [1e5, -3e4]


def test_kd_is_its_formula(rng, plain, two_towns):
    points, industry = two_towns(rng)
    one = np.ones(len(points))
    curve = kd(points, industry, radii=RADII, simulations=0)
    between = pdist(points[industry])
    bandwidth = plain.rule_of_thumb(between[between <= 2 * RADII[-1]])
    assert curve.details["bandwidth"] == pytest.approx(bandwidth)
    expected = plain.kd(points, (industry, industry), one, RADII, bandwidth=curve.details["bandwidth"])
    np.testing.assert_allclose(curve.observed, expected, rtol=1e-10)


def test_weighted_kd_between_two_industries_is_its_formula(rng, plain, two_towns):
    points, industry = two_towns(rng)
    second, weights = np.arange(len(points)) >= 200, rng.random(len(points))
    curve = kd(points, industry, radii=RADII, neighbours=second, weights=weights, bandwidth=250.0, simulations=0)
    np.testing.assert_allclose(
        curve.observed, plain.kd(points, (industry, second), weights, RADII, bandwidth=250.0), rtol=1e-10
    )


def test_kd_integrates_to_one_over_all_distances(rng, two_towns):
    points, industry = two_towns(rng)
    radii = np.linspace(0.0, 18_000.0, 901)
    assert np.trapezoid(kd(points, industry, radii=radii, simulations=0).observed, radii) == pytest.approx(
        1.0, rel=1e-3
    )


def test_many_pairs_are_binned_without_showing_it(rng, plain, two_towns, monkeypatch):
    points, industry = two_towns(rng)
    weights = rng.random(len(points))
    for bandwidth in ("observed", 4000.0):
        exact = kd(points, industry, radii=RADII, weights=weights, bandwidth=bandwidth, simulations=0)
        with monkeypatch.context() as patched:
            patched.setattr(duranton_overman, "_FEW_PAIRS", 0)
            binned = kd(points, industry, radii=RADII, weights=weights, bandwidth=bandwidth, simulations=0)
        assert binned.details["bandwidth"] == pytest.approx(exact.details["bandwidth"], rel=1e-4)
        np.testing.assert_allclose(binned.observed, exact.observed, rtol=1e-3)


def test_a_wide_bandwidth_still_sees_all_distances_that_matter(plain):
    points = np.array([[0.0, 0.0], [0.0, 900.0], [2500.0, 0.0]])
    industry, radii = np.ones(3, bool), np.array([100.0])
    curve = kd(points, industry, radii=radii, bandwidth=600.0, simulations=0)
    expected = plain.kd(points, (industry, industry), np.ones(3), radii, bandwidth=600.0)
    np.testing.assert_allclose(curve.observed, expected, rtol=1e-10)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("between", [False, True])
def test_m_is_its_formula(rng, plain, two_towns, weighted, between):
    points, industry = two_towns(rng)
    weights = rng.random(len(points)) if weighted else None
    second = np.arange(len(points)) >= 200 if between else None
    curve = m(points, industry, radii=RADII, weights=weights, neighbours=second, simulations=0)
    other = industry if second is None else second
    expected = plain.m(points, industry, other, np.ones(len(points)) if weights is None else weights, RADII)
    np.testing.assert_allclose(curve.observed, expected, rtol=1e-12)


@settings(max_examples=15, deadline=None)
@given(angle=st.floats(0.0, 2 * np.pi), seed=st.integers(0, 2**32 - 1))
def test_turning_and_shuffling_the_firms_changes_nothing(two_towns, angle, seed):
    rng = np.random.default_rng(seed)
    points, industry = two_towns(rng, 90, 24)
    order = rng.permutation(len(points))
    moved, moved_industry = turned(points, angle)[order], industry[order]
    for measure, rtol in ((kd, 1e-9), (m, 1e-12)):
        here = measure(points, industry, radii=RADII[1:], simulations=0).observed
        there = measure(moved, moved_industry, radii=RADII[1:], simulations=0).observed
        np.testing.assert_allclose(here, there, rtol=rtol)


def test_pairs_are_counted_in_each_simulation(rng):
    points = rng.random((150, 2)) * 100
    tiles = cut_into_tiles(points, 32)
    where = np.column_stack([tiles.x, tiles.y])
    drawn = np.array([rng.permutation(150) for _ in range(70)], np.int32)
    first, second = drawn[:, :40], drawn[:, 40:60]
    among = count_pairs(tiles, first, None, bin_width=2.0, n_bins=20)
    between = count_pairs(tiles, first, second, bin_width=2.0, n_bins=20)
    for at in (0, 33, 69):
        own = np.bincount((pdist(where[first[at]]) / 2.0).astype(int), minlength=80)[:20]
        cross = np.bincount((cdist(where[first[at]], where[second[at]]) / 2.0).astype(int).ravel(), minlength=80)[:20]
        np.testing.assert_array_equal(among[at], own)
        np.testing.assert_array_equal(between[at], cross)


def test_more_simulations_than_bits_are_counted_in_batches(rng, monkeypatch):
    monkeypatch.setattr("growthpoles.space.pair_counts.SIMULATIONS_PER_BATCH", 64)
    monkeypatch.setattr("growthpoles.space.neighbour_shares.SIMULATIONS_PER_BATCH", 64)
    tiles = cut_into_tiles(rng.random((60, 2)))
    drawn = np.array([rng.permutation(60)[:20] for _ in range(100)], np.int32)
    counts = count_pairs(tiles, drawn, None, bin_width=2.0, n_bins=1)
    np.testing.assert_array_equal(counts, np.full((100, 1), 190))


@pytest.mark.parametrize("between", [False, True])
def test_both_ways_to_simulate_agree(rng, two_towns, between, monkeypatch):
    points, industry = two_towns(rng, 160, 40)
    second = np.arange(160) >= 120 if between else None
    arguments = {"radii": RADII, "neighbours": second, "simulations": 80, "rng": 7}
    found = {}
    for at_once in (True, False):
        monkeypatch.setattr(duranton_overman, "_is_cheaper_at_once", lambda *_, at_once=at_once: at_once)
        monkeypatch.setattr(marcon_puech, "_is_cheaper_at_once", lambda *_, at_once=at_once: at_once)
        found[at_once] = [measure(points, industry, **arguments) for measure in (kd, m)]
    for here, there in zip(*found.values(), strict=True):
        for field in ("local_low", "local_high", "global_low", "global_high", "null_mean"):
            np.testing.assert_allclose(getattr(here, field), getattr(there, field), rtol=1e-10)
        assert here.p_value == there.p_value


def test_shares_at_once_equal_shares_one_by_one(rng, two_towns):
    points, industry = two_towns(rng, 160, 40)
    # Beyond the last radius, so that whole tiles are passed over.
    points[80:] += 10 * RADII[-1]
    pattern = read_pattern(points, industry, radii=RADII, neighbours=None, weights=None, strata=None)
    draws = pattern.draw("random_labelling", 70, rng)
    shares, firms = share_sums_at_once(pattern, draws, None)
    plain_shares, expected = share_sums(pattern, draws, weight_within(pattern), None)
    np.testing.assert_allclose(shares, plain_shares)
    np.testing.assert_allclose(firms * 39 / 159, expected)


@pytest.mark.parametrize("between", [False, True])
def test_lists_of_neighbours_and_distances_anew_agree(rng, two_towns, between, monkeypatch):
    points, industry = two_towns(rng, 160, 40)
    second = np.arange(160) >= 120 if between else None
    arguments = {"radii": RADII, "weights": rng.random(160), "neighbours": second, "simulations": 19, "rng": 7}
    by_lists = m(points, industry, **arguments)
    monkeypatch.setattr("growthpoles.space.weighted_shares._LONGEST_LISTS", 10)
    anew = m(points, industry, **arguments)
    np.testing.assert_allclose(anew.local_high, by_lists.local_high, rtol=1e-10)
    np.testing.assert_allclose(anew.null_mean, by_lists.null_mean, rtol=1e-10)


def test_weights_travel_with_firms_or_stay(rng, plain):
    points, industry = rng.random((30, 2)) * 100, np.arange(30) < 8
    weights = np.where(industry, 100.0, 1.0)
    arguments = {"weights": weights, "radii": [10.0, 40.0], "simulations": 199, "rng": 1}
    moving = m(points, industry, null="random_location", **arguments)
    staying = m(points, industry, null="random_labelling", **arguments)
    # The weights of the industry are high wherever it goes; if they stay behind, its share falls.
    assert moving.null_mean[1] == pytest.approx(1.0, abs=0.1)
    assert staying.null_mean[1] < moving.null_mean[1] + 0.2
    assert not np.allclose(moving.null_mean, staying.null_mean)
    heavy = kd(points, industry, null="random_labelling", **arguments)
    assert heavy.observed == pytest.approx(
        plain.kd(points, (industry, industry), weights, heavy.radii, bandwidth=heavy.details["bandwidth"])
    )


@pytest.mark.parametrize("measure", [kd, m])
@pytest.mark.parametrize("null", ["random_location", "random_labelling", "population_independence"])
@pytest.mark.parametrize("weighted", [False, True])
def test_two_industries_that_seek_each_other_are_told_from_chance(rng, measure, null, weighted):
    points = rng.random((200, 2)) * 10_000
    points[20:40] = points[:20] + rng.normal(size=(20, 2)) * 20
    kinds = np.arange(200)
    curve = measure(
        points,
        kinds < 20,
        neighbours=(kinds >= 20) & (kinds < 40),
        weights=rng.random(200) + 0.5 if weighted else None,
        radii=[50.0, 150.0, 1000.0],
        null=null,
        simulations=199,
        rng=5,
    )
    assert curve.p_value <= 0.05
    assert curve.concentrated.any()
    assert not curve.dispersed.any()


@pytest.mark.parametrize("measure", [kd, m])
def test_chance_is_called_chance(measure):
    """On null data at most about one curve in twenty leaves the global band."""
    found = []
    for seed in range(60):
        rng = np.random.default_rng([1, seed])
        points = rng.random((80, 2)) * 1000
        found.append(
            measure(points, np.arange(80) < 25, radii=np.linspace(50, 300, 6), simulations=99, rng=rng).p_value
        )
    rejected = np.mean(np.array(found) <= 0.05)
    assert rejected <= 0.13, "three standard errors above 5 %"
    assert 0.3 < np.mean(found) < 0.7


def test_strata_keep_firms_in_their_town(rng):
    """An industry of one town is concentrated in the country, and not within the town."""
    town = rng.random((60, 2)) * 1000
    points = np.concatenate([town, town + np.array([50_000.0, 0.0])])
    industry = np.zeros(120, bool)
    industry[rng.permutation(60)[:20]] = True
    strata = np.repeat(["west", "east"], 60)
    arguments = {"radii": [200.0, 500.0, 1000.0], "simulations": 199, "rng": 3}
    assert m(points, industry, **arguments).p_value <= 0.05
    assert m(points, industry, strata=strata, **arguments).p_value > 0.05


def test_each_bandwidth_by_its_own_rule(rng, two_towns):
    points, industry = two_towns(rng, 120, 30)
    arguments = {"radii": RADII, "simulations": 39, "rng": 2}
    observed, each = kd(points, industry, **arguments), kd(points, industry, bandwidth="each", **arguments)
    np.testing.assert_array_equal(observed.observed, each.observed)
    assert not np.allclose(observed.local_high, each.local_high)
    assert each.p_value <= 0.05
    alike = np.concatenate([np.zeros((40, 2)), np.full((4, 2), 50.0), rng.random((5, 2)) * 100])
    assert np.isfinite(kd(alike, np.arange(49) >= 40, bandwidth="each", simulations=39, rng=1).local_low).all()


def test_a_seed_repeats_and_threads_do_not_matter(rng, two_towns, monkeypatch):
    points, industry = two_towns(rng)
    first = kd(points, industry, simulations=99, rng=11)
    monkeypatch.setattr("growthpoles.space.workers.THREADS", 1)
    second = kd(points, industry, simulations=99, rng=11)
    np.testing.assert_array_equal(first.global_high, second.global_high)
    assert kd(points, industry, simulations=99, rng=12).global_high[0] != first.global_high[0]


def test_m_is_blank_where_nobody_has_a_neighbour():
    points = np.array([[0.0, 0.0], [0.0, 10.0], [100.0, 0.0], [100.0, 10.0]])
    curve = m(points, np.array([True, True, False, True]), radii=[1.0, 10.0], simulations=19, rng=1)
    assert np.isnan(curve.observed[0])
    assert np.isnan(curve.global_low[0])
    assert np.isfinite(curve.global_low[1])
    alone = m(points, np.array([True, True, False, True]), radii=[1.0], simulations=19, rng=1)
    assert np.isnan(alone.p_value)


def test_progress_adds_up_and_a_stop_is_obeyed(rng, two_towns):
    points, industry = two_towns(rng)
    shares = []
    m(points, industry, simulations=99, rng=1, progress=shares.append)
    assert sum(shares) == pytest.approx(1.0)

    def interrupt(share):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        kd(points, industry, simulations=99, rng=1, progress=interrupt)


# Printed by R's dbmss 2.11 for the trees that it ships (paracou16, "V. Americana"; M is weighted by basal area).
DBMSS_RADII = [0.0, 10.0, 20.0, 30.0, 50.0, 100.0]
DBMSS_M = [0, 1.451378623, 1.741502790, 1.501117310, 1.503304651, 1.384256687]
DBMSS_KD = [0.001582456311, 0.002523811092, 0.003853790769, 0.005086519393, 0.007196570851, 0.007040538789]


def test_dbmss_prints_the_same():
    """Needs a CSV of dbmss's paracou16 (x, y, PointWeight, PointType), named by GROWTHPOLES_PARACOU16."""
    source = os.environ.get("GROWTHPOLES_PARACOU16")
    if source is None or not Path(source).is_file():
        pytest.skip("dbmss's paracou16 is not at hand; name a CSV of it with GROWTHPOLES_PARACOU16")
    rows = np.genfromtxt(source, delimiter=",", names=True, dtype=None, encoding="utf-8")
    points, trees = np.column_stack([rows["x"], rows["y"]]), rows["PointType"] == "V. Americana"
    share = m(points, trees, radii=DBMSS_RADII, weights=rows["PointWeight"], simulations=0)
    np.testing.assert_allclose(share.observed, DBMSS_M, rtol=1e-9)
    density = kd(points, trees, radii=DBMSS_RADII, simulations=0)
    assert density.details["bandwidth"] == pytest.approx(7.895050, abs=1e-4)
    np.testing.assert_allclose(density.observed, DBMSS_KD, rtol=5e-3)


BAD = {
    "points": ({"points": [[1.0, 2.0, 3.0]]}, "shape"),
    "nan": ({"points": [[1.0, np.nan], [2.0, 2.0], [3.0, 3.0]]}, "row 0"),
    "mask": ({"reference": [1, 1, 0]}, "booleans"),
    "length": ({"reference": [True, False]}, r"shape \(3,\)"),
    "one": ({"reference": [True, False, False]}, "at least two firms"),
    "overlap": ({"neighbours": [True, False, True]}, "share no firm"),
    "none": ({"neighbours": [False, False, False]}, "0 neighbours"),
    "weights": ({"weights": [1.0, -1.0, 2.0]}, "row 1"),
    "zero": ({"weights": [0.0, 0.0, 0.0]}, "not all zero"),
    "radii": ({"radii": [10.0, 5.0]}, "increasing"),
    "negative": ({"radii": [-1.0, 5.0]}, "none negative"),
    "null": ({"null": "magic"}, "null model"),
    "second": ({"null": "population_independence"}, "second industry"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_refused_with_a_remedy(case):
    changes, message = BAD[case]
    given_points = changes.pop("points", [[0.0, 0.0], [0.0, 9.0], [7.0, 3.0]])
    reference = changes.pop("reference", [True, True, False])
    with pytest.raises(InputError, match=message):
        m(given_points, np.array(reference), simulations=9, **changes)


@pytest.mark.parametrize("bandwidth", [0.0, -3.0, "wide"])
def test_a_bandwidth_is_metres_or_a_rule(bandwidth):
    with pytest.raises(InputError, match="bandwidth in metres"):
        kd([[0.0, 0.0], [0.0, 9.0]], np.array([True, True]), bandwidth=bandwidth)


def test_equal_distances_have_no_bandwidth():
    with pytest.raises(InputError, match="distances that differ"):
        kd([[0.0, 0.0], [0.0, 9.0]], np.array([True, True]), radii=[9.0])
    with pytest.raises(InputError, match="more than one location"):
        kd([[1.0, 1.0], [1.0, 1.0]], np.array([True, True]))
