# ruff: noqa: PLR0917 -- compiled kernels take arrays by position
"""Conditional permutation: a region keeps its value, its neighbours' values are drawn from all other regions.

All regions share one table of draws. A draw for region *i* that contains *i* itself takes the draw's next member in
its place, which leaves every set of other regions equally likely. Where a region's weights are all equal, only the sum
of the drawn values matters: the sums are sorted once for each number of neighbours and each region looks up its own,
correcting the few draws that contain it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from growthpoles.space.autocorrelation import TIE
from growthpoles.space.weights import Weights
from growthpoles.space.workers import Progress, run_tasks

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
_SITES = 4096


@dataclass(frozen=True)
class Table:
    """Draws shared by all regions.

    Parameters
    ----------
    draws : array of int, shape (permutations, most_neighbours + 1)
        Distinct regions in each row; the last is the first substitute.
    starts, where : array of int
        ``where[starts[i]:starts[i + 1]]`` are the places of region *i* in ``draws``, flattened.
    """

    draws: Indices
    starts: Indices
    where: Indices


def count_tails(
    values: Floats, weights: Weights, permutations: int, rng: np.random.Generator, progress: Progress | None
) -> tuple[Floats, Floats]:
    """How many permuted lags are at least as large, and at least as small, as the observed lag of each region.

    Returns
    -------
    above, below : array of float, shape (n,)
        Both equal to ``permutations`` for a region without neighbours.
    """
    most = int(weights.cardinalities.max())
    table = _draw_table(len(values), most, permutations, rng)
    above, below = np.empty(len(values), np.int64), np.empty(len(values), np.int64)
    slack = TIE * float(np.abs(values).max()) * max(1.0, most)
    if _are_equal(weights.starts, weights.values):
        sums = np.cumsum(values[table.draws[:, :most]], axis=1)
        ordered = np.ascontiguousarray(sums.T)
        for count in np.unique(weights.cardinalities[weights.cardinalities > 0]):
            ordered[count - 1].sort()

        def run(_: None, first: int) -> None:
            last = min(first + _SITES, len(values))
            _look_up(
                values, weights.starts, weights.neighbours, table.draws, table.starts, table.where, sums, ordered,
                slack, first, last, above, below,
            )  # fmt: skip

    else:
        drawn = np.ascontiguousarray(values[table.draws].T)

        def run(_: None, first: int) -> None:
            last = min(first + _SITES, len(values))
            _compare(
                values, weights.starts, weights.neighbours, weights.values, table.draws, table.starts, table.where,
                drawn, slack, first, last, above, below,
            )  # fmt: skip

    run_tasks(range(0, len(values), _SITES), lambda: None, run, progress)
    return above.astype(np.float64), below.astype(np.float64)


@njit(nogil=True, cache=True)
def _are_equal(starts: Indices, amounts: Floats) -> bool:
    """Whether the weights of each region are equal among themselves."""
    for i in range(starts.shape[0] - 1):
        for link in range(starts[i] + 1, starts[i + 1]):
            if abs(amounts[link] - amounts[starts[i]]) > 1e-14 * amounts[starts[i]]:
                return False
    return True


def _draw_table(n: int, most: int, permutations: int, rng: np.random.Generator) -> Table:
    width = min(most + 1, n)
    draws = _draw(n, rng.random((permutations, width)))
    members = draws[:, :most].ravel()
    # Short integers are sorted by their digits, in a tenth of the time.
    order = np.argsort(members.astype(np.uint16) if n <= 1 << 16 else members, kind="stable")
    starts = np.append(0, np.cumsum(np.bincount(members, minlength=n)))
    # Flat places refer to the full rows, substitutes included.
    return Table(draws, starts, order // most * width + order % most)


@njit(nogil=True, cache=True)
def _draw(n: int, uniforms: Floats) -> Indices:
    """Rows of distinct numbers below ``n``, by Fisher and Yates's shuffle of one running sequence."""
    draws = np.empty(uniforms.shape, np.int64)
    sequence = np.arange(n)
    for row in range(uniforms.shape[0]):
        for at in range(uniforms.shape[1]):
            other = at + int(uniforms[row, at] * (n - at))
            chosen = sequence[other]
            sequence[other] = sequence[at]
            sequence[at] = chosen
            draws[row, at] = chosen
    return draws


@njit(nogil=True, cache=True)
def _first_not_below(ordered: Floats, bound: float) -> int:
    # Without a branch to guess wrong: the step is multiplied by the outcome.
    start, length = 0, ordered.shape[0]
    while length > 1:
        half = length // 2
        start += half * int(ordered[start + half - 1] < bound)
        length -= half
    return start + int(ordered[start] < bound)


@njit(nogil=True, cache=True)
def _look_up(
    values: Floats,
    starts: Indices,
    neighbours: Indices,
    draws: Indices,
    place_starts: Indices,
    places: Indices,
    sums: Floats,
    ordered: Floats,
    slack: float,
    first: int,
    last: int,
    above: Indices,
    below: Indices,
) -> None:
    permutations, width = draws.shape
    for i in range(first, last):
        count = starts[i + 1] - starts[i]
        if count == 0:
            above[i], below[i] = permutations, permutations
            continue
        observed = 0.0
        for link in range(starts[i], starts[i + 1]):
            observed += values[neighbours[link]]
        low, high = observed - slack, observed + slack
        smaller = _first_not_below(ordered[count - 1], low)
        larger = permutations - smaller
        while smaller < permutations and ordered[count - 1, smaller] <= high:
            smaller += 1
        for k in range(place_starts[i], place_starts[i + 1]):
            row, at = places[k] // width, places[k] % width
            if at < count:
                naive = sums[row, count - 1]
                mended = naive - values[i] + values[draws[row, count]]
                larger += int(mended >= low) - int(naive >= low)
                smaller += int(mended <= high) - int(naive <= high)
        above[i], below[i] = larger, smaller


@njit(nogil=True, cache=True)
def _compare(
    values: Floats,
    starts: Indices,
    neighbours: Indices,
    amounts: Floats,
    draws: Indices,
    place_starts: Indices,
    places: Indices,
    drawn: Floats,
    slack: float,
    first: int,
    last: int,
    above: Indices,
    below: Indices,
) -> None:
    permutations, width = draws.shape
    lags = np.empty(permutations)
    for i in range(first, last):
        count = starts[i + 1] - starts[i]
        observed, largest = 0.0, 0.0
        lags[:] = 0.0
        for m in range(count):
            amount = amounts[starts[i] + m]
            largest = max(largest, amount)
            observed += amount * values[neighbours[starts[i] + m]]
            row = drawn[m]
            for p in range(permutations):
                lags[p] += amount * row[p]
        for k in range(place_starts[i], place_starts[i + 1]):
            p, at = places[k] // width, places[k] % width
            if at < count:
                lags[p] += amounts[starts[i] + at] * (values[draws[p, count]] - values[i])
        low, high = observed - slack * largest, observed + slack * largest
        larger, smaller = 0, 0
        for p in range(permutations):
            larger += int(lags[p] >= low)
            smaller += int(lags[p] <= high)
        above[i], below[i] = larger, smaller
