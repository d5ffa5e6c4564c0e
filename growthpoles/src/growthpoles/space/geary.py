"""Geary's C."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from growthpoles.space.autocorrelation import (
    Alternative,
    Autocorrelation,
    permuted_products,
    pseudo_p_value,
    read_values,
)
from growthpoles.space.weights import Weights
from growthpoles.space.workers import Progress

Floats = NDArray[np.float64]


def geary(
    values: ArrayLike,
    weights: Weights,
    *,
    permutations: int = 999,
    alternative: Alternative = "two-sided",
    rng: np.random.Generator | int | None = None,
    progress: Progress | None = None,
) -> Autocorrelation:
    r"""Geary's C.

    .. math:: C = \frac{n - 1}{2 S_0} \frac{\sum_{ij} w_{ij} (x_i - x_j)^2}{\sum_i (x_i - \bar x)^2}

    Parameters
    ----------
    values : array of float, shape (n,)
        One value for each region of ``weights``, in any unit. ``NaN`` is refused.
    weights : Weights
        Used as they are.
    permutations : int
        0 for the analytical moments alone.
    alternative : {"two-sided", "directed", "greater", "less"}
        Of the permutation test; ``less`` is similar values side by side.
    rng : numpy.random.Generator or int, optional
    progress : callable, optional

    Returns
    -------
    Autocorrelation
        Dimensionless. Without autocorrelation 1 is expected; smaller is similar values side by side.

    Raises
    ------
    InputError
        If a value is missing, all are equal, or there are fewer than three regions.

    References
    ----------
    .. [1] Geary, R. C. (1954). The contiguity ratio and statistical mapping. The Incorporated Statistician 5, 115-145.
       doi:10.2307/2986645

    Examples
    --------
    >>> from growthpoles.space.weights import from_links
    >>> row = from_links("abcd", [0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2])
    >>> geary([1.0, 1.0, 3.0, 3.0], row, permutations=0).statistic
    0.5
    """
    x = read_values(values, weights)
    z = x - x.mean()
    n = len(z)
    factor = (n - 1) / (2.0 * weights.s0 * float(z @ z))
    margins = weights.row_sums + weights.column_sums
    statistic = factor * (float(margins @ z**2) - 2.0 * float(z @ weights.lag(z)))
    simulated = np.empty(0)
    if permutations:
        products, squares = permuted_products(z, weights, permutations, np.random.default_rng(rng), progress)
        simulated = factor * (squares - 2.0 * products)
    normality, randomisation = _variances(z, weights)
    return Autocorrelation(
        statistic,
        1.0,
        normality,
        randomisation,
        pseudo_p_value(statistic, simulated, alternative),
        permutations,
        alternative,
    )


def _variances(z: Floats, weights: Weights) -> tuple[float, float]:
    n, s0, s1, s2 = len(z), weights.s0, weights.s1, weights.s2
    normality = ((2 * s1 + s2) * (n - 1) - 4 * s0**2) / (2 * (n + 1) * s0**2)
    if n < 4:
        return normality, float("nan")
    k = float((z**4).mean() / (z**2).mean() ** 2)
    first = (n - 1) * s1 * (n**2 - 3 * n + 3 - (n - 1) * k)
    second = (n - 1) * s2 * (n**2 + 3 * n - 6 - (n**2 - n + 2) * k) / 4
    third = s0**2 * (n**2 - 3 - (n - 1) ** 2 * k)
    return normality, (first - second + third) / (n * (n - 2) * (n - 3) * s0**2)
