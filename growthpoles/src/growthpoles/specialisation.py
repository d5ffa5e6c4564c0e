"""Specialisation of regions: location quotients and what is derived from them."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from growthpoles.results import Column, Result, provenance
from growthpoles.tables import Table
from growthpoles.tables.reading import checked_matrix

Floats = NDArray[np.float64]


def location_quotient(
    table: ArrayLike,
    *,
    region_totals: ArrayLike | None = None,
    industry_totals: ArrayLike | None = None,
    total: float | None = None,
) -> Floats:
    r"""Location quotient of each industry in each region.

    .. math:: LQ_{ri} = \frac{x_{ri} / x_r}{x_i / x}

    Parameters
    ----------
    table : array of float, shape (n_regions, n_industries)
        An additive quantity of one period, in one unit (persons, euros). ``NaN`` is "not published", not zero.
    region_totals : array of float, shape (n_regions,), optional
    industry_totals : array of float, shape (n_industries,), optional
    total : float, optional
        Published totals, in the same unit. By default sums over the published cells; ``total`` is then the sum of
        the industry totals.

    Returns
    -------
    array of float, shape (n_regions, n_industries)
        Dimensionless; 1 is the share of the whole economy. ``NaN`` where the cell was not published, or where a
        region or an industry has no total (0/0 is not 0).

    Raises
    ------
    InputError
        If the table is not two-dimensional or holds a negative value.

    Notes
    -----
    EconGeo and econcomplex return 0 for 0/0, economic-complexity ``NaN``; so does this function.

    References
    ----------
    .. [1] Balassa, B. (1965). Trade liberalisation and "revealed" comparative advantage. The Manchester School 33,
       99-123. https://doi.org/10.1111/j.1467-9957.1965.tb00050.x

    Examples
    --------
    >>> location_quotient([[10.0, 30.0], [30.0, 30.0]]).round(3)
    array([[0.625, 1.25 ],
           [1.25 , 0.833]])
    """
    cells = checked_matrix(table)
    rows = np.nansum(cells, axis=1) if region_totals is None else np.asarray(region_totals, dtype=np.float64)
    columns = np.nansum(cells, axis=0) if industry_totals is None else np.asarray(industry_totals, dtype=np.float64)
    whole = float(np.nansum(columns)) if total is None else total
    return _ratio(_ratio(cells, rows[:, None]), _ratio(columns, np.float64(whole)))


def _ratio(numerator: Floats, denominator: Floats | np.float64) -> Floats:
    """Quotient with ``NaN`` instead of a division by zero."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(denominator > 0, numerator / denominator, np.nan)


def location_quotients(table: Table) -> Result:
    """Location quotients of a long table; see :func:`location_quotient`.

    Published total rows, where the table has them, are the denominators and stay in the result.
    """
    whole = table.with_totals()
    quotients = np.stack(
        [
            location_quotient(
                whole.values[at],
                region_totals=whole.region_totals[at],
                industry_totals=whole.industry_totals[at],
                total=float(whole.grand_totals[at]),
            )
            for at in range(len(whole.periods))
        ]
    )
    return Result(
        {**cell_columns(whole), "location_quotient": quotients.ravel()},
        provenance(
            "location_quotient",
            variant="published totals" if table.total_region or table.total_industry else "sums of the cells",
            options={"total_region": table.total_region, "total_industry": table.total_industry},
            units={"location_quotient": "1 (share of the whole economy = 1)"},
            input_hash=table.input_hash,
            warnings=table.warnings,
        ),
    )


def cell_columns(table: Table) -> dict[str, Column]:
    """Label columns ``region``, ``industry`` and, if there are periods, ``period``, one row per cell of the cube."""
    shape = table.values.shape
    columns: dict[str, Column] = {
        "region": np.broadcast_to(np.array(table.regions, dtype=object)[None, :, None], shape).ravel(),
        "industry": np.broadcast_to(np.array(table.industries, dtype=object)[None, None, :], shape).ravel(),
    }
    if table.has_periods:
        columns["period"] = np.broadcast_to(np.array(table.periods, dtype=object)[:, None, None], shape).ravel()
    return columns
