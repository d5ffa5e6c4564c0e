"""Compiled Monte Carlo: plants thrown at a map of all activity, and plants drawn again with replacement."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)


@numba.njit(cache=True, inline="always")
def _next(state: np.uint64) -> np.uint64:
    """SplitMix64 output of a counter (Steele, Lea, Flood 2014, doi 10.1145/2714064.2660195)."""
    z = state
    z = (z ^ (z >> np.uint64(30))) * _MIX_1
    z = (z ^ (z >> np.uint64(27))) * _MIX_2
    return z ^ (z >> np.uint64(31))


def alias_table(weights: Floats) -> tuple[Floats, Codes]:
    """Tables of Walker's alias method: draw a slot, keep it with its probability, else take its alias.

    Examples
    --------
    >>> alias_table(np.array([1.0, 3.0]))
    (array([0.5, 1. ]), array([1, 1]))
    """
    n = len(weights)
    scaled = weights * (n / weights.sum())
    keep, alias = np.ones(n), np.arange(n, dtype=np.int64)
    small = [at for at in range(n) if scaled[at] < 1.0]
    large = [at for at in range(n) if scaled[at] >= 1.0]
    while small and large:
        less, more = small.pop(), large[-1]
        keep[less], alias[less] = scaled[less], more
        scaled[more] -= 1.0 - scaled[less]
        if scaled[more] < 1.0:
            small.append(large.pop())
    return keep, alias


@numba.njit(cache=True, parallel=True)
def dartboard_concentration(  # noqa: PLR0917 -- compiled functions take no keywords
    shares: Floats, offsets: Codes, weights: Floats, keep: Floats, alias: Codes, first: int, draws: int, seed: int
) -> Floats:
    """Raw concentration G of each industry in ``draws`` random maps, shape (n_industries, draws).

    Parameters
    ----------
    shares : array of float, shape (n_plants,)
        Share of each plant in its industry, plants in order of industry.
    offsets : array of int, shape (n_industries + 1,)
        Where each industry's plants begin.
    weights : array of float, shape (n_regions,)
        Shares of all activity.
    keep, alias : arrays
        Of :func:`alias_table` on ``weights``.
    first : int
        Number of the first map: maps have their own random numbers, so that they may be drawn in batches.
    """
    n_industries, n_regions = len(offsets) - 1, len(weights)
    found = np.empty((n_industries, draws))
    for industry in numba.prange(n_industries):
        local = np.empty(n_regions)
        for draw in range(draws):
            state = _next(_next(np.uint64(seed) * _STEP + np.uint64(industry + 1)) + np.uint64(first + draw))
            local[:] = -weights
            for plant in range(offsets[industry], offsets[industry + 1]):
                state += _STEP
                bits = _next(state)
                slot = np.int64(((bits >> np.uint64(32)) * np.uint64(n_regions)) >> np.uint64(32))
                part = np.float64(bits & np.uint64(0xFFFFFFFF)) * (1.0 / 4294967296.0)
                if part >= keep[slot]:
                    slot = alias[slot]
                local[slot] += shares[plant]
            found[industry, draw] = (local * local).sum()
    return found


@numba.njit(cache=True, parallel=True)
def resampled_cells(  # noqa: PLR0917 -- compiled functions take no keywords
    cells: Codes, sizes: Floats, n_cells: int, first: int, draws: int, seed: int
) -> Floats:
    """Sums by cell of ``draws`` samples of the plants with replacement, shape (draws, n_cells).

    Parameters
    ----------
    cells : array of int, shape (n_plants,)
        Cell of each plant.
    sizes : array of float, shape (n_plants,)
    first : int
        Number of the first sample: samples have their own random numbers, so that they may be drawn in batches.
    """
    n = len(cells)
    found = np.zeros((draws, n_cells))
    for draw in numba.prange(draws):
        state = _next(np.uint64(seed) * _STEP + np.uint64(first + draw + 1))
        for _ in range(n):
            state += _STEP
            bits = _next(state)
            plant = np.int64(((bits >> np.uint64(32)) * np.uint64(n)) >> np.uint64(32))
            found[draw, cells[plant]] += sizes[plant]
    return found
