"""Inequality of a distribution: Gini, Theil, Hoover, Herfindahl, entropy; along the last axis of an array."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from growthpoles.errors import InputError
from growthpoles.shares import ratio

Floats = NDArray[np.float64]


def gini(values: ArrayLike, *, normalised: bool = False) -> Floats:
    r"""Gini coefficient.

    .. math:: G = \frac{2 \sum_k k\, x_{(k)}}{n \sum x} - \frac{n + 1}{n}

    Parameters
    ----------
    values : array of float, shape (..., n)
        Non-negative, in one unit. ``NaN`` is "not published" and makes the coefficient ``NaN``.
    normalised : bool
        Multiply by :math:`n / (n - 1)`, so that the maximum is 1.

    Returns
    -------
    array of float, shape (...)
        Dimensionless, 0 (equal) to :math:`(n-1)/n`; ``NaN`` where all values are zero.

    Raises
    ------
    InputError
        If a value is negative or there is none.

    Notes
    -----
    EconGeo rounds to three decimals, econcomplex clips negatives to zero and returns 0 for all zeros; PySAL and this
    function do neither.

    References
    ----------
    .. [1] Gini, C. (1921). Measurement of inequality of incomes. The Economic Journal 31, 124-126.
       https://doi.org/10.2307/2223319

    Examples
    --------
    >>> float(gini([0, 10, 10, 30, 50]).round(12)), float(gini([0, 10, 10, 30, 50], normalised=True).round(12))
    (0.48, 0.6)
    """
    ordered = np.sort(_quantities(values), axis=-1)
    n = ordered.shape[-1]
    weighted = (ordered * np.arange(1, n + 1)).sum(axis=-1)
    coefficient = ratio(2.0 * weighted, n * ordered.sum(axis=-1)) - (n + 1) / n
    return coefficient * n / (n - 1) if normalised and n > 1 else coefficient


def theil(values: ArrayLike, *, variant: Literal["T", "L"] = "T") -> Floats:
    r"""Theil's T, or Theil's L (mean logarithmic deviation).

    .. math:: T = \sum_k s_k \ln(n s_k), \qquad L = \frac1n \sum_k \ln \frac{\bar x}{x_k}

    Parameters
    ----------
    values : array of float, shape (..., n)
        Non-negative, in one unit; ``NaN`` is "not published" and makes the index ``NaN``.
    variant : {"T", "L"}
        ``theil`` of REAT is L, that of PySAL is T.

    Returns
    -------
    array of float, shape (...)
        In nats. T takes :math:`0 \ln 0 = 0`; L is ``inf`` if a value is zero (REAT: NA).

    References
    ----------
    .. [1] Theil, H. (1967). Economics and Information Theory. North-Holland.
    .. [2] Shorrocks, A. F. (1980). The class of additively decomposable inequality measures. Econometrica 48, 613-625.
       https://doi.org/10.2307/1913126

    Examples
    --------
    >>> float(theil([10, 10, 10, 20, 50]).round(9)), float(theil([10, 10, 10, 20, 50], variant="L").round(9))
    (0.250201212, 0.232630162)
    """
    amounts = _quantities(values)
    share = shares_within(amounts)
    n = share.shape[-1]
    if variant == "L":
        with np.errstate(divide="ignore"):
            return np.asarray(-np.log(share * n).mean(axis=-1))
    return times_log(share, share * n).sum(axis=-1)


def hoover(values: ArrayLike, reference: ArrayLike | None = None) -> Floats:
    r"""Hoover index: half the sum of absolute differences of two distributions of shares.

    .. math:: H = \tfrac12 \sum_k |a_k - b_k|

    Parameters
    ----------
    values : array of float, shape (..., n)
    reference : array of float, shape (n,) or (..., n), optional
        The distribution to compare with, such as population; equal shares without it.

    Returns
    -------
    array of float, shape (...)
        Dimensionless, 0 to 1: the part that would have to move. EconGeo prints per cent.

    References
    ----------
    .. [1] Hoover, E. M. (1936). The measurement of industrial localization. The Review of Economics and Statistics 18,
       162-171. https://doi.org/10.2307/1927875

    Examples
    --------
    >>> float(hoover([0, 10, 10, 30, 50], [10, 15, 20, 25, 30]).round(12))
    0.25
    """
    amounts = _quantities(values)
    against = np.ones(amounts.shape[-1]) if reference is None else _quantities(reference)
    return np.asarray(0.5 * np.abs(shares_within(amounts) - shares_within(against)).sum(axis=-1))


def herfindahl(values: ArrayLike) -> Floats:
    r"""Sum of squared shares along the last axis, :math:`\sum s_k^2`.

    Parameters
    ----------
    values : array of float, shape (..., n)
        Non-negative, in one unit; ``NaN`` is "not published" and makes the index ``NaN``.

    Returns
    -------
    array of float, shape (...)
        Dimensionless, :math:`1/n` to 1; ``NaN`` where all values are zero.

    References
    ----------
    .. [1] Hirschman, A. O. (1964). The paternity of an index. American Economic Review 54, 761-762.

    Examples
    --------
    >>> float(herfindahl([20, 50, 20, 10]).round(12))
    0.34
    """
    share = shares_within(_quantities(values))
    return np.asarray((share * share).sum(axis=-1))


def shares_within(amounts: Floats) -> Floats:
    """Shares along the last axis; ``NaN`` where the sum is zero or a value is unknown."""
    return ratio(amounts, amounts.sum(axis=-1, keepdims=True))


def times_log(factor: Floats, argument: Floats) -> Floats:
    r"""Elementwise :math:`a \ln b` with :math:`0 \ln b = 0`."""
    with np.errstate(divide="ignore", invalid="ignore"):
        product = factor * np.log(argument)
    return np.where(factor == 0, 0.0, product)


def _quantities(values: ArrayLike) -> Floats:
    amounts = np.asarray(values, dtype=np.float64)
    if amounts.ndim == 0 or amounts.shape[-1] == 0:
        raise InputError("one value or more", f"shape {amounts.shape}", "pass a sequence")
    if (amounts < 0).any():
        raise InputError("quantities of zero or more", f"{amounts.min():g}", "correct the value")
    return amounts
