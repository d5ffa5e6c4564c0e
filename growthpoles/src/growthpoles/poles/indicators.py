"""Indicators of the four elements of a growth pole: from the table itself, and from a list of others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from growthpoles.errors import InputError
from growthpoles.records import read_records
from growthpoles.tables import Table
from growthpoles.tables.sources import Source

__all__ = ["ELEMENTS", "Indicator", "from_list", "from_table"]

ELEMENTS = ("territory", "industries", "enterprises", "programmes")
DIRECTIONS = {"": True, "up": True, "down": False}
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Indicator:
    """One indicator of one element for every region of the table; ``NaN`` is not known."""

    name: str
    element: str
    values: Floats
    rising: bool = True
    weight: float = 1.0


def from_table(table: Table, *, focus: Sequence[str] = ()) -> list[Indicator]:
    r"""Indicators that the table of regions and industries gives itself, for its last period.

    Parameters
    ----------
    table : Table
        One period or more. With two, growth is that from the first to the last.
    focus : sequence of str
        Industries whose places are looked for (IT, knowledge industries).

    Returns
    -------
    list of Indicator
        Of *industries*: Krugman's specialisation index :math:`\sum_i |s_{ri} - p_i|` and the Herfindahl-Hirschman
        index :math:`\sum_i s_{ri}^2`, which the source names for the search; with ``focus`` the location quotient of
        these industries together; with two periods the share of the region in industries that grow faster than the
        whole and in which it is specialised (``LQ >= 1``: the table's only sign of where they are cheap to run).
        Of *enterprises*: with ``focus`` the share of the country's focus industries (size); with three periods or more
        the steadiness of growth (minus its standard deviation).

    Raises
    ------
    InputError
        If a focus industry is not in the table.
    """
    unknown = [name for name in focus if name not in table.industries]
    if unknown:
        raise InputError(
            f"focus industries among {', '.join(table.industries)}", ", ".join(unknown), "spell them as in the table"
        )
    last = table.values[-1]
    totals, nation = table.region_totals[-1], table.industry_totals[-1]
    whole = float(table.grand_totals[-1])
    with np.errstate(divide="ignore", invalid="ignore"):
        shares, country = last / totals[:, None], nation / whole
    found = [
        Indicator("krugman_specialisation_index", "industries", _rows(np.abs(shares - country))),
        Indicator("herfindahl_hirschman_index", "industries", _rows(shares**2)),
    ]
    if focus:
        chosen = [table.industries.index(name) for name in focus]
        size = _rows(last[:, chosen])
        with np.errstate(divide="ignore", invalid="ignore"):
            quotient = (size / totals) / (nation[chosen].sum() / whole)
        found.append(Indicator("focus_location_quotient", "industries", quotient))
        found.append(Indicator("focus_share_of_country", "enterprises", size / nation[chosen].sum()))
    if len(table.periods) > 1:
        found.append(Indicator("fast_growing_share", "industries", _fast_growing_share(table, shares, country)))
    if len(table.periods) > 2:
        growth = np.diff(np.log(table.region_totals), axis=0)
        found.append(Indicator("unsteadiness_of_growth", "enterprises", growth.std(axis=0), rising=False))
    return found


def _rows(cells: Floats) -> Floats:
    """Row sums; a row with an unpublished cell has none."""
    return np.asarray(cells.sum(axis=1))


def _fast_growing_share(table: Table, shares: Floats, country: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        growth = table.industry_totals[-1] / table.industry_totals[0]
        specialised = shares / country >= 1
    fast = growth > table.grand_totals[-1] / table.grand_totals[0]
    counted = np.where(fast & specialised, np.nan_to_num(shares), 0.0).sum(axis=1)
    return np.where(np.isnan(shares).all(axis=1), np.nan, counted)


def from_list(source: Source, regions: Sequence[str], *, region: str = "region") -> list[Indicator]:
    """Indicators from a long list.

    Parameters
    ----------
    source : path, "-", or table
        Columns: the region, ``element`` (territory, industries, enterprises, programmes), ``indicator``, ``value``;
        optionally ``direction`` (up, down) and ``weight``, the same in all rows of an indicator.
    regions : sequence of str
        Regions of the table, in its order. A region without a row is not known.
    region : str
        Column of regions.

    Returns
    -------
    list of Indicator
        In order of appearance.

    Raises
    ------
    InputError
        If an element or region is unknown, or an indicator is given twice for a region or in two ways.
    """
    records = read_records(source, [region, "element", "indicator", "value"], optional=["direction", "weight"])
    elements = records.choices("element", {name: name for name in ELEMENTS})
    rising = records.choices("direction", DIRECTIONS)
    places = records.choices(region, {name.casefold(): at for at, name in enumerate(regions)})
    numbers, weights = records.numbers("value"), np.nan_to_num(records.numbers("weight"), nan=1.0)
    found: dict[str, Indicator] = {}
    for at, name in enumerate(records.text("indicator")):
        empty = Indicator(name, elements[at], np.full(len(regions), np.nan), rising[at], float(weights[at]))
        indicator = found.setdefault(name, empty)
        if (indicator.element, indicator.rising, indicator.weight) != (elements[at], rising[at], weights[at]):
            raise records.error(
                f"one element, direction and weight of {name!r}",
                f"{elements[at]}, {'up' if rising[at] else 'down'}, {weights[at]:g}",
                "write them alike in every row of the indicator",
                at=at,
                column="indicator",
            )
        if not np.isnan(indicator.values[places[at]]):
            again = f"{regions[places[at]]} again"
            raise records.error(f"one value of {name!r} for a region", again, "keep one", at=at, column=region)
        indicator.values[places[at]] = numbers[at]
    return list(found.values())
