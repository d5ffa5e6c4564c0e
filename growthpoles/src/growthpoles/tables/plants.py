"""Firm-level rows: one plant each, with its region, industry and size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from growthpoles.errors import InputError
from growthpoles.tables.labels import Axis, encode_labels, read_universe
from growthpoles.tables.numbers import parse_values
from growthpoles.tables.reading import demand_one_unit
from growthpoles.tables.sources import Source, read_rows
from growthpoles.tables.table import digest_of

Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Plants:
    """Plants of one or several periods.

    Parameters
    ----------
    regions, industries, periods : tuple of str
        Labels; ``periods`` is ``("",)`` where the source has none.
    region, industry, period : array of int, shape (n_plants,)
        Indices into the labels.
    sizes : array of float, shape (n_plants,)
        Employment, or another additive quantity in one unit.
    warnings : tuple of str
    """

    regions: tuple[str, ...]
    industries: tuple[str, ...]
    periods: tuple[str, ...]
    region: Codes
    industry: Codes
    period: Codes
    sizes: NDArray[np.float64]
    warnings: tuple[str, ...] = ()

    @property
    def has_periods(self) -> bool:
        """Whether the source named periods."""
        return self.periods != ("",)

    @property
    def input_hash(self) -> str:
        """Digest of labels and plants; the same for the same plants in any order."""
        order = np.lexsort((self.sizes, self.industry, self.region, self.period))
        blocks = [block[order] for block in (self.period, self.region, self.industry)] + [self.sizes[order]]
        return digest_of([self.regions, self.industries, self.periods], blocks)

    def of_period(self, at: int) -> Plants:
        """The plants of one period."""
        kept = self.period == at
        return Plants(
            self.regions,
            self.industries,
            (self.periods[at],),
            self.region[kept],
            self.industry[kept],
            self.period[kept] * 0,
            self.sizes[kept],
            self.warnings,
        )

    def region_sums(self) -> NDArray[np.float64]:
        """Size of all plants by region, shape (n_regions,)."""
        return np.bincount(self.region, weights=self.sizes, minlength=len(self.regions)).astype(np.float64)

    def cells(self) -> NDArray[np.float64]:
        """Size of all plants by region and industry, shape (n_regions, n_industries)."""
        shape = len(self.regions), len(self.industries)
        flat = np.bincount(self.region * shape[1] + self.industry, weights=self.sizes, minlength=shape[0] * shape[1])
        return flat.astype(np.float64).reshape(shape)


def read_plants(
    source: Source,
    *,
    region: str = "region",
    industry: str = "industry",
    value: str = "value",
    period: str | None = None,
    establishment: str | None = None,
    where: str | None = None,
    universe: dict[str, Sequence[str]] | str | None = None,
    unit: str | None = None,
    decimal: str = ".",
) -> Plants:
    """Read plants; each row is one, unless ``establishment`` names them and they may have several rows.

    Parameters
    ----------
    source : path, "-" or table
        As for :func:`growthpoles.read_table`, which explains the other parameters too.
    establishment : str, optional
        Column that identifies plants: rows of one plant in one region, industry and period are added up.

    Returns
    -------
    Plants

    Raises
    ------
    InputError
        Names row and column; also where a plant has no size: the plant Herfindahl needs every one.
    """
    named = [name for name in (region, industry, value, period, establishment, unit) if name]
    rows = read_rows(source, named, optional=["period", "unit"], where=where)
    demand_one_unit(rows, unit or "unit")
    period = period or ("period" if "period" in rows.columns.column_names else None)
    sizes, _ = parse_values(rows, value, decimal=decimal)
    if np.isnan(sizes).any():
        row = rows.row_number(int(np.argmax(np.isnan(sizes))))
        remedy = f'fill it in, or leave the plant out with --where "{value} is not null"'
        raise InputError("the size of every plant", "a cell that was not published", remedy, row=row, column=value)
    known = read_universe(universe)
    regions = encode_labels(rows, region).within(known.get("region"), also=None, rows=rows, column=region)
    industries = encode_labels(rows, industry).within(known.get("industry"), also=None, rows=rows, column=industry)
    periods = encode_labels(rows, period) if period else Axis(("",), np.zeros(len(sizes), dtype=np.int64))
    codes = np.stack([periods.codes, regions.codes, industries.codes])
    warnings: list[str] = []
    if establishment is not None:
        owner = encode_labels(rows, establishment).codes
        keys, place = np.unique(np.vstack([codes, owner]), axis=1, return_inverse=True)
        if keys.shape[1] < len(sizes):
            warnings.append(f"{len(sizes)} rows are {keys.shape[1]} plants (column {establishment!r})")
        codes, sizes = keys[:3], np.bincount(place.ravel(), weights=sizes).astype(np.float64)
    return Plants(
        regions.labels, industries.labels, periods.labels, codes[1], codes[2], codes[0], sizes, tuple(warnings)
    )
