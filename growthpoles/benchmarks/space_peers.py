"""Speed of the measures on space beside their peers, each figure gated on equal results in the same run.

Run ``python growthpoles/benchmarks/space_peers.py``; ``FULL=1`` adds 100,000 firms and 10,000 firms by permutation in
esda. ``measure()`` returns the rows for ``var/bench-engine.json``.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import pdist

from growthpoles import kd, local_getis_ord, local_moran, m
from growthpoles.space.weights import Weights, from_links, k_nearest

Floats = NDArray[np.float64]
Row = dict[str, Any]
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
}
GOALS = {("kd", 10_000): 0.3, ("m", 10_000): 1.0, ("kd", 100_000): 20.0}


def half_clustered(n: int, seed: int = 1) -> tuple[Floats, NDArray[np.bool_]]:
    """A window of 100 by 100; a quarter of the points are of the industry, half of those in one place."""
    rng = np.random.default_rng(seed)
    points = rng.random((n, 2)) * 100.0
    points[: n // 8] = 50.0 + rng.normal(size=(n // 8, 2)) * 8.0
    return points, np.arange(n) < n // 4


def interleaved(calls: dict[str, Callable[[], object]], repeats: int = 5) -> dict[str, float]:
    """Median seconds of each call, taken in turns after one call of each to warm up."""
    for call in calls.values():
        call()
    seconds: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(repeats):
        for name, call in calls.items():
            start = time.perf_counter()
            call()
            seconds[name].append(time.perf_counter() - start)
    return {name: statistics.median(taken) for name, taken in seconds.items()}


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


def functions_of_distance() -> list[Row]:
    """C1 to C4: Kd and M with 1,000 simulations and global bands, through the public functions."""
    rows = []
    for n in (500, 2000, 10_000, *([100_000] if FULL else [])):
        points, industry = half_clustered(n)
        gate_of_functions_of_distance(points, industry)
        for name, measure in (("kd", kd), ("m", m)):
            if n == 100_000 and name == "m":
                continue

            def call(measure: Any = measure, points: Floats = points, industry: Any = industry) -> object:
                return measure(points, industry, radii=RADII, simulations=1000, rng=1)

            seconds = interleaved({name: call}, repeats=1 if n == 100_000 else 5)[name]
            elsewhere = DBMSS.get((name, n))
            rows.append(
                {
                    "id": f"C {name} n={n:,}, 1,000 simulations",
                    "seconds": seconds,
                    "goal_seconds": GOALS.get((name, n)),
                    "peer": "dbmss (measured on another box)" if elsewhere else None,
                    "peer_seconds": elsewhere,
                    "ratio": elsewhere / seconds if elsewhere else None,
                    "bound": "pairs of firms within reach, 64 simulations to a word",
                }
            )
    return rows


def local_statistics() -> list[Row]:
    """D1 and D2: local Moran and local G on the six nearest neighbours, 999 permutations."""
    rng = np.random.default_rng(1)
    rows = []
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
        seconds = interleaved(calls, repeats=3 if n == 50_000 else 5)
        for ours, theirs, goal in (
            ("local Moran", "pygeoda, lookup table", 28.0),
            ("local Moran", "esda local Moran", 380.0),
            ("local Moran, general weights", "esda local Moran", 14.0),
            ("local G", "esda local G", 35.0),
        ):
            if theirs in seconds:
                rows.append(
                    {
                        "id": f"D {ours} n={n:,}, 999 permutations",
                        "seconds": seconds[ours],
                        "peer": theirs,
                        "peer_seconds": seconds[theirs],
                        "ratio": seconds[theirs] / seconds[ours],
                        "goal_ratio": goal if n == 50_000 else None,
                        "bound": "drawing the shared table and looking up each region in it",
                    }
                )
        start = time.perf_counter()
        local_moran(values, weights, permutations=99_999, rng=1)
        rows.append(
            {"id": f"D local Moran n={n:,}, 99,999 permutations", "seconds": time.perf_counter() - start}
            | ({"goal_seconds": 0.1, "bound": "sorting the shared table of draws"} if n == 50_000 else {})
        )
    return rows


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


def surroundings() -> Row:
    """Processor, versions, bandwidth and the largest memory of this process."""
    block = np.ones(20_000_000)
    start = time.perf_counter()
    for _ in range(5):
        block.sum()
    bandwidth = 5 * block.nbytes / (time.perf_counter() - start) / 1e9
    return {
        "processor": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "read_gigabytes_per_second": bandwidth,
        "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "versions": {name: version(name) for name in ("numpy", "numba", "scipy", "esda", "pygeoda")},
    }


def measure() -> list[Row]:
    """All rows of this file."""
    return [*functions_of_distance(), *local_statistics()]


if __name__ == "__main__":
    found = measure()
    for row in found:
        goal, ratio = row.get("goal_seconds") or row.get("goal_ratio"), row.get("ratio") or float("nan")
        print(f"{row['id']:55} {row['seconds']:9.4f} s  x{ratio:8.1f}  goal {goal}  {row.get('peer')}")
    print(json.dumps(surroundings(), indent=1))
