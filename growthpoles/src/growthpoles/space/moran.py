"""Moran's I, global and local."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

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

QUADRANTS = ("", "high-high", "low-high", "low-low", "high-low")


def moran(
    values: ArrayLike,
    weights: Weights,
    *,
    permutations: int = 999,
    alternative: Alternative = "two-sided",
    rng: np.random.Generator | int | None = None,
    progress: Progress | None = None,
) -> Autocorrelation:
    r"""Moran's I.

    .. math:: I = \frac{n}{S_0} \frac{\sum_{ij} w_{ij} z_i z_j}{\sum_i z_i^2}, \quad z_i = x_i - \bar x

    Parameters
    ----------
    values : array of float, shape (n,)
        One value for each region of ``weights``, in any unit. ``NaN`` is refused.
    weights : Weights
        Used as they are: call ``weights.row_standardised()`` for the usual variant.
    permutations : int
        0 for the analytical moments alone.
    alternative : {"two-sided", "directed", "greater", "less"}
        Of the permutation test; ``directed`` is the smaller tail, as GeoDa and esda print it.
    rng : numpy.random.Generator or int, optional
    progress : callable, optional

    Returns
    -------
    Autocorrelation
        Dimensionless. Without autocorrelation -1 / (n - 1) is expected; larger is similar values side by side.

    Raises
    ------
    InputError
        If a value is missing, all are equal, or there are fewer than three regions.

    Notes
    -----
    A region without neighbours counts in n and adds nothing to the sum. The variance under randomisation needs four
    regions and is ``NaN`` for three.

    References
    ----------
    .. [1] Cliff, A. D. and Ord, J. K. (1981). Spatial processes: models and applications. Pion.
    .. [2] Moran, P. A. P. (1950). Notes on continuous stochastic phenomena. Biometrika 37, 17-23.
       doi:10.1093/biomet/37.1-2.17

    Examples
    --------
    Four regions in a row, the two halves alike:

    >>> from growthpoles.space.weights import from_links
    >>> row = from_links("abcd", [0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2])
    >>> moran([1.0, 1.0, 3.0, 3.0], row, permutations=0).statistic
    0.3333333333333333
    """
    x = read_values(values, weights)
    z = x - x.mean()
    n, square = len(z), float(z @ z)
    factor = n / weights.s0 / square
    statistic = factor * float(z @ weights.lag(z))
    simulated = np.empty(0)
    if permutations:
        simulated = factor * permuted_products(z, weights, permutations, np.random.default_rng(rng), progress)[0]
    expected = -1.0 / (n - 1)
    normality, randomisation = _variances(z, weights)
    return Autocorrelation(
        statistic,
        expected,
        normality - expected**2,
        randomisation - expected**2,
        pseudo_p_value(statistic, simulated, alternative),
        permutations,
        alternative,
    )


def _variances(z: Floats, weights: Weights) -> tuple[float, float]:
    """Second moments under normality and under randomisation."""
    n, s0, s1, s2 = len(z), weights.s0, weights.s1, weights.s2
    normality = (n**2 * s1 - n * s2 + 3 * s0**2) / (s0**2 * (n**2 - 1))
    if n < 4:
        return normality, float("nan")
    kurtosis = float((z**4).mean() / (z**2).mean() ** 2)
    first = n * ((n**2 - 3 * n + 3) * s1 - n * s2 + 3 * s0**2)
    second = kurtosis * ((n**2 - n) * s1 - 2 * n * s2 + 6 * s0**2)
    return normality, (first - second) / ((n - 1) * (n - 2) * (n - 3) * s0**2)


@dataclass(frozen=True)
class LocalMoran:
    """Local Moran's I of each region.

    Parameters
    ----------
    statistic : array of float, shape (n,)
        ``NaN`` for a region without neighbours, as in the next two.
    lag : array of float, shape (n,)
        Weighted sum of the neighbours' deviations from the mean.
    p_value : array of float, shape (n,)
        Pseudo p-values of the conditional permutations.
    quadrant : array of int, shape (n,)
        1 high-high, 2 low-high, 3 low-low, 4 high-low (first the region, then its neighbours); 0 without neighbours.
    permutations : int
    """

    statistic: Floats
    lag: Floats
    p_value: Floats
    quadrant: NDArray[np.int64]
    permutations: int

    @cached_property
    def q_value(self) -> Floats:
        """P-values that control the false discovery rate over the regions."""
        return false_discovery_rate(self.p_value)


def local_moran(
    values: ArrayLike,
    weights: Weights,
    *,
    permutations: int = 999,
    alternative: Alternative = "two-sided",
    scale: Literal["n-1", "n"] = "n-1",
    rng: np.random.Generator | int | None = None,
    progress: Progress | None = None,
) -> LocalMoran:
    r"""Local Moran's I of each region.

    .. math:: I_i = (n - 1) \frac{z_i \sum_j w_{ij} z_j}{\sum_k z_k^2}, \quad z_i = x_i - \bar x

    Parameters
    ----------
    values : array of float, shape (n,)
        One value for each region of ``weights``, in any unit. ``NaN`` is refused.
    weights : Weights
        Used as they are: call ``weights.row_standardised()`` for the usual variant.
    permutations : int
        Conditional permutations; 0 for none.
    alternative : {"two-sided", "directed", "greater", "less"}
        Of the neighbours' sum (greater: larger than by chance); ``directed`` is the smaller tail, as GeoDa and esda
        print it.
    scale : {"n-1", "n"}
        esda divides by n - 1, R's spdep by n.
    rng : numpy.random.Generator or int, optional
    progress : callable, optional

    Returns
    -------
    LocalMoran
        Dimensionless.

    Raises
    ------
    InputError
        If a value is missing, all are equal, or there are fewer than three regions.

    Notes
    -----
    All regions share one table of draws, so that their p-values are not independent of each other; each by itself is
    an exact permutation p-value.

    References
    ----------
    .. [1] Anselin, L. (1995). Local indicators of spatial association: LISA. Geographical Analysis 27, 93-115.
       doi:10.1111/j.1538-4632.1995.tb00338.x

    Examples
    --------
    >>> from growthpoles.space.weights import from_links
    >>> row = from_links("abcd", [0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2])
    >>> local = local_moran([1.0, 1.0, 1.0, 5.0], row, permutations=0)
    >>> local.statistic, local.quadrant
    (array([ 0.25,  0.5 , -0.5 , -0.75]), array([3, 3, 2, 4]))
    """
    if scale not in ("n-1", "n"):
        raise InputError("n-1 or n as the scale", repr(scale), "choose one of them")
    x = read_values(values, weights)
    z = x - x.mean()
    lag = weights.lag(z)
    factor = (len(z) - 1 if scale == "n-1" else len(z)) / float(z @ z)
    p_value = np.full(len(z), np.nan)
    if permutations:
        above, below = count_tails(z, weights, permutations, np.random.default_rng(rng), progress)
        p_value = tail_p_value(above, below, permutations, alternative)
    quadrant = np.where(z > 0, np.where(lag > 0, 1, 4), np.where(lag > 0, 2, 3))
    alone = weights.cardinalities == 0
    statistic = np.where(alone, np.nan, factor * z * lag)
    p_value = np.where(alone, np.nan, p_value)
    return LocalMoran(
        statistic,
        np.where(alone, np.nan, lag),
        p_value,
        np.where(alone, 0, quadrant),
        permutations,
    )
