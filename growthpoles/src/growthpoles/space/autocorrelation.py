# ruff: noqa: PLR0917 -- compiled kernels take arrays by position
"""What statistics of spatial autocorrelation have in common: input, moments, permutations, p-values."""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, sqrt
from typing import Literal

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray

from growthpoles.errors import InputError
from growthpoles.space.weights import Weights
from growthpoles.space.workers import Progress, run_tasks

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Alternative = Literal["two-sided", "directed", "greater", "less"]
#: Permutations that share one stream of random numbers; part of what makes a seed reproducible.
_CHUNK = 64
#: Sums of the same values in another order are equal up to this share of their size.
TIE = 1e-12


@dataclass(frozen=True)
class Autocorrelation:
    """A global statistic and what is expected of it without autocorrelation.

    Parameters
    ----------
    statistic : float
    expected : float
    variance_normality, variance_randomisation : float
        Under independent normal values; under random placement of the given values. ``NaN`` where not defined.
    p_normality, p_randomisation : float
        Two-sided, from the normal approximation.
    p_permutation : float
        Pseudo p-value of the permutations; ``NaN`` without them.
    permutations : int
    alternative : str
    """

    statistic: float
    expected: float
    variance_normality: float
    variance_randomisation: float
    p_permutation: float
    permutations: int
    alternative: str

    @property
    def z_normality(self) -> float:
        """Standard score under normality."""
        return (self.statistic - self.expected) / sqrt(self.variance_normality)

    @property
    def z_randomisation(self) -> float:
        """Standard score under randomisation."""
        return (self.statistic - self.expected) / sqrt(self.variance_randomisation)

    @property
    def p_normality(self) -> float:
        """Two-sided p-value of ``z_normality``."""
        return erfc(abs(self.z_normality) / sqrt(2.0))

    @property
    def p_randomisation(self) -> float:
        """Two-sided p-value of ``z_randomisation``."""
        return erfc(abs(self.z_randomisation) / sqrt(2.0))


def read_values(values: ArrayLike, weights: Weights, *, least: int = 3) -> Floats:
    """Values of the regions of the weights.

    Raises
    ------
    InputError
        If there are not as many as regions, too few, one is missing, or all are equal.
    """
    array = np.asarray(values, dtype=np.float64)
    if array.shape != (len(weights),):
        raise InputError(f"one value for each of {len(weights)} regions", f"shape {array.shape}", "join them by name")
    if len(array) < least:
        raise InputError(f"at least {least} regions", str(len(array)), "add regions")
    if not np.isfinite(array).all():
        at = int(np.argmin(np.isfinite(array)))
        raise InputError(
            f"a value for region {weights.ids[at]!r}", f"{array[at]}", "fill it in, or leave the region out of both"
        )
    if np.ptp(array) == 0.0:
        raise InputError("values that differ", f"{array[0]:g} everywhere", "there is nothing to compare")
    if weights.s0 == 0.0:
        raise InputError("weights between some regions", "none", "choose a larger distance or other neighbours")
    return array


def permuted_products(
    values: Floats, weights: Weights, permutations: int, rng: np.random.Generator, progress: Progress | None
) -> tuple[Floats, Floats]:
    """Statistics of the values placed at random.

    Returns
    -------
    products, squares : array of float, shape (permutations,)
        Sums of ``w_ij x_i x_j``, and of ``(w_i. + w_.i) x_i ** 2``.
    """
    if permutations < 0:
        raise InputError("permutations, none or more", f"{permutations}", "999 are usual")
    products, squares = np.empty(permutations), np.empty(permutations)
    margins = weights.row_sums + weights.column_sums
    starts = range(0, permutations, _CHUNK)
    streams = dict(zip(starts, rng.spawn(len(starts)), strict=True))

    def run(_: None, start: int) -> None:
        chunk = slice(start, start + _CHUNK)
        for at in range(*chunk.indices(permutations)):
            uniforms = streams[start].random(len(values))
            products[at], squares[at] = _product_of_permutation(
                values, uniforms, weights.starts, weights.neighbours, weights.values, margins
            )

    run_tasks(starts, lambda: None, run, progress)
    return products, squares


@njit(nogil=True, cache=True)
def _product_of_permutation(
    values: Floats, uniforms: Floats, starts: Indices, neighbours: Indices, amounts: Floats, margins: Floats
) -> tuple[float, float]:
    placed = values.copy()
    n = placed.shape[0]
    for at in range(n - 1):
        other = at + int(uniforms[at] * (n - at))
        held = placed[at]
        placed[at] = placed[other]
        placed[other] = held
    product, square = 0.0, 0.0
    for i in range(n):
        lag = 0.0
        for link in range(starts[i], starts[i + 1]):
            lag += amounts[link] * placed[neighbours[link]]
        product += placed[i] * lag
        square += margins[i] * placed[i] * placed[i]
    return product, square


def pseudo_p_value(statistic: float, simulated: Floats, alternative: Alternative) -> float:
    """P-value of a statistic among permutations: (1 + as extreme ones) / (1 + permutations); ``NaN`` without any."""
    if len(simulated) == 0:
        return float("nan")
    slack = TIE * max(abs(statistic), float(np.abs(simulated).max()))
    above = float((simulated >= statistic - slack).sum())
    below = float((simulated <= statistic + slack).sum())
    return float(tail_p_value(np.array([above]), np.array([below]), len(simulated), alternative)[0])


def tail_p_value(above: Floats, below: Floats, permutations: int, alternative: Alternative) -> Floats:
    """P-values from how many permutations were at least as large and at least as small.

    ``directed`` is the smaller tail, as GeoDa and PySAL's esda print it; ``two-sided`` is twice that, at most 1.
    """
    tails = {"greater": above, "less": below, "directed": np.minimum(above, below)}
    tails["two-sided"] = tails["directed"]
    if alternative not in tails:
        raise InputError(f"{', '.join(tails)} as the alternative", repr(alternative), "choose one of them")
    share = (tails[alternative] + 1.0) / (permutations + 1.0)
    return np.minimum(1.0, 2.0 * share) if alternative == "two-sided" else np.asarray(share)
