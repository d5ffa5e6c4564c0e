"""Getis and Ord's G, global and local: where high values gather, and where low ones do."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from growthpoles.errors import InputError
from growthpoles.space.autocorrelation import (
    Alternative,
    Autocorrelation,
    permuted_products,
    pseudo_p_value,
    read_values,
    tail_p_value,
)
from growthpoles.space.conditional_permutation import count_tails
from growthpoles.space.weights import Weights
from growthpoles.space.workers import Progress
from growthpoles.uncertainty import false_discovery_rate

Floats = NDArray[np.float64]


def getis_ord(
    values: ArrayLike,
    weights: Weights,
    *,
    permutations: int = 999,
    alternative: Alternative = "two-sided",
    rng: np.random.Generator | int | None = None,
    progress: Progress | None = None,
) -> Autocorrelation:
    r"""General G of Getis and Ord.

    .. math:: G = \frac{\sum_{ij} w_{ij} x_i x_j}{\sum_{i \ne j} x_i x_j}

    Parameters
    ----------
    values : array of float, shape (n,)
        Zero or more, with a natural zero (persons, euros). ``NaN`` is refused.
    weights : Weights
        Used as they are; binary ones are usual.
    permutations : int
        0 for the analytical moments alone.
    alternative : {"two-sided", "directed", "greater", "less"}
        Of the permutation test; ``greater`` is high values side by side.
    rng : numpy.random.Generator or int, optional
    progress : callable, optional

    Returns
    -------
    Autocorrelation
        Dimensionless; the variance under normality is not defined and ``NaN``.

    Raises
    ------
    InputError
        If a value is missing or negative, all are equal, or there are fewer than four regions.

    References
    ----------
    .. [1] Getis, A. and Ord, J. K. (1992). The analysis of spatial association by use of distance statistics.
       Geographical Analysis 24, 189-206. doi:10.1111/j.1538-4632.1992.tb00261.x

    Examples
    --------
    >>> from growthpoles.space.weights import from_links
    >>> row = from_links("abcd", [0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2])
    >>> round(getis_ord([1.0, 1.0, 3.0, 3.0], row, permutations=0).statistic, 4)
    0.5909
    """
    x = _natural(read_values(values, weights, least=4), weights)
    pairs = float(x.sum()) ** 2 - float(x @ x)
    statistic = float(x @ weights.lag(x)) / pairs
    simulated = np.empty(0)
    if permutations:
        simulated = permuted_products(x, weights, permutations, np.random.default_rng(rng), progress)[0] / pairs
    expected = weights.s0 / (len(x) * (len(x) - 1))
    return Autocorrelation(
        statistic,
        expected,
        float("nan"),
        _second_moment(x, weights) - expected**2,
        pseudo_p_value(statistic, simulated, alternative),
        permutations,
        alternative,
    )


def _natural(x: Floats, weights: Weights) -> Floats:
    if (x < 0).any():
        at = int(np.argmax(x < 0))
        raise InputError(
            "values of zero or more, with a natural zero", f"{x[at]:g} in {weights.ids[at]!r}", "use Moran's I instead"
        )
    return x


def _second_moment(x: Floats, weights: Weights) -> float:
    n, s0, s1, s2 = len(x), weights.s0, weights.s1, weights.s2
    m1, m2, m3, m4 = (float((x**power).sum()) for power in (1, 2, 3, 4))
    total = (
        ((n**2 - 3 * n + 3) * s1 - n * s2 + 3 * s0**2) * m2**2
        - ((n**2 - n) * s1 - 2 * n * s2 + 6 * s0**2) * m4
        - (2 * n * s1 - (n + 3) * s2 + 6 * s0**2) * m1**2 * m2
        + (4 * (n - 1) * s1 - 2 * (n + 1) * s2 + 8 * s0**2) * m1 * m3
        + (s1 - s2 + s0**2) * m1**4
    )
    return total / ((m1**2 - m2) ** 2 * n * (n - 1) * (n - 2) * (n - 3))


@dataclass(frozen=True)
class LocalGetisOrd:
    """Local G of each region.

    Parameters
    ----------
    statistic : array of float, shape (n,)
        Weighted share of the neighbours in the sum of all values; ``NaN`` without neighbours (unless ``star``).
    z_score : array of float, shape (n,)
        Standardised statistic: above 0 a hot spot, below 0 a cold spot.
    p_value : array of float, shape (n,)
        Pseudo p-values of the conditional permutations.
    permutations : int
    """

    statistic: Floats
    z_score: Floats
    p_value: Floats
    permutations: int

    @cached_property
    def q_value(self) -> Floats:
        """P-values that control the false discovery rate over the regions."""
        return false_discovery_rate(self.p_value)


def local_getis_ord(
    values: ArrayLike,
    weights: Weights,
    *,
    star: bool = True,
    permutations: int = 999,
    alternative: Alternative = "two-sided",
    rng: np.random.Generator | int | None = None,
    progress: Progress | None = None,
) -> LocalGetisOrd:
    r"""Local G of each region (with the region itself: G*).

    .. math:: G_i = \frac{\sum_{j \ne i} w_{ij} x_j}{\sum_{j \ne i} x_j}, \quad
              G_i^* = \frac{\sum_j w_{ij} x_j}{\sum_j x_j}

    Parameters
    ----------
    values : array of float, shape (n,)
        Zero or more, with a natural zero (persons, euros). ``NaN`` is refused.
    weights : Weights
        Used as they are. For G* a region's own weight is the mean of its row, 1 if it has none; rows that added up
        to 1 are brought back to it.
    star : bool
        Whether the region itself counts (G*).
    permutations : int
        Conditional permutations; 0 for none.
    alternative : {"two-sided", "directed", "greater", "less"}
        Of the neighbours' sum; ``greater`` is a hot spot.
    rng : numpy.random.Generator or int, optional
    progress : callable, optional

    Returns
    -------
    LocalGetisOrd
        Dimensionless.

    Raises
    ------
    InputError
        If a value is missing or negative, all are equal, or there are fewer than three regions.

    References
    ----------
    .. [1] Ord, J. K. and Getis, A. (1995). Local spatial autocorrelation statistics: distributional issues and an
       application. Geographical Analysis 27, 286-306. doi:10.1111/j.1538-4632.1995.tb00912.x

    Examples
    --------
    >>> from growthpoles.space.weights import from_links
    >>> row = from_links("abcd", [0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2])
    >>> local_getis_ord([1.0, 1.0, 3.0, 3.0], row, permutations=0).statistic
    array([0.25 , 0.625, 0.875, 0.75 ])
    """
    x = _natural(read_values(values, weights), weights)
    own = _own_weights(weights) if star else np.zeros(len(x))
    divided = weights.row_sums + own if star and weights.style == "rows" else np.ones(len(x))
    lag = (weights.lag(x) + own * x) / divided
    totals = np.full(len(x), x.sum()) if star else x.sum() - x
    p_value = np.full(len(x), np.nan)
    if permutations:
        above, below = count_tails(x, weights, permutations, np.random.default_rng(rng), progress)
        p_value = tail_p_value(above, below, permutations, alternative)
    alone = weights.cardinalities == 0
    p_value = np.where(alone, np.nan, p_value)
    missing = alone if not star else np.zeros(len(x), bool)
    with np.errstate(invalid="ignore", divide="ignore"):
        statistic = np.where(missing, np.nan, lag / totals)
        z_score = np.where(missing, np.nan, _z_scores(x, weights, lag, star=star, own=own, divided=divided))
    return LocalGetisOrd(statistic, z_score, p_value, permutations)


def _own_weights(weights: Weights) -> Floats:
    """Mean weight of each row; 1 for a region without neighbours."""
    counts = weights.cardinalities
    return np.where(counts > 0, weights.row_sums / np.maximum(counts, 1), 1.0)


def _z_scores(x: Floats, weights: Weights, lag: Floats, *, star: bool, own: Floats, divided: Floats) -> Floats:
    sums = (weights.row_sums + own) / divided
    of_neighbours = np.bincount(weights.rows, weights=weights.values**2, minlength=len(x))
    squares = (of_neighbours + own**2) / divided**2
    n = len(x) if star else len(x) - 1
    total, total_square = (x.sum(), float(x @ x)) if star else (x.sum() - x, float(x @ x) - x**2)
    mean = total / n
    variance = total_square / n - mean**2
    return np.asarray((lag - mean * sums) / np.sqrt(variance * (n * squares - sums**2) / (n - 1)))
