"""Whether a pole lifts its surroundings (spread) or drains them (backwash)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import comb

import numpy as np
from numpy.typing import ArrayLike, NDArray

from growthpoles.errors import InputError

__all__ = ["BandEffect", "great_circle_distances", "hop_distances", "spread_backwash"]

Floats = NDArray[np.float64]
EARTH_RADIUS_KM = 6371.0088


@dataclass(frozen=True)
class BandEffect:
    """Change of growth in one band round the poles, less that of the regions beyond the last band."""

    band: str
    regions: int
    change: float
    change_elsewhere: float
    effect: float
    p_value: float
    reading: str


def spread_backwash(
    before: ArrayLike,
    after: ArrayLike,
    distance: ArrayLike,
    poles: Sequence[int],
    bands: Sequence[float],
    *,
    level: float = 0.05,
    draws: int = 4999,
    rng: np.random.Generator | int = 0,
) -> list[BandEffect]:
    r"""Spread and backwash of growth poles by distance bands, as a difference of differences.

    .. math:: \tau_b = (\bar g^{after}_b - \bar g^{before}_b) - (\bar g^{after}_0 - \bar g^{before}_0)

    Parameters
    ----------
    before, after : array of float, shape (n_regions,)
        Growth per year of each region before and after the poles began to be supported, shares.
    distance : array of float, shape (n_regions, n_regions)
        Kilometres, or steps over common borders.
    poles : sequence of int
        Places of the poles; poles themselves are in no band.
    bands : sequence of float
        Upper ends of the bands, rising, in the unit of ``distance``. A region belongs to the band of its nearest pole;
        regions beyond the last are the comparison (:math:`0`).
    level : float
        Level for the reading.
    draws : int
        Random sets of as many poles; all sets are taken if there are no more than this.
    rng : numpy.random.Generator or int

    Returns
    -------
    list of BandEffect
        ``reading`` is spread, backwash, or *neither shown*. ``p_value`` (two-sided) is the share of random sets of
        poles, with their own bands, whose effect is as far from zero; ``NaN`` where a band is empty.

    Raises
    ------
    InputError
        If there is no region beyond the last band, or bands do not rise.

    Notes
    -----
    Growth of the poles' neighbours that would have come anyway is taken out only as far as the comparison regions share
    it. Bands and years are parameters: the source leaves them open.

    References
    ----------
    .. [1] Myrdal, G. (1957). Economic Theory and Under-Developed Regions. Duckworth, London.
    .. [2] Card, D., Krueger, A. B. (1994). Minimum wages and employment. American Economic Review 84, 772-793.
       (the difference of differences)

    Examples
    --------
    >>> steps = hop_distances(4, [(0, 1), (1, 2), (2, 3)])
    >>> [near] = spread_backwash([0.02] * 4, [0.05, 0.04, 0.02, 0.01], steps, [0], [1])
    >>> round(near.effect, 3), near.regions
    (0.025, 1)
    """
    change = np.asarray(after, dtype=float) - np.asarray(before, dtype=float)
    d = np.asarray(distance, dtype=float)
    ends = [0.0, *bands]
    if d.shape != (len(change), len(change)) or any(b <= a for a, b in pairwise(ends)):
        raise InputError(
            f"a square matrix for {len(change)} regions and rising bands",
            f"{d.shape} and {list(bands)}",
            "correct them",
        )
    observed = _effects(change, d, list(poles), bands)
    if np.isnan(observed[1]).all():
        raise InputError(
            "regions beyond the last band to compare with", "none", "shorten the bands, or add regions further away"
        )
    sets, all_of_them = _sets(len(change), len(poles), draws, rng)
    placebo = np.array([_effects(change, d, chosen, bands)[2] for chosen in sets])
    bounds = list(pairwise(ends))
    beside = 0 if all_of_them else 1
    p_values = [_p_value(effect, placebo[:, at], beside) for at, effect in enumerate(observed[2])]
    return [
        BandEffect(
            band=f"{low:g} to {high:g}",
            regions=int(_members(d, list(poles), low, high).sum()),
            change=float(observed[0][at]),
            change_elsewhere=float(observed[1][at]),
            effect=float(observed[2][at]),
            p_value=p_values[at],
            reading=_reading(float(observed[2][at]), p_values[at] <= level),
        )
        for at, (low, high) in enumerate(bounds)
    ]


def _reading(effect: float, shown: bool) -> str:
    if not shown:
        return "neither shown"
    return "spread" if effect > 0 else "backwash"


def _p_value(effect: float, placebo: Floats, beside: int) -> float:
    """Share of sets as far from zero; the observed set stands ``beside`` random ones, and among all sets anyway."""
    if np.isnan(effect):
        return float("nan")
    usable = placebo[~np.isnan(placebo)]
    return (beside + int(np.sum(np.abs(usable) >= abs(effect) - 1e-12))) / (beside + len(usable))


def _members(d: Floats, poles: list[int], low: float, high: float) -> NDArray[np.bool_]:
    nearest = d[:, poles].min(axis=1)
    inside = (nearest > low) & (nearest <= high)
    inside[poles] = False
    return np.asarray(inside)


def _effects(change: Floats, d: Floats, poles: list[int], bands: Sequence[float]) -> tuple[Floats, Floats, Floats]:
    """Change in each band, change elsewhere, and their difference."""
    ends = [0.0, *bands, np.inf]
    means = np.array([_mean(change[_members(d, poles, a, b)]) for a, b in pairwise(ends)])
    elsewhere = np.full(len(bands), means[-1])
    return means[:-1], elsewhere, means[:-1] - elsewhere


def _mean(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")


def _sets(n: int, size: int, draws: int, rng: np.random.Generator | int) -> tuple[list[list[int]], bool]:
    """Sets of poles to compare with, and whether they are all that there are."""
    if comb(n, size) <= draws:
        return [list(chosen) for chosen in combinations(range(n), size)], True
    generator = np.random.default_rng(rng)
    return [generator.choice(n, size, replace=False).tolist() for _ in range(draws)], False


def great_circle_distances(latitude: ArrayLike, longitude: ArrayLike) -> Floats:
    """Distances in kilometres between points in degrees.

    >>> round(float(great_circle_distances([43.25, 51.18], [76.91, 71.45])[0, 1]))
    973
    """
    lat, lon = np.radians(np.asarray(latitude, dtype=float)), np.radians(np.asarray(longitude, dtype=float))
    half = (
        np.sin((lat[:, None] - lat) / 2) ** 2
        + np.cos(lat[:, None]) * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    )
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0))))


def hop_distances(n: int, borders: Sequence[tuple[int, int]] | Mapping[int, Sequence[int]]) -> Floats:
    """Steps over common borders from each region to each; infinite where there is no way.

    >>> hop_distances(3, [(0, 1), (1, 2)])[0]
    array([0., 1., 2.])
    """
    pairs = borders if not isinstance(borders, Mapping) else [(a, b) for a, to in borders.items() for b in to]
    steps = np.where(np.eye(n, dtype=bool), 0.0, np.inf)
    for a, b in pairs:
        steps[a, b] = steps[b, a] = min(steps[a, b], 1.0)
    for middle in range(n):
        steps = np.minimum(steps, steps[:, middle, None] + steps[middle])
    return steps
