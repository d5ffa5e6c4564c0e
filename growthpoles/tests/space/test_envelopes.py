"""Bands and the p-value of a whole curve."""

import numpy as np
import pytest

from growthpoles.errors import InputError
from growthpoles.space.envelopes import global_band, local_band, rank_p_value, with_envelopes


def test_local_band_leaves_out_its_level(rng):
    simulated = rng.normal(size=(999, 4))
    low, high = local_band(simulated, 0.05)
    np.testing.assert_array_equal((simulated < low).sum(axis=0), 24)
    np.testing.assert_array_equal((simulated > high).sum(axis=0), 24)


def test_global_band_is_left_by_its_level_of_curves(rng):
    simulated = rng.normal(size=(1000, 20)).cumsum(axis=1)
    low, high = global_band(simulated, 0.05)
    outside = ((simulated < low) | (simulated > high)).any(axis=1).mean()
    assert 0.02 <= outside <= 0.08
    assert (low <= local_band(simulated, 0.05)[0]).all()


def test_global_band_by_hand():
    """Of five curves at one radius the two extremes go: 3 of 5 are the 60 % that level 0.4 keeps."""
    low, high = global_band(np.array([[1.0], [2.0], [3.0], [4.0], [5.0]]), 0.4)
    assert (low[0], high[0]) == (2.0, 4.0)
    low, high = global_band(np.array([[1.0], [2.0], [3.0], [4.0], [5.0]]), 0.2)
    assert (low[0], high[0]) == (1.5, 4.5), "four of five: half-way between the steps"


def test_too_few_simulations_for_a_global_band():
    with pytest.raises(InputError, match="more simulations"):
        global_band(np.array([[1.0], [2.0]]), 0.5)


def test_p_value_ranks_the_longest_extreme():
    curves = np.array([[5.0, 5.0, 0.0], [4.0, 4.0, 1.0], [3.0, 3.0, 2.0], [0.0, 1.0, 3.0], [1.0, 0.0, 4.0]])
    assert rank_p_value(curves) == pytest.approx(0.2)
    assert rank_p_value(np.zeros((4, 2))) == 1.0, "nothing differs"


def test_a_value_that_most_simulations_share_is_nothing_extreme():
    """Within a short radius most simulated firms have no neighbour of their own industry: M is 0 in most curves."""
    short = np.repeat([9.0, 2.0, 0.0], [1, 9, 90])
    long = np.array([9.0, *np.linspace(0.5, 1.5, 99)])
    assert rank_p_value(np.column_stack([short, long])) == pytest.approx(0.01)
    assert rank_p_value(short[::-1, None]) > 0.8, "the value that is common"
    for curves in ([[9.0], [1.0], [2.0], [3.0]], [[1.0], [2.0], [3.0], [9.0]]):
        assert rank_p_value(np.array(curves)) == 0.5, "both ends are equally far out"


def test_p_values_of_exchangeable_curves_are_uniform(rng):
    found = [rank_p_value(rng.normal(size=(40, 5))) for _ in range(300)]
    assert np.mean(np.array(found) <= 0.05) <= 0.09
    assert np.mean(found) == pytest.approx(0.5, abs=0.06)


def test_a_curve_without_simulations_has_no_band():
    curve = with_envelopes("x", np.array([1.0]), np.array([2.0]), np.array([[2.0]]), level=0.05, null="n", details={})
    assert np.isnan(curve.global_high).all()
    assert np.isnan(curve.p_value)
    assert not curve.concentrated.any()
