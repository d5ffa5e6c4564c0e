# ruff: noqa: PLR0917 -- compiled kernels take arrays by position
"""Sums over firms of the share that an industry has of their neighbours, for every radius and simulation."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from growthpoles.space.bit_planes import (
    SIMULATIONS_PER_BATCH,
    WORDS,
    Words,
    add_bits,
    carry_on,
    fold,
    mark,
    pair,
    spread,
)
from growthpoles.space.pattern import Draws, Pattern
from growthpoles.space.tiles import TILE_POINTS
from growthpoles.space.workers import Progress, run_tasks

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

#: Places of the table that leads from a distance to its radius.
LOOKUP_STEPS = 4096
#: Carries of one radius: room for 2**20 neighbours.
_LEVELS = 24


def share_sums_at_once(pattern: Pattern, draws: Draws, progress: Progress | None) -> tuple[Floats, Floats]:
    """Unweighted sums, 1,024 simulations at a time.

    Returns
    -------
    shares : array of float, shape (n_draws, n_radii)
        Sum over the reference firms of the neighbours' share among the firms within the radius.
    firms : array of float, shape (n_draws, n_radii)
        How many reference firms have any firm within the radius.
    """
    starts = range(0, len(draws), SIMULATIONS_PER_BATCH)
    parts = [_batch_sums(pattern, draws, start, len(starts), progress) for start in starts]
    return np.concatenate([shares for shares, _ in parts]), np.concatenate([firms for _, firms in parts])


def _batch_sums(
    pattern: Pattern, draws: Draws, start: int, n_batches: int, progress: Progress | None
) -> tuple[Floats, Floats]:
    chosen = slice(start, start + SIMULATIONS_PER_BATCH)
    rows = pattern.size + 1
    labels = np.zeros((rows if draws.neighbours is None else 2 * rows, WORDS), np.uint64)
    mark(labels, draws.reference[chosen])
    if draws.neighbours is not None:
        mark(labels[rows:], draws.neighbours[chosen])
    squares, lookup = radius_lookup(pattern.radii)
    tiles, n_radii = pattern.tiles, len(pattern.radii)

    def make_state() -> tuple[Floats, Counts]:
        return np.zeros((n_radii, SIMULATIONS_PER_BATCH)), np.zeros((n_radii, SIMULATIONS_PER_BATCH), np.int64)

    def run(state: tuple[Floats, Counts], tile: int) -> None:
        offset = 0 if draws.neighbours is None else rows
        _add_tile(tiles.x, tiles.y, tiles.starts, tiles.boxes, tile, labels, offset, squares, lookup, *state)

    states = run_tasks(range(len(tiles)), make_state, run, progress, share=1.0 / n_batches)
    n_draws = len(draws.reference[chosen])
    shares = np.sum([state[0] for state in states], axis=0)[:, :n_draws].T
    lonely = np.sum([state[1] for state in states], axis=0)[:, :n_draws].T
    return shares, len(pattern.reference) - lonely.astype(np.float64)


def radius_lookup(radii: Floats) -> tuple[Floats, NDArray[np.int32]]:
    """Squared radii, and for equal steps of distance the first radius that may hold it; the last step is beyond all."""
    steps = np.arange(LOOKUP_STEPS + 2) * (radii[-1] / LOOKUP_STEPS)
    return radii**2, np.searchsorted(radii, steps * (1 - 1e-12), side="left").astype(np.int32)


@njit(nogil=True, cache=True)
def radius_of(square: float, per_metre: float, squares: Floats, lookup: NDArray[np.int32]) -> int:
    """First radius that a distance does not exceed; ``square`` is the distance's, at most the last radius's."""
    at = int(lookup[min(int(np.sqrt(square) * per_metre), lookup.shape[0] - 1)])
    while square > squares[at]:
        at += 1
    return at


@njit(nogil=True, cache=True)
def gap_square(boxes: Floats, tile: int, other: int) -> float:
    gap_x = max(0.0, boxes[tile, 0] - boxes[other, 2], boxes[other, 0] - boxes[tile, 2])
    gap_y = max(0.0, boxes[tile, 1] - boxes[other, 3], boxes[other, 1] - boxes[tile, 3])
    return gap_x * gap_x + gap_y * gap_y


@njit(nogil=True, cache=True)
def neighbours_by_radius(
    x: Floats,
    y: Floats,
    starts: Counts,
    boxes: Floats,
    tile: int,
    point: int,
    squares: Floats,
    lookup: NDArray[np.int32],
    found: NDArray[np.uint32],
    rings: NDArray[np.uint16],
    sizes: Counts,
) -> int:
    """Points within the last radius into ``found``, the index of their radius beside them; ``sizes`` counts them.

    ``sizes`` has one place more than there are radii: it takes the points beyond, so that no point asks a question.
    """
    n_radii, n_found = squares.shape[0], 0
    sizes[:] = 0
    last = squares[n_radii - 1]
    per_metre = LOOKUP_STEPS / np.sqrt(last)
    gaps, steps = np.empty(TILE_POINTS), np.empty(TILE_POINTS, np.int32)
    for other in range(starts.shape[0] - 1):
        if gap_square(boxes, tile, other) > last:
            continue
        start, width = starts[other], starts[other + 1] - starts[other]
        _gaps_and_steps(x[start : start + width], y[start : start + width], x[point], y[point], per_metre, gaps, steps)
        for k in range(width):
            at = int(lookup[steps[k]])
            while at < n_radii and gaps[k] > squares[at]:
                at += 1
            found[n_found] = start + k
            rings[n_found] = at
            near = at < n_radii and start + k != point
            sizes[at if near else n_radii] += 1
            n_found += near
    return n_found


@njit(nogil=True, cache=True)
def _gaps_and_steps(
    across: Floats, up: Floats, x: float, y: float, per_metre: float, gaps: Floats, steps: NDArray[np.int32]
) -> None:
    """Squared distances from a point, and the places of the distances in the table of radii."""
    beyond = LOOKUP_STEPS + 1.0
    for k in range(across.shape[0]):
        dx, dy = across[k] - x, up[k] - y
        square = dx * dx + dy * dy
        gaps[k] = square
        steps[k] = np.int32(min(np.sqrt(square) * per_metre, beyond))


@njit(nogil=True, cache=True)
def _add_tile(
    x: Floats,
    y: Floats,
    starts: Counts,
    boxes: Floats,
    tile: int,
    labels: Words,
    offset: int,
    squares: Floats,
    lookup: NDArray[np.int32],
    shares: Floats,
    lonely: Counts,
) -> None:
    """Add the shares of one tile's points, in the simulations where they are reference points."""
    n_points, n_radii = x.shape[0], squares.shape[0]
    found, rings = np.empty(n_points, np.uint32), np.empty(n_points, np.uint16)
    sizes, place = np.zeros(n_radii + 1, np.int64), np.empty(n_radii, np.int64)
    ends = np.empty((n_points // 8 + n_radii + 1, 8), np.uint64)
    eights = np.empty((n_points // 8 + 1, WORDS), np.uint64)
    low = np.empty((3, WORDS), np.uint64)
    sums, pending = np.empty((_LEVELS, WORDS), np.uint64), np.empty((_LEVELS, WORDS), np.uint64)
    counts = np.empty(64 * WORDS, np.int32)
    for point in range(starts[tile], starts[tile + 1]):
        n_found = neighbours_by_radius(x, y, starts, boxes, tile, point, squares, lookup, found, rings, sizes)
        _sort_into_groups(n_points, point, offset, found[:n_found], rings, sizes[:n_radii], place, ends.reshape(-1))
        counts[:] = 0
        within, group = 0, 0
        for at in range(n_radii):
            last = (place[at] + 7) // 8
            if last > group:
                low[:] = 0
                sums[: _levels(last - group)] = 0
                fold(labels, ends, group, last, low, eights)
                taken = carry_on(eights, last - group, sums, pending, 0)
                _read_counter(low, sums, pending, taken, counts)
                group = last
            within += sizes[at]
            if within == 0:
                spread(labels[point], 1, lonely[at])
            else:
                _add_scaled(counts, 1.0 / within, shares[at])


@njit(nogil=True, cache=True)
def _levels(carries: int) -> int:
    """Places that a binary counter of so many carries needs."""
    levels = 0
    while carries >> levels:
        levels += 1
    return levels


@njit(nogil=True, cache=True)
def _sort_into_groups(
    n_points: int,
    point: int,
    offset: int,
    found: NDArray[np.uint32],
    rings: NDArray[np.uint16],
    sizes: Counts,
    place: Counts,
    ends: Words,
) -> None:
    """Sort pairs of a point and its neighbours by radius into groups of eight, filled up with the row of zeros.

    ``place`` becomes each end.
    """
    next_free = 0
    for at in range(sizes.shape[0]):
        place[at] = next_free
        end = next_free + sizes[at]
        next_free += (sizes[at] + 7) // 8 * 8
        for filler in range(end, next_free):
            ends[filler] = pair(n_points, n_points)
    for k in range(found.shape[0]):
        at = rings[k]
        ends[place[at]] = pair(point, found[k] + offset)
        place[at] += 1


@njit(nogil=True, cache=True)
def _read_counter(low: Words, sums: Words, pending: Words, taken: int, counts: NDArray[np.int32]) -> None:
    for plane in range(3):
        add_bits(low, plane, 1 << plane, counts)
    level = 0
    while taken >> level:
        add_bits(sums, level, 8 << level, counts)
        if (taken >> level) & 1:
            add_bits(pending, level, 8 << level, counts)
        level += 1


@njit(nogil=True, cache=True)
def _add_scaled(counts: NDArray[np.int32], factor: float, sums: Floats) -> None:
    for at in range(sums.shape[0]):
        sums[at] += counts[at] * factor
