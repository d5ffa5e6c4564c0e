"""Ripley's K against its formula, chance, and the even spread that it measures from."""

import numpy as np
import pytest

from growthpoles.errors import InputError
from growthpoles.space.ripley import ripley

WINDOW = (0.0, 0.0, 10.0, 8.0)


@pytest.mark.parametrize("correction", ["translation", "isotropic", "border", "none"])
def test_k_is_its_formula(rng, plain, correction):
    points = rng.random((25, 2)) * [10, 8]
    radii = np.array([0.5, 1.5, 3.0])
    found = ripley(points, window=WINDOW, radii=radii, correction=correction, simulations=0)
    np.testing.assert_allclose(found.observed, plain.k(points, WINDOW, radii, correction), rtol=2e-3)


@pytest.mark.parametrize("correction", ["translation", "isotropic", "border"])
def test_an_even_spread_gives_the_radius(correction):
    found = []
    for seed in range(30):
        points = np.random.default_rng(seed).random((150, 2)) * [10, 8]
        found.append(ripley(points, window=WINDOW, radii=[1.0, 2.0], correction=correction, simulations=0).observed)
    np.testing.assert_allclose(np.mean(found, axis=0), np.pi * np.array([1.0, 4.0]), rtol=0.05)


def test_clusters_are_told_from_chance(rng):
    centres = rng.random((5, 2)) * [8, 6] + 1
    points = np.clip(np.repeat(centres, 8, axis=0) + rng.normal(size=(40, 2)) * 0.2, 0, [10, 8])
    found = ripley(points, window=WINDOW, function="L", simulations=99, rng=1)
    assert found.measure == "ripley_l"
    assert found.p_value <= 0.02
    assert found.concentrated[5:20].all()
    assert ripley(rng.random((40, 2)) * [10, 8], window=WINDOW, simulations=99, rng=1).p_value > 0.05


def test_against_all_firms_a_town_alone_is_no_cluster():
    anywhere, among_firms = [], []
    for seed in range(12):
        rng = np.random.default_rng(seed)
        town = np.array([5.0, 4.0]) + rng.normal(size=(60, 2)) * 0.5
        industry = np.zeros(60, bool)
        industry[rng.permutation(60)[:20]] = True
        arguments = {"window": WINDOW, "simulations": 39, "rng": rng}
        anywhere.append(ripley(town, industry, **arguments).p_value)
        among_firms.append(ripley(town, industry, null="random_location", **arguments).p_value)
    assert max(anywhere) <= 0.05
    assert np.mean(np.array(among_firms) <= 0.05) <= 0.25
    assert np.mean(among_firms) > 0.3


def test_firms_at_one_place_are_counted():
    twice = np.array([[5.0, 4.0], [5.0, 4.0], [1.0, 1.0]])
    found = ripley(twice, window=WINDOW, radii=[0.0, 1.0], correction="isotropic", simulations=0)
    np.testing.assert_allclose(found.observed, 80 / 6 * 2)


def test_nobody_is_far_enough_from_the_edge():
    found = ripley([[0.1, 0.1], [0.2, 0.2]], window=WINDOW, radii=[1.0], correction="border", simulations=0)
    assert np.isnan(found.observed[0])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"points": [[1.0, np.nan], [1.0, 2.0]]}, "finite"),
        ({"reference": [1, 0]}, "booleans"),
        ({"reference": np.array([True, False])}, "at least two"),
        ({"window": (0, 0, 0, 5)}, "a window"),
        ({"window": (0, 0, 3, 3)}, "firms outside"),
        ({"radii": [3.0, 1.0]}, "increasing radii"),
        ({"radii": [20.0]}, "shorter side"),
        ({"correction": "magic"}, "correction"),
        ({"function": "G"}, "function"),
        ({"null": "magic"}, "null model"),
    ],
)
def test_bad_input_is_refused_with_a_remedy(changes, message):
    arguments = {"points": [[1.0, 1.0], [4.0, 5.0]], "window": WINDOW, "simulations": 0} | changes
    with pytest.raises(InputError, match=message):
        ripley(arguments.pop("points"), arguments.pop("reference", None), **arguments)
