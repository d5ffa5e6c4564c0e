"""Intervals: coverage on data made for it, exact values by hand, false-discovery control."""

import math

import numpy as np
import pytest

from growthpoles import (
    InputError,
    Totals,
    binomial_interval,
    bootstrap_interval,
    dartboard_interval,
    false_discovery_rate,
    location_quotient,
)


def tail(k, n, p):
    """P(X <= k) of a binomial, term by term."""
    return sum(math.comb(n, j) * p**j * (1 - p) ** (n - j) for j in range(k + 1))


def test_clopper_pearson_bounds_by_their_definition():
    counts = np.array([[8, 2], [12, 78]])
    found = binomial_interval(counts)
    share = 20 / 100
    assert tail(7, 10, found.lower[0, 0] * share) == pytest.approx(0.975)
    assert tail(8, 10, found.upper[0, 0] * share) == pytest.approx(0.025)
    assert found.p_value[0, 0] == pytest.approx(2 * (1 - tail(7, 10, share)))


def test_dartboard_bounds_by_their_definition():
    counts = np.array([[8, 2], [12, 78]])
    found = dartboard_interval(counts)
    weight, n = 0.1, 20
    low = next(k for k in range(n + 1) if tail(k, n, weight) >= 0.025)
    high = next(k for k in range(n + 1) if tail(k, n, weight) >= 0.975)
    assert (found.lower[0, 0], found.upper[0, 0]) == pytest.approx((low / n / weight, high / n / weight))
    assert location_quotient(counts)[0, 0] > found.upper[0, 0]
    assert found.p_value[0, 0] == pytest.approx(2 * (1 - tail(7, n, weight)))


def test_published_totals_are_the_denominators_of_the_bounds():
    """The third industry is only in the totals, and one cell is not published."""
    whole = np.array([[8, 2, 10], [12, 78, 90]])
    totals = Totals(whole.sum(axis=1).astype(float), np.array([20.0, 80.0]), 200.0)
    part = np.array([[8, np.nan], [12, 78]])
    for interval in (binomial_interval, dartboard_interval):
        for known, found in zip(interval(whole), interval(part, totals), strict=True):
            np.testing.assert_allclose(found[1], known[1, :2])
            assert found[0, 0] == pytest.approx(known[0, 0])
            assert np.isnan(found[0, 1])


def test_a_single_establishment_bounds_a_quotient_from_below():
    found = binomial_interval([[1, 9], [19, 71]])
    assert 1 - tail(0, 10, found.lower[0, 0] * 0.2) == pytest.approx(0.025)


def test_empty_and_full_cells_and_empty_regions():
    found = binomial_interval([[0, 5], [5, 0], [0, 0]])
    assert found.lower[0, 0] == 0
    assert found.upper[0, 1] == pytest.approx(1 / 0.5)
    assert np.isnan(found.lower[2]).all()
    assert np.isnan(dartboard_interval([[0, 5], [5, 0], [0, 0]]).p_value[2]).all()


def test_binomial_intervals_cover():
    rng = np.random.default_rng(0)
    truth = np.array([0.3, 0.7])
    hits = []
    for _ in range(120):
        counts = np.stack([rng.multinomial(40, truth), rng.multinomial(100_000, truth)])
        found = binomial_interval(counts)
        hits.append(found.lower[0, 0] <= 1 <= found.upper[0, 0])
    assert np.mean(hits) >= 0.93


def test_an_interval_needs_a_draw():
    with pytest.raises(InputError, match="one draw or more"):
        bootstrap_interval([1.0, 2.0], [0, 1], [0, 1], draws=0)


def test_bootstrap_covers_and_is_the_same_for_the_same_seed():
    rng = np.random.default_rng(1)
    sizes, regions = rng.integers(1, 20, 1500).astype(float), rng.integers(0, 4, 1500)
    industries = rng.integers(0, 3, 1500)
    found = bootstrap_interval(sizes, regions, industries, draws=150)
    again = bootstrap_interval(sizes, regions, industries, draws=150)
    cells = np.zeros((4, 3))
    np.add.at(cells, (regions, industries), sizes)
    quotients = location_quotient(cells)
    assert ((found.lower < quotients) & (quotients < found.upper)).all()
    assert (found.lower == again.lower).all()
    assert ((found.lower <= 1) & (found.upper >= 1)).mean() > 0.8
    assert (found.upper - found.lower).max() < 0.5


def test_bootstrap_of_a_sharp_pattern_is_significant():
    found = bootstrap_interval([1.0] * 200, [0] * 100 + [1] * 100, [0] * 95 + [1] * 5 + [0] * 5 + [1] * 95, draws=200)
    assert found.lower[0, 0] > 1
    assert found.p_value[0, 0] < 0.02


def test_bootstrap_leaves_cells_of_absent_regions_unknown():
    found = bootstrap_interval([1.0, 1.0], [0, 0], [0, 1], shape=(2, 2), draws=50)
    assert np.isnan(found.lower[1]).all()


def test_counts_must_be_whole_and_levels_proper():
    with pytest.raises(InputError, match=r"row 0: expected whole numbers of establishments, got 1.5"):
        binomial_interval([[1.5, 1], [1, 1]])
    with pytest.raises(InputError, match="a level between 0 and 1"):
        dartboard_interval([[1, 1], [1, 1]], level=95)


def test_false_discovery_rate_by_hand():
    p = [0.001, 0.2, np.nan, 0.02, 0.04]
    assert false_discovery_rate(p) == pytest.approx([0.004, 0.2, np.nan, 0.04, 0.16 / 3], nan_ok=True)
    penalty = 1 + 1 / 2 + 1 / 3 + 1 / 4
    assert false_discovery_rate(p, method="by")[0] == pytest.approx(0.004 * penalty)
    with pytest.raises(InputError, match="p-values from 0 to 1"):
        false_discovery_rate([2.0])
    with pytest.raises(InputError, match="bh or by"):
        false_discovery_rate([0.5], method="holm")


def test_false_discovery_rate_is_kept_on_null_data():
    rng = np.random.default_rng(2)
    wrong = [(false_discovery_rate(rng.random(200)) <= 0.05).any() for _ in range(400)]
    assert np.mean(wrong) <= 0.08
