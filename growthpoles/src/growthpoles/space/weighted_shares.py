# ruff: noqa: PLR0917 -- compiled kernels take arrays by position
"""Sums over firms of the share of weight that an industry has of their neighbours, one simulation after another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from growthpoles.space.neighbour_shares import (
    LOOKUP_STEPS,
    gap_square,
    neighbours_by_radius,
    radius_lookup,
    radius_of,
)
from growthpoles.space.pattern import Draws, Pattern, Positions
from growthpoles.space.workers import Progress, run_tasks

Floats = NDArray[np.float64]

#: Neighbours that are kept in lists (four bytes each); beyond it every simulation measures distances anew.
_LONGEST_LISTS = 60_000_000
_NOBODY = np.empty(0, np.int32)


def weight_within(pattern: Pattern) -> Floats:
    """Weight of all other points within each radius of each point, weights at their observed places.

    Returns
    -------
    array of float, shape (n_points, n_radii)
    """
    squares, lookup = radius_lookup(pattern.radii)
    within = np.zeros((pattern.size, len(pattern.radii)))
    weights = np.ones(pattern.size) if pattern.weights is None else pattern.weights
    tiles = pattern.tiles

    def run(_: None, tile: int) -> None:
        _add_weight_within(tiles.x, tiles.y, tiles.starts, tiles.boxes, tile, weights, squares, lookup, within)

    run_tasks(range(len(tiles)), lambda: None, run)
    return within


@njit(nogil=True, cache=True)
def _add_weight_within(
    x: Floats,
    y: Floats,
    starts: NDArray[np.int64],
    boxes: Floats,
    tile: int,
    weights: Floats,
    squares: Floats,
    lookup: NDArray[np.int32],
    within: Floats,
) -> None:
    last = squares[-1]
    per_metre = LOOKUP_STEPS / np.sqrt(last)
    for other in range(starts.shape[0] - 1):
        if gap_square(boxes, tile, other) > last:
            continue
        for i in range(starts[tile], starts[tile + 1]):
            row = within[i]
            for k in range(starts[other], starts[other + 1]):
                dx, dy = x[k] - x[i], y[k] - y[i]
                square = dx * dx + dy * dy
                if square <= last and k != i:
                    row[radius_of(square, per_metre, squares, lookup)] += weights[k]
    for i in range(starts[tile], starts[tile + 1]):
        for at in range(1, squares.shape[0]):
            within[i, at] += within[i, at - 1]


def share_sums(
    pattern: Pattern, draws: Draws, within: Floats | None, progress: Progress | None
) -> tuple[Floats, Floats]:
    """Weighted sums, one simulation after another.

    Parameters
    ----------
    within : array of float, shape (n_points, n_radii), optional
        Weight near each point (:func:`weight_within`) where weights do not move; without it all points of every
        simulation are visited, by lists of their neighbours if these fit into memory.

    Returns
    -------
    shares, expected : array of float, shape (n_draws, n_radii)
        Sums over the reference firms with neighbours within the radius: of the neighbours' share of weight there, and
        of their share in the whole area.
    """
    shares, expected = np.zeros((2, len(draws), len(pattern.radii)))
    squares, lookup = radius_lookup(pattern.radii)
    lists = _neighbour_lists(pattern) if within is None else None
    tasks = list(enumerate(pattern.weighted_draws(draws)))

    def run(_: None, task: tuple[int, tuple[Any, ...]]) -> None:
        at, (reference, reference_weights, neighbours, neighbour_weights) = task
        same = draws.neighbours is None
        ends = (reference, reference_weights, neighbours, neighbour_weights, same)
        total = _total_weight(pattern)
        sums = (shares[at], expected[at])
        if within is not None:
            _add_draw(pattern.tiles.x, pattern.tiles.y, *ends, total, within, squares, lookup, *sums)
            return
        everyone = _weights_at_places(pattern, draws, at)
        if lists is None:
            _add_draw_among_all(pattern.tiles.x, pattern.tiles.y, *ends, total, everyone, squares, lookup, *sums)
        else:
            _add_draw_by_lists(*ends, total, everyone, lists.ends, lists.others, *sums)

    run_tasks(tasks, lambda: None, run, progress)
    return shares, expected


@dataclass(frozen=True)
class _Lists:
    """Neighbours of every point, radius after radius.

    Parameters
    ----------
    ends : array of int, shape (n_points, n_radii + 1)
        Neighbours that radius *r* adds to those before are ``others[ends[i, r]:ends[i, r + 1]]``.
    others : array of int, shape (n_neighbours,)
    """

    ends: NDArray[np.int64]
    others: NDArray[np.int32]


def _neighbour_lists(pattern: Pattern) -> _Lists | None:
    """The lists, or None if they would be too long."""
    tiles, (squares, lookup) = pattern.tiles, radius_lookup(pattern.radii)
    sizes = np.zeros((pattern.size, len(pattern.radii)), np.int64)

    def count(_: None, tile: int) -> None:
        _list_tile(tiles.x, tiles.y, tiles.starts, tiles.boxes, tile, squares, lookup, sizes, sizes, _NOBODY)

    run_tasks(range(len(tiles)), lambda: None, count)
    if sizes.sum() > _LONGEST_LISTS:
        return None
    ends = np.concatenate([[0], np.cumsum(sizes)])
    places = np.column_stack([ends[:-1].reshape(sizes.shape), ends[len(pattern.radii) :: len(pattern.radii)]])
    others = np.empty(ends[-1], np.int32)

    def fill(_: None, tile: int) -> None:
        _list_tile(tiles.x, tiles.y, tiles.starts, tiles.boxes, tile, squares, lookup, sizes, places, others)

    run_tasks(range(len(tiles)), lambda: None, fill)
    return _Lists(places, others)


@njit(nogil=True, cache=True)
def _list_tile(
    x: Floats,
    y: Floats,
    starts: NDArray[np.int64],
    boxes: Floats,
    tile: int,
    squares: Floats,
    lookup: NDArray[np.int32],
    sizes: NDArray[np.int64],
    places: NDArray[np.int64],
    others: NDArray[np.int32],
) -> None:
    """Count the neighbours of one tile's points by radius, or with room for ``others`` put them there."""
    n_points, n_radii = x.shape[0], squares.shape[0]
    found, rings = np.empty(n_points, np.uint32), np.empty(n_points, np.uint16)
    counted, next_free = np.zeros(n_radii + 1, np.int64), np.empty(n_radii, np.int64)
    for point in range(starts[tile], starts[tile + 1]):
        n_found = neighbours_by_radius(x, y, starts, boxes, tile, point, squares, lookup, found, rings, counted)
        if others.shape[0] == 0:
            sizes[point] = counted[:n_radii]
        else:
            next_free[:] = places[point, :n_radii]
            for k in range(n_found):
                others[next_free[rings[k]]] = found[k]
                next_free[rings[k]] += 1


def _total_weight(pattern: Pattern) -> float:
    return float(pattern.size if pattern.weights is None else pattern.weights.sum())


def _weights_at_places(pattern: Pattern, draws: Draws, at: int) -> Floats:
    """Weight at every place in one simulation where firms carry their weight along."""
    assert pattern.weights is not None
    assert draws.others is not None
    weights = pattern.weights.copy()
    weights[draws.reference[at]] = pattern.weights[pattern.reference]
    if draws.neighbours is not None and pattern.neighbours is not None:
        weights[draws.neighbours[at]] = pattern.weights[pattern.neighbours]
    weights[draws.others[at]] = pattern.weights[pattern.others]
    return weights


@njit(nogil=True, cache=True)
def _add_draw(
    x: Floats,
    y: Floats,
    reference: Positions,
    reference_weights: Floats,
    neighbours: Positions,
    neighbour_weights: Floats,
    same: bool,
    total: float,
    within: Floats,
    squares: Floats,
    lookup: NDArray[np.int32],
    shares: Floats,
    expected: Floats,
) -> None:
    near = np.empty(squares.shape[0])
    for i in range(reference.shape[0]):
        place = reference[i]
        _weight_by_radius(x, y, place, neighbours, neighbour_weights, squares, lookup, near)
        own = reference_weights[i]
        counted = neighbour_weights.sum() - own if same else neighbour_weights.sum()
        _add_shares(near, within[place], counted / (total - own), shares, expected)


@njit(nogil=True, cache=True)
def _add_draw_among_all(
    x: Floats,
    y: Floats,
    reference: Positions,
    reference_weights: Floats,
    neighbours: Positions,
    neighbour_weights: Floats,
    same: bool,
    total: float,
    everyone: Floats,
    squares: Floats,
    lookup: NDArray[np.int32],
    shares: Floats,
    expected: Floats,
) -> None:
    near, around = np.empty(squares.shape[0]), np.empty(squares.shape[0])
    places = np.arange(x.shape[0]).astype(np.int32)
    for i in range(reference.shape[0]):
        place = reference[i]
        _weight_by_radius(x, y, place, neighbours, neighbour_weights, squares, lookup, near)
        _weight_by_radius(x, y, place, places, everyone, squares, lookup, around)
        for at in range(1, squares.shape[0]):
            around[at] += around[at - 1]
        own = reference_weights[i]
        counted = neighbour_weights.sum() - own if same else neighbour_weights.sum()
        _add_shares(near, around, counted / (total - own), shares, expected)


@njit(nogil=True, cache=True)
def _add_draw_by_lists(
    reference: Positions,
    reference_weights: Floats,
    neighbours: Positions,
    neighbour_weights: Floats,
    same: bool,
    total: float,
    everyone: Floats,
    ends: NDArray[np.int64],
    others: NDArray[np.int32],
    shares: Floats,
    expected: Floats,
) -> None:
    nearby = np.zeros(everyone.shape[0])
    for k in range(neighbours.shape[0]):
        nearby[neighbours[k]] = neighbour_weights[k]
    of_neighbours = neighbour_weights.sum()
    for i in range(reference.shape[0]):
        place, own = reference[i], reference_weights[i]
        expected_share = (of_neighbours - own if same else of_neighbours) / (total - own)
        near, around = 0.0, 0.0
        for at in range(shares.shape[0]):
            for k in range(ends[place, at], ends[place, at + 1]):
                near += nearby[others[k]]
                around += everyone[others[k]]
            if around > 0.0:
                shares[at] += near / around
                expected[at] += expected_share


@njit(nogil=True, cache=True)
def _weight_by_radius(
    x: Floats,
    y: Floats,
    place: int,
    neighbours: Positions,
    weights: Floats,
    squares: Floats,
    lookup: NDArray[np.int32],
    near: Floats,
) -> None:
    last = squares[-1]
    per_metre = LOOKUP_STEPS / np.sqrt(last)
    near[:] = 0.0
    for k in range(neighbours.shape[0]):
        j = neighbours[k]
        dx, dy = x[j] - x[place], y[j] - y[place]
        square = dx * dx + dy * dy
        if square <= last and j != place:
            near[radius_of(square, per_metre, squares, lookup)] += weights[k]


@njit(nogil=True, cache=True)
def _add_shares(near: Floats, around: Floats, expected_share: float, shares: Floats, expected: Floats) -> None:
    """Add one firm's share at each radius; ``near`` is by radius, ``around`` cumulative."""
    cumulative = 0.0
    for at in range(near.shape[0]):
        cumulative += near[at]
        if around[at] > 0.0:
            shares[at] += cumulative / around[at]
            expected[at] += expected_share
