"""Spread and backwash round the poles of a long table with periods."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from growthpoles.errors import InputError
from growthpoles.poles.spread import great_circle_distances, hop_distances, spread_backwash
from growthpoles.records import Records, columns_of, read_records
from growthpoles.results import Result, provenance
from growthpoles.tables import Table
from growthpoles.tables.sources import Source

__all__ = ["read_distances", "surroundings"]


def surroundings(
    table: Table,
    poles: Sequence[str],
    since: str,
    distance: NDArray[np.float64],
    bands: Sequence[float],
    *,
    level: float = 0.05,
    draws: int = 4999,
    seed: int = 0,
) -> Result:
    """Growth of the regions round given poles before and after a period.

    Parameters
    ----------
    table : Table
        Three periods or more, named by numbers (years); growth is of the regions' totals.
    poles : sequence of str
        Regions that are poles.
    since : str
        Period in which their support began: the last of *before* and the first of *after*.
    distance : array of float, shape (n_regions, n_regions)
        In the order of the table; see `read_distances`.
    bands : sequence of float
        Upper ends, in the unit of ``distance``.
    level, draws, seed
        As for `growthpoles.poles.spread_backwash`.

    Returns
    -------
    Result
        One row per band.

    Raises
    ------
    InputError
        If a pole or the period is not in the table, or no period is before or after it.
    """
    unknown = [name for name in poles if name not in table.regions]
    if unknown or not poles:
        raise InputError(
            f"poles among {', '.join(table.regions)}", ", ".join(unknown) or "none", "spell them as in the table"
        )
    middle = table.position(since)
    if middle in (0, len(table.periods) - 1):
        inner = ", ".join(table.periods[1:-1])
        remedy = f"choose among {inner}" if inner else "give a table of three periods or more"
        raise InputError("a period with others before and after it", f"{since} of {', '.join(table.periods)}", remedy)
    years = _years(table)
    totals = np.log(np.where(table.region_totals > 0, table.region_totals, np.nan))
    before = np.expm1((totals[middle] - totals[0]) / (years[middle] - years[0]))
    after = np.expm1((totals[-1] - totals[middle]) / (years[-1] - years[middle]))
    places = [table.regions.index(name) for name in poles]
    found = spread_backwash(before, after, distance, places, bands, level=level, draws=draws, rng=seed)
    return Result(
        columns_of(found),
        provenance(
            "spread_backwash",
            variant="difference of differences of yearly growth, random poles for comparison",
            options={
                "poles": list(poles),
                "since": since,
                "bands": list(bands),
                "level": level,
                "draws": draws,
                "seed": seed,
            },
            units={"change": "share per year", "effect": "share per year"},
            input_hash=table.input_hash,
            warnings=table.warnings,
        ),
    )


def _years(table: Table) -> list[float]:
    try:
        return [float(name) for name in table.periods]
    except ValueError:
        raise InputError(
            "periods that are numbers, such as years", ", ".join(table.periods), "name a numeric column with --period"
        ) from None


def read_distances(source: Source, regions: Sequence[str], *, region: str = "region") -> NDArray[np.float64]:
    """Distances between regions from coordinates, or steps from a list of neighbours.

    Parameters
    ----------
    source : path, "-", or table
        The region with ``latitude`` and ``longitude`` (degrees), or with ``neighbours`` (separated by spaces, commas
        or semicolons).
    regions : sequence of str
        Order of the result.
    region : str
        Column of regions.

    Returns
    -------
    array of float, shape (n_regions, n_regions)
        Kilometres, or steps over borders.

    Raises
    ------
    InputError
        If a region has no row, or neither kind of column is there.
    """
    records = read_records(source, [region], optional=["latitude", "longitude", "neighbours"])
    names = records.text(region)
    absent = [name for name in regions if name not in names]
    if absent:
        raise InputError("a row for every region", f"none for {', '.join(absent)}", "add them")
    order = [names.index(name) for name in regions]
    if "neighbours" in records:
        return _hops(records, regions, order)
    if "latitude" not in records or "longitude" not in records:
        raise InputError("columns latitude and longitude, or neighbours", "neither", "add one of them")
    latitude, longitude = records.numbers("latitude")[order], records.numbers("longitude")[order]
    if np.abs(latitude).max() > 90 or np.isnan(latitude + longitude).any():
        raise InputError(
            "latitudes of -90 to 90 degrees",
            f"{latitude.max():g}",
            "swap the columns, or give degrees instead of metres",
        )
    return great_circle_distances(latitude, longitude)


def _hops(records: Records, regions: Sequence[str], order: list[int]) -> NDArray[np.float64]:
    place = {name: at for at, name in enumerate(regions)}
    named = [records.text("neighbours")[row].replace(",", " ").replace(";", " ").split() for row in order]
    borders = [(at, place[name]) for at, names in enumerate(named) for name in names if name in place]
    return hop_distances(len(regions), borders)
