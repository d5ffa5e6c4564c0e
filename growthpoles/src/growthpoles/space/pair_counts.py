# ruff: noqa: PLR0917 -- compiled kernels take arrays by position
"""How many pairs of labelled points lie in each distance bin, in every simulation."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numba import njit
from numpy.typing import NDArray

from growthpoles.space.bit_planes import LEVELS, SIMULATIONS_PER_BATCH, WORDS, Words, carry_on, fold, mark, pair, spread
from growthpoles.space.tiles import TILE_POINTS, Tiles
from growthpoles.space.workers import Progress, run_tasks

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass
class _Counter:
    """One worker's counters and scratch space."""

    n_bins: int
    low: Words = field(init=False)
    sums: Words = field(init=False)
    pending: Words = field(init=False)
    taken: Counts = field(init=False)

    def __post_init__(self) -> None:
        self.low = np.zeros((self.n_bins, 3, WORDS), np.uint64)
        self.sums = np.zeros((self.n_bins, LEVELS, WORDS), np.uint64)
        self.pending = np.zeros((self.n_bins, LEVELS, WORDS), np.uint64)
        self.taken = np.zeros(self.n_bins, np.int64)

    def totals(self) -> Counts:
        counts = np.zeros((self.n_bins, SIMULATIONS_PER_BATCH), np.int64)
        _read_counters(self.low, self.sums, self.pending, self.taken, counts)
        return counts


def count_pairs(
    tiles: Tiles,
    reference: NDArray[np.int32],
    neighbours: NDArray[np.int32] | None,
    *,
    bin_width: float,
    n_bins: int,
    progress: Progress | None = None,
) -> Counts:
    """Pairs of a reference point and a neighbour by distance.

    Parameters
    ----------
    tiles : Tiles
    reference : array of int, shape (n_simulations, n_reference)
        Places (in tile order) of the reference points in each simulation.
    neighbours : array of int, shape (n_simulations, n_neighbours), optional
        Places of the neighbours; without it the reference points themselves, each unordered pair once.
    bin_width : float
        Metres. Bin *b* holds distances from ``b * bin_width`` up to ``(b + 1) * bin_width``, the lower end included.
    n_bins : int
        Farther pairs are left out.

    Returns
    -------
    array of int, shape (n_simulations, n_bins)
    """
    batches = range(0, len(reference), SIMULATIONS_PER_BATCH)
    counts = []
    for start in batches:
        chosen = slice(start, start + SIMULATIONS_PER_BATCH)
        labels = _label_words(tiles, reference[chosen], None if neighbours is None else neighbours[chosen])
        batch = _count_batch(tiles, labels, neighbours is not None, bin_width, n_bins, progress, len(batches))
        counts.append(batch[:, : len(reference[chosen])].T)
    return np.concatenate(counts)


def _label_words(tiles: Tiles, reference: NDArray[np.int32], neighbours: NDArray[np.int32] | None) -> Words:
    """Label vectors of all points and a row of zeros; then the same for the neighbours, if they are others."""
    n_rows = len(tiles.x) + 1
    labels = np.zeros((n_rows if neighbours is None else 2 * n_rows, WORDS), np.uint64)
    mark(labels, reference)
    if neighbours is not None:
        mark(labels[n_rows:], neighbours)
    return labels


def _count_batch(
    tiles: Tiles,
    labels: Words,
    two_kinds: bool,
    bin_width: float,
    n_bins: int,
    progress: Progress | None,
    n_batches: int,
) -> Counts:
    def run(counter: _Counter, tile: int) -> None:
        _count_tile(
            tiles.x, tiles.y, tiles.starts, tiles.boxes, tile, labels, two_kinds, 1.0 / bin_width, n_bins,
            counter.low, counter.sums, counter.pending, counter.taken,
        )  # fmt: skip

    counters = run_tasks(range(len(tiles)), lambda: _Counter(n_bins), run, progress, share=1.0 / n_batches)
    return np.sum([counter.totals() for counter in counters], axis=0)


@njit(nogil=True, cache=True)
def _count_tile(
    x: Floats,
    y: Floats,
    starts: Counts,
    boxes: Floats,
    tile: int,
    labels: Words,
    two_kinds: bool,
    bins_per_metre: float,
    n_bins: int,
    low: Words,
    sums: Words,
    pending: Words,
    taken: Counts,
) -> None:
    """Count the pairs of one tile with itself and with all later tiles."""
    most = 2 * TILE_POINTS * TILE_POINTS
    bins = np.empty(TILE_POINTS * TILE_POINTS, np.uint16)
    ends = np.empty((most // 8 + n_bins + 1, 8), np.uint64)
    eights = np.empty((most // 8 + 1, WORDS), np.uint64)
    sizes = np.zeros(n_bins + 1, np.int64)
    for other in range(tile, starts.shape[0] - 1):
        nearest, farthest = _bin_range(boxes, tile, other, bins_per_metre)
        if nearest >= n_bins:
            continue
        farthest = min(farthest, n_bins)
        _bin_pairs(x, y, starts, tile, other, bins_per_metre, n_bins, bins, sizes)
        _sort_pairs(starts, tile, other, two_kinds, n_bins, nearest, farthest, bins, sizes, x.shape[0], ends)
        group = 0
        for at in range(nearest, min(farthest + 1, n_bins)):
            last = sizes[at]
            if last > group:
                fold(labels, ends, group, last, low[at], eights)
                taken[at] = carry_on(eights, last - group, sums[at], pending[at], taken[at])
                group = last
        sizes[nearest : farthest + 1] = 0


@njit(nogil=True, cache=True)
def _bin_range(boxes: Floats, tile: int, other: int, bins_per_metre: float) -> tuple[int, int]:
    """Lowest and highest bin that a pair between two tiles can fall into (one more at each end for rounding)."""
    gap_x = max(0.0, boxes[tile, 0] - boxes[other, 2], boxes[other, 0] - boxes[tile, 2])
    gap_y = max(0.0, boxes[tile, 1] - boxes[other, 3], boxes[other, 1] - boxes[tile, 3])
    reach_x = max(boxes[tile, 2], boxes[other, 2]) - min(boxes[tile, 0], boxes[other, 0])
    reach_y = max(boxes[tile, 3], boxes[other, 3]) - min(boxes[tile, 1], boxes[other, 1])
    nearest = int(np.sqrt(gap_x * gap_x + gap_y * gap_y) * bins_per_metre)
    farthest = int(np.sqrt(reach_x * reach_x + reach_y * reach_y) * bins_per_metre)
    return max(0, nearest - 1), farthest + 1


@njit(nogil=True, cache=True)
def _bin_pairs(
    x: Floats,
    y: Floats,
    starts: Counts,
    tile: int,
    other: int,
    bins_per_metre: float,
    n_bins: int,
    bins: NDArray[np.uint16],
    sizes: Counts,
) -> None:
    """Bin of every pair into ``bins`` (``n_bins``: too far) and the number of pairs of each bin into ``sizes``."""
    across, up = x[starts[other] : starts[other + 1]], y[starts[other] : starts[other + 1]]
    width = across.shape[0]
    for i in range(starts[tile], starts[tile + 1]):
        base = (i - starts[tile]) * width
        row = bins[base : base + width]
        xi, yi = x[i], y[i]
        for k in range(width):
            dx, dy = across[k] - xi, up[k] - yi
            at = np.int32(np.sqrt(dx * dx + dy * dy) * bins_per_metre)
            row[k] = min(at, n_bins)  # type: ignore[call-overload]
        for k in range(i + 1 - starts[other] if other == tile else 0, width):
            sizes[row[k]] += 1


@njit(nogil=True, cache=True)
def _sort_pairs(
    starts: Counts,
    tile: int,
    other: int,
    two_kinds: bool,
    n_bins: int,
    nearest: int,
    farthest: int,
    bins: NDArray[np.uint16],
    sizes: Counts,
    n_points: int,
    ends: Words,
) -> None:
    """Sort pairs by bin into groups of eight, filled up with the row of zeros; ``sizes`` becomes the last groups."""
    pairs = ends.reshape(-1)
    nobody = pair(n_points, n_points)
    offset = n_points + 1 if two_kinds else 0
    place = np.empty(farthest + 1, np.int64)
    group = 0
    for at in range(nearest, min(farthest + 1, n_bins)):
        place[at] = 8 * group
        entries = 2 * sizes[at] if two_kinds else sizes[at]
        group += (entries + 7) // 8
        for filler in range(place[at] + entries, 8 * group):
            pairs[filler] = nobody
        sizes[at] = group
    start, width = starts[other], starts[other + 1] - starts[other]
    for i in range(starts[tile], starts[tile + 1]):
        base = (i - starts[tile]) * width
        for k in range(i + 1 - start if other == tile else 0, width):
            at = bins[base + k]
            if at < n_bins:
                to = place[at]
                pairs[to] = pair(i, start + k + offset)
                if two_kinds:
                    to += 1
                    pairs[to] = pair(start + k, i + offset)
                place[at] = to + 1


@njit(nogil=True, cache=True)
def _read_counters(low: Words, sums: Words, pending: Words, taken: Counts, counts: Counts) -> None:
    for at in range(low.shape[0]):
        for plane in range(3):
            spread(low[at, plane], 1 << plane, counts[at])
        level = 0
        while taken[at] >> level:
            spread(sums[at, level], 8 << level, counts[at])
            if (taken[at] >> level) & 1:
                spread(pending[at, level], 8 << level, counts[at])
            level += 1
