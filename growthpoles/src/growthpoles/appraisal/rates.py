"""Present value, rate of return and payback of a stream of equally spaced flows."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "discount_factors",
    "discounted_payback",
    "internal_rate_of_return",
    "internal_rates_of_return",
    "net_present_value",
    "payback_period",
]

#: Rates between -99 % and +100 000 % a period are searched; outside them a rate has no economic reading.
_LOWEST, _HIGHEST = float(np.log(0.01)), float(np.log(1001.0))


def discount_factors(rate: ArrayLike, n_periods: int) -> NDArray[np.float64]:
    r"""Discount factors :math:`(1 + r)^{-t}` of periods 0 to ``n_periods``.

    Parameters
    ----------
    rate : float or array of float
        Rate per period, a share (0.01 is one per cent), above -1.
    n_periods : int
        Number of periods after the present.

    Returns
    -------
    array of float, shape (..., n_periods + 1)
        Dimensionless; the first is 1.

    Examples
    --------
    >>> discount_factors(0.25, 2).round(2)
    array([1.  , 0.8 , 0.64])
    """
    rates = np.asarray(rate, dtype=float)
    if np.any(rates <= -1):
        raise ValueError(f"A discount rate above -1 is wanted; given {rates.min():g}. Write 12 % as 0.12.")
    return np.asarray((1.0 + rates[..., None]) ** -np.arange(n_periods + 1))


def net_present_value(flows: ArrayLike, rate: ArrayLike) -> NDArray[np.float64]:
    r"""Net present value of flows at the start of period 0, 1, 2, …

    .. math:: NPV = \sum_t c_t (1 + r)^{-t}

    Parameters
    ----------
    flows : array of float, shape (..., n_periods + 1)
        Money of constant prices; outlays are negative. The first is paid today.
    rate : float or array of float, shape (...)
        Discount rate per period of the flows, a share.

    Returns
    -------
    array of float, shape (...)
        Money of today, in the unit of ``flows``; ``NaN`` where a flow is ``NaN``.

    Raises
    ------
    ValueError
        If a rate is -1 or below.

    Notes
    -----
    The first flow is not discounted. Spreadsheets that discount the first flow by one period print this value
    divided by ``1 + rate``.

    References
    ----------
    .. [1] Boardman, A. E., Greenberg, D. H., Vining, A. R., Weimer, D. L. (2018). Cost-Benefit Analysis, 5th ed.
       doi:10.1017/9781108235594

    Examples
    --------
    >>> round(float(net_present_value([-10000, 3000, 4200, 6800], 0.10)), 2)
    1307.29
    """
    stream = np.asarray(flows, dtype=float)
    return np.asarray((stream * discount_factors(rate, stream.shape[-1] - 1)).sum(axis=-1))


def internal_rates_of_return(flows: ArrayLike) -> NDArray[np.float64]:
    """Every rate per period at which the net present value of the flows is zero.

    Parameters
    ----------
    flows : array of float, shape (n_periods + 1,)
        Money; outlays are negative.

    Returns
    -------
    array of float
        Rates per period in rising order; empty where no rate between -99 % and 100 000 % fits. A stream that
        changes its sign more than once may have several.

    Examples
    --------
    >>> internal_rates_of_return([-1.0, 2.3, -1.32]).round(3)
    array([0.1, 0.2])
    """
    stream = np.asarray(flows, dtype=float)
    grid = np.linspace(_LOWEST, _HIGHEST, 4001)
    values = net_present_value(stream, np.expm1(grid))
    crossings = np.flatnonzero(np.sign(values[:-1]) * np.sign(values[1:]) < 0)
    on_the_grid = grid[values == 0.0] if np.any(stream) else grid[:0]
    roots = [_bisect(stream, grid[k], grid[k + 1]) for k in crossings]
    return np.expm1(np.sort(np.concatenate([np.asarray(roots, dtype=float), on_the_grid])))


def _bisect(flows: NDArray[np.float64], low: float, high: float) -> float:
    sign_low = np.sign(net_present_value(flows, np.expm1(low)))
    for _ in range(60):
        middle = 0.5 * (low + high)
        if np.sign(net_present_value(flows, np.expm1(middle))) == sign_low:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


def internal_rate_of_return(flows: ArrayLike) -> float:
    """Internal rate of return: the one rate per period at which the net present value is zero.

    Parameters
    ----------
    flows : array of float, shape (n_periods + 1,)
        Money; outlays are negative.

    Returns
    -------
    float
        Rate per period, a share. ``NaN`` where there is none or more than one: then only the net present value
        can rank the project.

    References
    ----------
    .. [1] Norstrøm, C. J. (1972). A sufficient condition for a unique nonnegative internal rate of return.
       Journal of Financial and Quantitative Analysis 7, 1835-1839. doi:10.2307/2329806

    Examples
    --------
    >>> round(internal_rate_of_return([-70000, 12000, 15000, 18000, 21000, 26000]), 3)
    0.087
    """
    rates = internal_rates_of_return(flows)
    return float(rates[0]) if len(rates) == 1 else float("nan")


def payback_period(flows: ArrayLike) -> float:
    """Periods until the flows have paid back the outlay, without discounting.

    Parameters
    ----------
    flows : array of float, shape (n_periods + 1,)
        Money; outlays are negative.

    Returns
    -------
    float
        Periods, with the last one shared out evenly; ``NaN`` where the sum never turns and stays positive.

    Examples
    --------
    >>> payback_period([-100.0, 40.0, 40.0, 40.0])
    2.5
    """
    total = np.cumsum(np.asarray(flows, dtype=float))
    short = np.flatnonzero(total < 0)
    if not len(short):
        return 0.0
    last = int(short[-1])
    if last == len(total) - 1:
        return float("nan")
    return last + float(-total[last] / (total[last + 1] - total[last]))


def discounted_payback(flows: ArrayLike, rate: float) -> float:
    """Periods until the discounted flows have paid back the outlay.

    Parameters
    ----------
    flows : array of float, shape (n_periods + 1,)
        Money; outlays are negative.
    rate : float
        Discount rate per period, a share.

    Returns
    -------
    float
        Periods; ``NaN`` where the outlay is never paid back within the flows.

    Examples
    --------
    >>> round(discounted_payback([-100.0, 60.0, 60.0], 0.10), 2)
    1.92
    """
    stream = np.asarray(flows, dtype=float)
    return payback_period(stream * discount_factors(rate, stream.shape[-1] - 1))
