"""Spread and backwash: published difference of differences, planted effects, level on null data."""

import numpy as np
import pytest

from growthpoles.errors import InputError
from growthpoles.poles import great_circle_distances, hop_distances, spread_backwash

# A line of regions, one step apart.
N = 40
LINE = np.abs(np.subtract.outer(np.arange(N), np.arange(N))).astype(float)


def test_the_difference_of_differences_is_that_of_card_and_krueger():
    # Card and Krueger (1994), table 3: New Jersey 20.44 to 21.03, Pennsylvania 23.33 to 21.17; effect 2.76 (2.75 from
    # the rounded means). New Jersey stands in the band, Pennsylvania beyond it.
    distance = np.array([[0.0, 1.0, 9.0], [1.0, 0.0, 9.0], [9.0, 9.0, 0.0]])
    [band] = spread_backwash([0.0, 20.44, 23.33], [0.0, 21.03, 21.17], distance, [0], [2.0])
    assert band.effect == pytest.approx(2.75)
    assert band.effect == pytest.approx(2.76, abs=0.011)


def growth(rng, effect, poles=(20,)):
    before, after = 0.02 + 0.01 * rng.normal(size=(2, N))
    near = (LINE[:, list(poles)].min(axis=1) <= 3) & (LINE[:, list(poles)].min(axis=1) > 0)
    return before, after + effect * near


@pytest.mark.parametrize(("effect", "reading"), [(0.05, "spread"), (-0.05, "backwash")])
def test_a_planted_effect_is_found_and_its_sign_read(effect, reading):
    before, after = growth(np.random.default_rng(0), effect)
    near, far = spread_backwash(before, after, LINE, [20], [3, 6])
    assert near.reading == reading
    assert near.effect == pytest.approx(effect, abs=0.02)
    assert far.reading == "neither shown"
    assert (near.regions, far.regions) == (6, 6)


def test_without_an_effect_one_in_twenty_is_read_at_most():
    rng = np.random.default_rng(8)
    found = []
    for _ in range(400):
        before, after = growth(rng, 0.0)
        [near] = spread_backwash(before, after, LINE, [int(rng.integers(3, N - 3))], [3])
        found.append(near.p_value <= 0.05)
    # 400 draws of a true 5 % stay below 7.9 % with 99.5 % certainty.
    assert np.mean(found) <= 0.079


def test_what_lifts_all_regions_is_not_spread():
    before, after = growth(np.random.default_rng(0), 0.0)
    [plain] = spread_backwash(before, after, LINE, [20], [3])
    [lifted] = spread_backwash(before, after + 0.1, LINE, [20], [3])
    assert lifted.effect == pytest.approx(plain.effect)


def test_many_poles_are_compared_with_random_sets():
    before, after = growth(np.random.default_rng(0), 0.06, poles=(5, 20, 33))
    [near] = spread_backwash(before, after, LINE, [5, 20, 33], [3], draws=500)
    assert near.reading == "spread"


def test_p_is_the_share_of_all_possible_poles_where_all_are_tried():
    before, after = growth(np.random.default_rng(0), 0.2)
    [near] = spread_backwash(before, after, LINE, [20], [3])
    assert near.p_value == pytest.approx(1 / N)


def test_an_empty_band_has_no_effect():
    before, after = growth(np.random.default_rng(0), 0.0)
    empty, _ = spread_backwash(before, after, LINE, [20], [0.5, 3])
    assert empty.regions == 0
    assert np.isnan(empty.p_value)


def test_unusable_bands_are_refused():
    with pytest.raises(InputError, match="beyond the last band"):
        spread_backwash([0.0] * N, [0.0] * N, LINE, [20], [100])
    with pytest.raises(InputError, match="rising bands"):
        spread_backwash([0.0] * N, [0.0] * N, LINE, [20], [3, 2])


def test_distances_on_the_globe_and_over_borders():
    # A quarter of the meridian is 10,007.5 km on the sphere of the mean radius.
    assert great_circle_distances([0, 90], [0, 0])[0, 1] == pytest.approx(10_007.5, abs=0.1)
    assert hop_distances(4, {0: [1], 1: [2]})[0].tolist() == [0, 1, 2, np.inf]
