"""Speed of the measures on space beside their peers, each figure gated on equal results in the same run.

Run ``python growthpoles/benchmarks/space_peers.py [group …]``; ``FULL=1`` takes more repeats of the largest cases.
``measure()`` returns the figures for ``var/bench-engine.json``.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import pdist

from growthpoles import gridded_distances, kd, local_getis_ord, local_moran, m
from growthpoles.figures import Figure, beside, duration, medians, told
from growthpoles.space.weights import Weights, from_links, k_nearest

Floats = NDArray[np.float64]
FULL = os.environ.get("FULL") == "1"
RADII = np.linspace(0.0, 30.0, 61)
#: Seconds of R's dbmss 2.11 for 1,000 simulations on another box of two cores (Xeon 2.6 GHz), for the order of size.
DBMSS = {
    ("kd", 500): 3.1,
    ("kd", 2000): 14.0,
    ("kd", 10_000): 850.0,
    ("m", 500): 3.9,
    ("m", 2000): 12.1,
    ("m", 10_000): 182.0,
    ("m weighted", 500): 3.9,
    ("m weighted", 2000): 12.1,
    ("m weighted", 10_000): 182.0,
}
GOALS = {("kd", 10_000): 0.3, ("m", 10_000): 1.0, ("kd", 100_000): 20.0}
#: dbmss has no path of its own without weights: its times hold for both.
GOALS_BESIDE_DBMSS = {("m weighted", 10_000): 15.0 * 0.7}


def half_clustered(n: int, seed: int = 1) -> tuple[Floats, NDArray[np.bool_]]:
    """A window of 100 by 100; a quarter of the points are of the industry, half of those in one place."""
    rng = np.random.default_rng(seed)
    points = rng.random((n, 2)) * 100.0
    points[: n // 8] = 50.0 + rng.normal(size=(n // 8, 2)) * 8.0
    return points, np.arange(n) < n // 4


def gate_of_functions_of_distance(points: Floats, industry: NDArray[np.bool_]) -> None:
    """The curves equal their formulas before any time is taken."""
    sample = slice(0, None, max(1, len(points) // 400))
    where, mask = points[sample], industry[sample]
    gaps = pdist(where[mask])
    curve = kd(where, mask, radii=RADII, bandwidth=2.0, simulations=0)
    terms = np.exp(-0.5 * ((RADII[:, None] - gaps) / 2.0) ** 2) + np.exp(-0.5 * ((RADII[:, None] + gaps) / 2.0) ** 2)
    np.testing.assert_allclose(curve.observed, terms.mean(axis=1) / (2.0 * np.sqrt(2.0 * np.pi)), rtol=1e-9)
    between = np.hypot(*(where[:, None] - where[None]).T)
    np.fill_diagonal(between, np.inf)
    near = between[mask] <= 10.0
    looked = near.any(axis=1)
    share = (near[looked] @ mask.astype(float) / near[looked].sum(axis=1)).mean() / ((mask.sum() - 1) / (len(mask) - 1))
    np.testing.assert_allclose(m(where, mask, radii=[10.0], simulations=0).observed, share, rtol=1e-12)


def functions_of_distance() -> Iterator[Figure]:
    """C1 to C4: Kd and M with 1,000 simulations and global bands, through the public functions."""
    bound = "pairs of firms within reach, 1,024 simulations at once"
    for n in (500, 2000, 10_000, 100_000):
        points, industry = half_clustered(n)
        gate_of_functions_of_distance(points, industry)
        sizes = np.random.default_rng(2).lognormal(3.0, 1.0, n)
        measures: dict[str, Callable[..., object]] = {"kd": kd, "m": m, "m weighted": partial(m, weights=sizes)}
        for name, measure in measures.items():
            # M of 100,000 firms has no goal.
            if n == 100_000 and name != "kd":
                continue
            call = partial(measure, points, industry, radii=RADII, simulations=1000, rng=1)
            seconds = medians({name: call}, _repeats(n, name))[name]
            case = f"C {name} n={n:,}, 1,000 simulations"
            yield duration(case, seconds, goal_seconds=GOALS.get((name, n)), bound=bound)
            if (name, n) in DBMSS:
                peer, goal = "dbmss on another box", GOALS_BESIDE_DBMSS.get((name, n))
                yield beside(case, peer, (seconds, DBMSS[name, n]), goal=goal, bound=bound)


def _repeats(n: int, name: str) -> int:
    if n == 100_000 or (n == 10_000 and name == "m weighted"):
        return 3 if FULL else 1
    return 5


def gridded() -> Iterator[Figure]:
    """C5: distances between ten million firms, exact on a grid of 1,000 cells a side, and Kd of them."""
    points = np.random.default_rng(3).random((10_000_000, 2)) * 100.0
    few = points[:3000]
    cells = np.floor((few - few.min(axis=0)) / 0.1).astype(np.int64)
    gaps = ((cells[:, None] - cells) ** 2).sum(axis=2)[np.triu_indices(len(few), 1)]
    found = gridded_distances(few, cell=0.1, reach=30.0)
    squares = np.rint((found.distances / 0.1) ** 2).astype(np.int64)
    np.testing.assert_array_equal(found.pairs, np.bincount(gaps, minlength=squares[-1] + 1)[squares])

    def call() -> object:
        return gridded_distances(points, cell=0.1, reach=33.0).density(RADII, 0.5)

    seconds = medians({"gridded": call})["gridded"]
    yield duration("C5 kd of 10,000,000 firms on a grid", seconds, goal_seconds=1.0, bound="counting in cells")


def local_statistics() -> Iterator[Figure]:
    """D1 and D2: local Moran and local G on the six nearest neighbours, 999 permutations."""
    rng = np.random.default_rng(1)
    for n in (3000, 50_000):
        points, values = rng.random((n, 2)), rng.random(n)
        weights = k_nearest(points, 6).row_standardised()
        general = from_links(weights.ids, weights.rows, weights.neighbours, rng.random(len(weights.values)))
        calls: dict[str, Callable[[], Any]] = {
            "local Moran": lambda values=values, weights=weights: local_moran(values, weights, rng=1),
            "local Moran, general weights": lambda values=values, general=general: local_moran(values, general, rng=1),
            "local G": lambda values=values, weights=weights: local_getis_ord(values, weights, rng=1),
        }
        calls |= _peers(points, values, weights)
        _gate_of_local_moran(calls)
        seconds = medians(calls, 3 if n == 50_000 else 5)
        for ours, goals in (
            ("local Moran", {"pygeoda, lookup table": 28.0, "esda local Moran": 380.0}),
            ("local Moran, general weights", {"esda local Moran": 14.0}),
            ("local G", {"esda local G": 35.0}),
        ):
            case, bound = f"D {ours} n={n:,}, 999 permutations", "drawing the shared table and looking up each region"
            yield duration(case, seconds[ours])
            for peer, goal in goals.items():
                if peer in seconds:
                    times, wanted = (seconds[ours], seconds[peer]), goal if n == 50_000 else None
                    yield beside(case, peer, times, goal=wanted, bound=bound)
        many = medians({"many": partial(local_moran, values, weights, permutations=99_999, rng=1)}, 3)["many"]
        limit, bound = 0.1 if n == 50_000 else None, "sorting the shared table of draws"
        yield duration(f"D local Moran n={n:,}, 99,999 permutations", many, goal_seconds=limit, bound=bound)


def _peers(points: Floats, values: Floats, weights: Weights) -> dict[str, Callable[[], Any]]:
    warnings.simplefilter("ignore")
    calls: dict[str, Callable[[], Any]] = {}
    try:
        import esda
        import libpysal
    except ImportError:
        print("esda is not installed: its rows are left out", file=sys.stderr)
    else:
        near = {i: weights.neighbours[slice(*weights.starts[i : i + 2])].tolist() for i in range(len(values))}
        theirs = libpysal.weights.W(near, silence_warnings=True)
        theirs.transform = "r"
        calls["esda local Moran"] = lambda: esda.Moran_Local(values, theirs, permutations=999, n_jobs=1, seed=1)
        calls["esda local G"] = lambda: esda.G_Local(values, theirs, transform="B", permutations=999, n_jobs=1, seed=1)
    try:
        import geopandas
        import pygeoda
        import shapely
    except ImportError:
        print("pygeoda is not installed: its rows are left out", file=sys.stderr)
    else:
        frame = pygeoda.open(geopandas.GeoDataFrame({"v": values}, geometry=shapely.points(points)))
        near_six = pygeoda.knn_weights(frame, 6)
        listed = values.tolist()
        calls["pygeoda, lookup table"] = lambda: pygeoda.local_moran(
            near_six, listed, permutations=999, permutation_method="lookup-table", cpu_threads=2
        )
    return calls


def _gate_of_local_moran(calls: dict[str, Callable[[], Any]]) -> None:
    ours = calls["local Moran"]()
    if "pygeoda, lookup table" in calls:
        np.testing.assert_allclose(calls["pygeoda, lookup table"]().lisa_values(), ours.statistic, rtol=1e-6, atol=1e-9)
    if "esda local Moran" in calls:
        theirs = calls["esda local Moran"]()
        np.testing.assert_allclose(theirs.Is, ours.statistic, rtol=1e-9, atol=1e-12)
        directed = np.minimum(1.0, 2.0 * theirs.p_sim)
        assert np.corrcoef(directed, ours.p_value)[0, 1] > 0.98


GROUPS = (functions_of_distance, gridded, local_statistics)


def measure() -> list[Figure]:
    """All figures; each is told as it is there."""
    return told(figure for group in GROUPS for figure in group())


if __name__ == "__main__":
    if len(sys.argv) > 1:
        GROUPS = tuple(group for group in GROUPS if group.__name__ in sys.argv[1:])
    measure()
