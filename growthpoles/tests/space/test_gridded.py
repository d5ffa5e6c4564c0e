"""All pairs on a grid at once are the pairs one by one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import pdist

from growthpoles.errors import InputError
from growthpoles.space.duranton_overman import kd
from growthpoles.space.gridded import gridded_distances


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1), n=st.integers(2, 60), width=st.integers(1, 30), height=st.integers(1, 30),
    reach=st.floats(0.0, 600.0),
)  # fmt: skip
def test_pairs_on_a_grid_are_counted_exactly(seed, n, width, height, reach):
    points = np.random.default_rng(seed).integers(0, [width, height], (n, 2)) * 10.0
    found = gridded_distances(points, cell=10.0, reach=reach)
    apart = pdist(points)
    for radius in (0.0, reach / 2, reach):
        assert found.within([radius])[0] == (apart <= radius + 1e-9).sum()


def test_density_is_that_of_the_exact_distances(rng):
    points = rng.integers(0, 400, (150, 2)) * 5.0
    radii = np.array([50.0, 200.0, 500.0])
    exact = kd(points, np.ones(150, bool), radii=radii, bandwidth=40.0, simulations=0).observed
    found = gridded_distances(points, cell=5.0, reach=900.0).density(radii, 40.0)
    np.testing.assert_allclose(found, exact, rtol=1e-9)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"points": [[1.0, 2.0]]}, "at least two points"),
        ({"points": [[1.0, 2.0], [np.nan, 3.0]]}, "finite"),
        ({"cell": 0.0}, "cell above 0"),
        ({"cell": 1e-4}, "cells a side"),
    ],
)
def test_bad_input_is_refused_with_a_remedy(changes, message):
    arguments = {"points": [[0.0, 0.0], [5.0, 9.0]], "cell": 1.0, "reach": 5.0} | changes
    with pytest.raises(InputError, match=message):
        gridded_distances(arguments.pop("points"), **arguments)


def test_counts_that_cannot_be_exact_are_refused(monkeypatch):
    monkeypatch.setattr("scipy.fft.irfft2", lambda power, shape, workers: np.full(shape, 0.4))
    with pytest.raises(InputError, match="exactly"):
        gridded_distances([[0.0, 0.0], [5.0, 9.0]], cell=1.0, reach=5.0)
