"""Small worlds for the tests on space, and slow plain twins of the measures.

The twins are the formulas as they stand, without any of the engine's ways to be quick.
"""

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from growthpoles.space.weights import Weights, from_links
from growthpoles.space.weights_files import read_weights

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(20261121)


@pytest.fixture
def row() -> Weights:
    """Six regions in a row."""
    return from_links("abcdef", [0, 1, 1, 2, 2, 3, 3, 4, 4, 5], [1, 0, 2, 1, 3, 2, 4, 3, 5, 4])


@pytest.fixture(scope="session")
def oracles(shared: Path) -> Path:
    return shared / "oracles"


@pytest.fixture(scope="session")
def mexico(oracles: Path) -> Weights:
    """Mexican states, in the order of the rows of their table."""
    return read_weights(oracles / "pysal_mexico.gal").for_regions([str(at) for at in range(32)])


@pytest.fixture(scope="session")
def rows_of() -> Callable[[Path], list[dict[str, str]]]:
    def read(path: Path) -> list[dict[str, str]]:
        with path.open(encoding="utf-8") as stream:
            return list(csv.DictReader(stream))

    return read


@pytest.fixture(scope="session")
def two_towns() -> Callable[..., tuple[Floats, Mask]]:
    def firms(rng: np.random.Generator, n: int = 240, focal: int = 40) -> tuple[Floats, Mask]:
        """Firms over 10 by 10 km; half of the industry's firms in one place."""
        points = rng.random((n, 2)) * 10_000
        points[: focal // 2] = np.array([3000.0, 7000.0]) + rng.normal(size=(focal // 2, 2)) * 150
        return points, np.arange(n) < focal

    return firms


def distances(points: Floats) -> Floats:
    return np.hypot(*(points[:, None, :] - points[None, :, :]).T)


class Plain:
    """Slow plain twins."""

    @staticmethod
    def kd(points: Floats, kinds: tuple[Mask, Mask], weights: Floats, radii: Floats, *, bandwidth: float) -> Floats:
        between, (first, second) = distances(points), kinds
        density, total = np.zeros(len(radii)), 0.0
        for i in np.flatnonzero(first):
            for j in np.flatnonzero(second):
                if i != j:
                    weight = weights[i] * weights[j]
                    direct = np.exp(-0.5 * ((radii - between[i, j]) / bandwidth) ** 2)
                    mirrored = np.exp(-0.5 * ((radii + between[i, j]) / bandwidth) ** 2)
                    density += weight * (direct + mirrored)
                    total += weight
        return density / (total * bandwidth * np.sqrt(2 * np.pi))

    @staticmethod
    def rule_of_thumb(values: Floats) -> float:
        quartiles = np.percentile(values, [25, 75])
        return 0.9 * min(values.std(ddof=1), (quartiles[1] - quartiles[0]) / 1.34) * len(values) ** -0.2

    @staticmethod
    def m(points: Floats, first: Mask, second: Mask, weights: Floats, radii: Floats) -> Floats:
        between = distances(points)
        np.fill_diagonal(between, np.inf)
        values = []
        for radius in radii:
            shares = expected = 0.0
            for i in np.flatnonzero(first):
                near = between[i] <= radius
                if weights[near].sum() > 0:
                    own = weights[i] if second[i] else 0.0
                    shares += weights[near & second].sum() / weights[near].sum()
                    expected += (weights[second].sum() - own) / (weights.sum() - weights[i])
            values.append(shares / expected if expected else np.nan)
        return np.array(values)

    @staticmethod
    def k(points: Floats, window: tuple[float, float, float, float], radii: Floats, correction: str) -> Floats:
        """Ripley's K; the share of a circle that is inside is found by going round it."""
        x0, y0, x1, y1 = window
        between, n, area = distances(points), len(points), (x1 - x0) * (y1 - y0)
        angles = (np.arange(20_000) + 0.5) * (2 * np.pi / 20_000)
        edge = np.minimum(points - [x0, y0], np.array([x1, y1]) - points).min(axis=1)

        def weight(i: int, j: int) -> float:
            if correction == "translation":
                gap = np.abs(points[i] - points[j])
                return area / ((x1 - x0 - gap[0]) * (y1 - y0 - gap[1]))
            if correction == "isotropic":
                x = points[i, 0] + between[i, j] * np.cos(angles)
                y = points[i, 1] + between[i, j] * np.sin(angles)
                return 1.0 / np.mean((x >= x0) & (x <= x1) & (y >= y0) & (y <= y1))
            return 1.0

        values = []
        for radius in radii:
            looked_from = [i for i in range(n) if correction != "border" or edge[i] >= radius]
            pairs = [(i, j) for i in looked_from for j in range(n) if i != j and between[i, j] <= radius]
            share = len(looked_from) if correction == "border" else n
            values.append(area * sum(weight(i, j) for i, j in pairs) / (share * (n - 1)) if share else np.nan)
        return np.array(values)


@pytest.fixture(scope="session")
def plain() -> type[Plain]:
    return Plain
