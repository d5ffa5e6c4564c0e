"""Totals and shares on which every measure of specialisation and concentration stands."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from growthpoles.tables.reading import checked_matrix

Floats = NDArray[np.float64]


class Totals(NamedTuple):
    """Denominators of a table, in its unit.

    Parameters
    ----------
    regions : array of float, shape (n_regions,)
    industries : array of float, shape (n_industries,)
    whole : float
    """

    regions: Floats
    industries: Floats
    whole: float


class Shares(NamedTuple):
    """Shares of a table; ``NaN`` where a total is missing or zero.

    Parameters
    ----------
    in_region : array of float, shape (n_regions, n_industries)
        Share of the industry in its region, :math:`s_{ri} = x_{ri} / x_r`.
    in_industry : array of float, shape (n_regions, n_industries)
        Share of the region in the industry, :math:`q_{ri} = x_{ri} / x_i`.
    of_industries : array of float, shape (n_industries,)
        :math:`p_i = x_i / x`.
    of_regions : array of float, shape (n_regions,)
        :math:`w_r = x_r / x`.
    """

    in_region: Floats
    in_industry: Floats
    of_industries: Floats
    of_regions: Floats


def totals_of(cells: Floats) -> Totals:
    """Sums over the published cells."""
    industries = np.nansum(cells, axis=0)
    return Totals(np.nansum(cells, axis=1), industries, float(industries.sum()))


def shares_of(table: ArrayLike, totals: Totals | None = None) -> Shares:
    """Shares of a table against its sums, or against published totals.

    Examples
    --------
    >>> shares_of([[10.0, 30.0], [30.0, 30.0]]).of_regions
    array([0.4, 0.6])
    """
    cells = checked_matrix(table)
    against = totals or totals_of(cells)
    return Shares(
        ratio(cells, against.regions[:, None]),
        ratio(cells, against.industries),
        ratio(against.industries, np.float64(against.whole)),
        ratio(against.regions, np.float64(against.whole)),
    )


def sums_by(codes: NDArray[np.int64], values: Floats, n: int) -> Floats:
    """Sums of values by code, shape (n,)."""
    return np.asarray(np.bincount(codes, weights=values, minlength=n), dtype=np.float64)


def ratio(numerator: Floats | np.float64, denominator: Floats | np.float64) -> Floats:
    """Quotient that is ``NaN`` where the denominator is zero or unknown."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(denominator > 0, numerator / denominator, np.nan)
