# ruff: noqa: PLR0917 -- compiled kernels take arrays by position
"""Null models: where the firms of an industry could have been, had only chance placed them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numba import njit
from numpy.typing import NDArray

from growthpoles.errors import InputError
from growthpoles.space.workers import Progress, run_tasks

NullModel = Literal["random_location", "random_labelling", "population_independence"]
NULL_MODELS: tuple[str, ...] = get_args(NullModel)
#: Simulations that share one stream of random numbers; part of what makes a seed reproducible.
CHUNK = 64

Indices = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Placement:
    """Who moves where: marks (kind and weight of a firm) and the locations that they can take.

    Parameters
    ----------
    marks : array of int, shape (n_marks,)
        Points whose marks are placed anew.
    stratum_starts : array of int, shape (n_strata + 1,)
        Where in ``slots`` each stratum begins.
    slots : array of int, shape (n_marks,)
        Columns of the drawn positions, stratum after stratum.
    pool_starts : array of int, shape (n_strata + 1,)
    pool : array of int, shape (n_locations,)
        Locations, stratum after stratum.
    """

    marks: Indices
    stratum_starts: Indices
    slots: Indices
    pool_starts: Indices
    pool: Indices


def placement(marks: Indices, pool: Indices, strata: Indices | None = None) -> Placement:
    """Marks go to locations of ``pool``, each within its own stratum if ``strata`` gives one for every point."""
    if strata is None:
        return Placement(
            marks, np.array([0, len(marks)]), np.arange(len(marks)), np.array([0, len(pool)]), np.array(pool)
        )
    codes = np.arange(strata.max() + 1)
    slots = np.argsort(strata[marks], kind="stable")
    by_stratum = np.argsort(strata[pool], kind="stable")
    stratum_starts = np.searchsorted(strata[marks][slots], np.append(codes, len(codes)))
    pool_starts = np.searchsorted(strata[pool][by_stratum], np.append(codes, len(codes)))
    return Placement(marks, stratum_starts, slots, pool_starts, pool[by_stratum])


def draw_positions(
    where: Placement, simulations: int, rng: np.random.Generator, progress: Progress | None = None
) -> NDArray[np.int32]:
    """Positions of the marks in each simulation, without putting two marks at one location.

    Returns
    -------
    array of int, shape (simulations + 1, n_marks)
        Row 0 is what was observed.
    """
    positions = np.empty((simulations + 1, len(where.marks)), np.int32)
    positions[0] = where.marks
    starts = range(1, simulations + 1, CHUNK)
    streams = dict(zip(starts, rng.spawn(len(starts)), strict=True))

    def run(_: None, start: int) -> None:
        chunk = positions[start : start + CHUNK]
        _shuffle(
            streams[start].random(chunk.shape), where.stratum_starts, where.slots, where.pool_starts, where.pool, chunk
        )

    run_tasks(starts, lambda: None, run, progress)
    return positions


@njit(nogil=True, cache=True)
def _shuffle(
    uniforms: Floats,
    stratum_starts: Indices,
    slots: Indices,
    pool_starts: Indices,
    pool: Indices,
    positions: NDArray[np.int32],
) -> None:
    """Fisher and Yates's shuffle, as many steps as there are marks."""
    locations = pool.copy()
    for simulation in range(uniforms.shape[0]):
        for stratum in range(stratum_starts.shape[0] - 1):
            first, end = pool_starts[stratum], pool_starts[stratum + 1]
            begin = stratum_starts[stratum]
            for at in range(begin, stratum_starts[stratum + 1]):
                here = first + at - begin
                other = here + int(uniforms[simulation, at] * (end - here))
                chosen = locations[other]
                locations[other] = locations[here]
                locations[here] = chosen
                positions[simulation, slots[at]] = chosen


def demand_null_model(null: str) -> None:
    """Refuse a null model that is not known."""
    if null not in NULL_MODELS:
        raise InputError(f"a null model ({', '.join(NULL_MODELS)})", repr(null), "choose one of them")
