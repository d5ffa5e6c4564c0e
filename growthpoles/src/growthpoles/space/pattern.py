# ruff: noqa: PLR0917 -- compiled kernels take arrays by position
"""Firms as the functions of distance see them: points in tile order, an industry, a second one, weights, strata."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray

from growthpoles.errors import InputError
from growthpoles.space.null_models import Indices, NullModel, demand_null_model, draw_positions, placement
from growthpoles.space.tiles import Tiles, cut_into_tiles

Floats = NDArray[np.float64]
Positions = NDArray[np.int32]

DEFAULT_RADII = 61


@dataclass(frozen=True)
class Draws:
    """Positions of an industry in each simulation; row 0 is what was observed.

    Parameters
    ----------
    reference : array of int, shape (n_simulations + 1, n_reference)
    neighbours : array of int, shape (n_simulations + 1, n_neighbours), optional
        Without it the reference points are their own neighbours.
    others : array of int, shape (n_simulations + 1, n_others), optional
        All other points, where their weights move too.
    weights_travel : bool
        Whether a weight belongs to the firm that moves (else to the location).
    """

    reference: Positions
    neighbours: Positions | None
    others: Positions | None
    weights_travel: bool

    def __len__(self) -> int:
        return len(self.reference)


@dataclass(frozen=True)
class Pattern:
    """Points in tile order.

    Parameters
    ----------
    tiles : Tiles
    radii : array of float, shape (n_radii,)
        Increasing, metres.
    reference, neighbours : array of int
        Places of the points of the industry and of the second one (None: the industry itself).
    weights : array of float, shape (n_points,), optional
    strata : array of int, shape (n_points,), optional
    """

    tiles: Tiles
    radii: Floats
    reference: Indices
    neighbours: Indices | None
    weights: Floats | None
    strata: Indices | None

    @property
    def size(self) -> int:
        """Number of points."""
        return len(self.tiles.x)

    @cached_property
    def others(self) -> Indices:
        """Points that are neither reference nor neighbour."""
        rest = np.ones(self.size, bool)
        rest[self.reference] = False
        if self.neighbours is not None:
            rest[self.neighbours] = False
        return np.flatnonzero(rest)

    def describe(self) -> dict[str, Any]:
        """Numbers for the provenance."""
        return {
            "points": self.size,
            "reference": len(self.reference),
            "neighbours": None if self.neighbours is None else len(self.neighbours),
            "weighted": self.weights is not None,
            "strata": None if self.strata is None else int(self.strata.max()) + 1,
        }

    def demand_pairs(self) -> None:
        """Refuse a pattern without a single pair.

        Raises
        ------
        InputError
        """
        pairs = len(self.reference) - 1 if self.neighbours is None else min(len(self.reference), len(self.neighbours))
        if pairs < 1:
            raise InputError(
                "at least two firms of the industry (or one of each of two industries)",
                f"{len(self.reference)} reference firms"
                + ("" if self.neighbours is None else f" and {len(self.neighbours)} neighbours"),
                "check how the industry is written, or choose a larger one",
            )

    def observed(self) -> Draws:
        """The observed positions alone."""
        neighbours = None if self.neighbours is None else self.neighbours[None].astype(np.int32)
        return Draws(self.reference[None].astype(np.int32), neighbours, None, True)

    def draw(self, null: NullModel, simulations: int, rng: np.random.Generator, *, everyone: bool = False) -> Draws:
        """Positions under a null model; with ``everyone`` also of the points that only bear weight.

        Raises
        ------
        InputError
            If the null model is not known, or is for two industries and there is one.
        """
        demand_null_model(null)
        everyone = everyone and self.weights is not None
        if null == "population_independence":
            return self._draw_second_industry(simulations, rng, everyone)
        groups = [self.reference] + ([] if self.neighbours is None else [self.neighbours])
        everyone = everyone and null == "random_location"
        if everyone:
            groups.append(self.others)
        positions = draw_positions(
            placement(np.concatenate(groups), np.arange(self.size), self.strata), simulations, rng
        )
        parts = np.split(positions, np.cumsum([len(group) for group in groups])[:-1], axis=1)
        return Draws(
            parts[0],
            None if self.neighbours is None else parts[1],
            parts[-1] if everyone else None,
            null == "random_location",
        )

    def _draw_second_industry(self, simulations: int, rng: np.random.Generator, everyone: bool) -> Draws:
        if self.neighbours is None:
            raise InputError(
                "a second industry for population independence", "one", "name the neighbours, or choose random_location"
            )
        movable = np.setdiff1d(np.arange(self.size), self.reference)
        marks = np.concatenate([self.neighbours, self.others]) if everyone else self.neighbours
        positions = draw_positions(placement(marks, movable, self.strata), simulations, rng)
        reference = np.broadcast_to(self.reference.astype(np.int32), (simulations + 1, len(self.reference)))
        split = len(self.neighbours)
        return Draws(reference, positions[:, :split], positions[:, split:] if everyone else None, True)

    def weights_of(self, positions: Positions, marks: Indices, travel: bool) -> Floats:
        """Weights of firms at ``positions``, shape of ``positions``; one each in an unweighted pattern."""
        if self.weights is None:
            return np.ones(positions.shape)
        if travel:
            return np.broadcast_to(self.weights[marks], positions.shape)
        return self.weights[positions]

    def weighted_draws(self, draws: Draws) -> Iterator[tuple[Positions, Floats, Positions, Floats]]:
        """Per simulation: places and weights of the reference, places and weights of the neighbours."""
        for at, reference in enumerate(draws.reference):
            weights = self.weights_of(reference, self.reference, draws.weights_travel)
            if draws.neighbours is None or self.neighbours is None:
                yield reference, weights, reference, weights
            else:
                nearby = draws.neighbours[at]
                yield reference, weights, nearby, self.weights_of(nearby, self.neighbours, draws.weights_travel)

    def total_pair_weight(self, draws: Draws) -> Floats:
        """Sum of the products of weights over all pairs, whatever their distance, shape (n_simulations + 1,)."""
        if self.weights is None:
            others = len(self.reference) - 1 if self.neighbours is None else 2 * len(self.neighbours)
            return np.full(len(draws), len(self.reference) * others / 2)
        if self.neighbours is None:
            return np.array(
                [(weights.sum() ** 2 - weights @ weights) / 2 for _, weights, _, _ in self.weighted_draws(draws)]
            )
        return np.array([first.sum() * second.sum() for _, first, _, second in self.weighted_draws(draws)])


def read_pattern(
    points: ArrayLike,
    reference: ArrayLike,
    *,
    radii: ArrayLike | None,
    neighbours: ArrayLike | None,
    weights: ArrayLike | None,
    strata: ArrayLike | None,
) -> Pattern:
    """Check what a function of distance was given and put it in tile order.

    Raises
    ------
    InputError
    """
    where = np.asarray(points, dtype=np.float64)
    if where.ndim != 2 or where.shape[1] != 2 or len(where) == 0:
        raise InputError(
            "coordinates of shape (n_points, 2)", f"shape {where.shape}", "pass one row of x and y per firm"
        )
    if not np.isfinite(where).all():
        at = int(np.argmin(np.isfinite(where).all(axis=1)))
        raise InputError("finite coordinates", str(where[at].tolist()), "drop or locate the firm", row=at)
    tiles = cut_into_tiles(where)
    industry = _read_mask(reference, "reference", tiles)
    second = None if neighbours is None else _read_mask(neighbours, "neighbours", tiles)
    if second is not None and np.intersect1d(industry, second).size:
        raise InputError(
            "two industries that share no firm",
            "firms in both",
            "leave neighbours out to compare an industry with itself",
        )
    return Pattern(
        tiles,
        _read_radii(radii, tiles),
        industry,
        second,
        None if weights is None else _read_weights(weights, tiles),
        None if strata is None else np.unique(_of_length(strata, "strata", tiles), return_inverse=True)[1][tiles.order],
    )


def _read_radii(radii: ArrayLike | None, tiles: Tiles) -> Floats:
    if radii is None:
        diagonal = float(np.hypot(np.ptp(tiles.x), np.ptp(tiles.y)))
        if diagonal == 0.0:
            raise InputError("firms at more than one location", "all at one", "check the coordinates")
        return np.linspace(0.0, diagonal / 3.0, DEFAULT_RADII)
    given = np.atleast_1d(np.asarray(radii, dtype=np.float64))
    if given.ndim != 1 or given.size == 0 or not np.isfinite(given).all() or given.min() < 0 or given.max() <= 0:
        raise InputError("radii in metres, none negative, one above 0", repr(radii), "pass such as 0, 500, 1000")
    if (np.diff(given) <= 0).any():
        raise InputError("radii in increasing order, each once", repr(radii), "sort them and drop the repeated")
    return given


def _of_length(values: ArrayLike, name: str, tiles: Tiles) -> NDArray[Any]:
    array = np.asarray(values)
    if array.shape != tiles.x.shape:
        raise InputError(f"{name} of shape ({len(tiles.x)},)", f"shape {array.shape}", "pass one value per firm")
    return array


def _read_mask(mask: ArrayLike, name: str, tiles: Tiles) -> Indices:
    array = _of_length(mask, name, tiles)
    if array.dtype != np.bool_:
        raise InputError(f"{name} as booleans", f"values of type {array.dtype}", "pass such as kinds == 'J62'")
    return np.flatnonzero(array[tiles.order])


def _read_weights(weights: ArrayLike, tiles: Tiles) -> Floats:
    array = _of_length(weights, "weights", tiles).astype(np.float64)
    unusable = ~(np.isfinite(array) & (array >= 0))
    if unusable.any():
        at = int(np.argmax(unusable))
        raise InputError("weights of zero or more", f"{array[at]:g}", "correct the weight or drop the firm", row=at)
    if array.sum() == 0:
        raise InputError("weights that are not all zero", "zeros only", "leave the weights out")
    return np.asarray(array[tiles.order])


@njit(nogil=True, cache=True)
def distance_histogram(
    x: Floats,
    y: Floats,
    reference: Positions,
    reference_weights: Floats,
    neighbours: Positions,
    neighbour_weights: Floats,
    same: bool,
    bins_per_metre: float,
    by_weight: Floats,
    by_number: NDArray[np.int64],
) -> None:
    """Add the pairs of one simulation to two histograms; farther pairs than the last bin are left out.

    With ``same`` the neighbours are the reference points and each unordered pair counts once; else the two share no
    point. Where ``by_weight`` is empty only numbers are counted.
    """
    across, up = x[neighbours], y[neighbours]
    n_bins = by_number.shape[0]
    # The last place takes all that is too far, so that no pair asks a question.
    numbers, weights = np.zeros(n_bins + 1, np.int64), np.zeros(n_bins + 1)
    bins = np.empty(neighbours.shape[0], np.int32)
    for i in range(reference.shape[0]):
        first = i + 1 if same else 0
        row, heavy = bins[first:], neighbour_weights[first:]
        _bin_distances(x[reference[i]], y[reference[i]], across[first:], up[first:], bins_per_metre, n_bins, row)
        if by_weight.shape[0]:
            own = reference_weights[i]
            for k in range(row.shape[0]):
                weights[row[k]] += own * heavy[k]
        for k in range(row.shape[0]):
            numbers[row[k]] += 1
    by_number += numbers[:n_bins]
    if by_weight.shape[0]:
        by_weight += weights[:n_bins]


@njit(nogil=True, cache=True)
def _bin_distances(
    x: float, y: float, across: Floats, up: Floats, bins_per_metre: float, n_bins: int, row: NDArray[np.int32]
) -> None:
    last = np.int32(n_bins)
    for k in range(row.shape[0]):
        dx, dy = across[k] - x, up[k] - y
        row[k] = min(np.int32(np.sqrt(dx * dx + dy * dy) * bins_per_metre), last)
