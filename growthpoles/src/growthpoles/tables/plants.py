"""Firm-level rows: one plant each, with its region, industry and size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from growthpoles.errors import InputError
from growthpoles.tables.assembly import Missing
from growthpoles.tables.labels import Axis, encode_labels, read_universe
from growthpoles.tables.numbers import parse_values
from growthpoles.tables.reading import UNIT_COLUMN, WITHHELD_COLUMN, blank_withheld, demand_one_unit
from growthpoles.tables.sources import Rows, Source, read_rows
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
    weights : array of float, shape (n_periods, n_regions), optional
        Published totals of the regions.
    """

    regions: tuple[str, ...]
    industries: tuple[str, ...]
    periods: tuple[str, ...]
    region: Codes
    industry: Codes
    period: Codes
    sizes: NDArray[np.float64]
    warnings: tuple[str, ...] = ()
    weights: NDArray[np.float64] | None = None

    @property
    def has_periods(self) -> bool:
        """Whether the source named periods."""
        return self.periods != ("",)

    @property
    def input_hash(self) -> str:
        """Digest of labels and plants; the same for the same plants in any order."""
        order = np.lexsort((self.sizes, self.industry, self.region, self.period))
        blocks = [block[order] for block in (self.period, self.region, self.industry)] + [self.sizes[order]]
        blocks += [] if self.weights is None else [self.weights]
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
            None if self.weights is None else self.weights[[at]],
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
    total_region: str | None = None,
    total_industry: str | None = None,
    missing: Missing | None = None,
    withheld: str | None = None,
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
    total_region, total_industry : str, optional
        Codes of published totals. Such rows are no plants; those of ``total_industry`` become the weights of the
        regions, whose plants may not all be in the source.
    missing : {"nan", "zero", "error"}, optional
        What a plant without a size is: left out with a warning, of size zero, or an error (default).

    Returns
    -------
    Plants

    Raises
    ------
    InputError
        Names row and column; also where a plant has no size: the plant Herfindahl needs every one.
    """
    if missing not in (None, "nan", "zero", "error"):
        raise InputError("nan, zero or error for missing sizes", repr(missing), "pass --missing nan")
    named = [name for name in (region, industry, value, period, establishment, withheld, unit) if name]
    rows = read_rows(source, named, optional=["period", WITHHELD_COLUMN, UNIT_COLUMN], where=where)
    demand_one_unit(rows, unit or UNIT_COLUMN)
    period = period or ("period" if "period" in rows.columns.column_names else None)
    sizes, marks = parse_values(rows, value, decimal=decimal)
    sizes = blank_withheld(rows, withheld or WITHHELD_COLUMN, sizes, marks)
    known = read_universe(universe)
    regions = encode_labels(rows, region).within(known.get("region"), also=total_region, rows=rows, column=region)
    industries = encode_labels(rows, industry).within(
        known.get("industry"), also=total_industry, rows=rows, column=industry
    )
    periods = encode_labels(rows, period) if period else Axis(("",), np.zeros(len(sizes), dtype=np.int64))
    codes = np.stack([periods.codes, regions.codes, industries.codes])
    n_regions, n_industries = len(regions.labels) - bool(total_region), len(industries.labels) - bool(total_industry)
    is_plant = (codes[1] < n_regions) & (codes[2] < n_industries)
    weights = None
    if total_industry is not None:
        weights = _weights_of(codes, sizes, codes[2] == n_industries, (len(periods.labels), n_regions))
    sizes, is_plant, warnings = _settle_missing(rows, value, sizes, is_plant, missing)
    codes, sizes = codes[:, is_plant], sizes[is_plant]
    if establishment is not None:
        owner = encode_labels(rows, establishment).codes[is_plant]
        keys, place = np.unique(np.vstack([codes, owner]), axis=1, return_inverse=True)
        if keys.shape[1] < len(sizes):
            warnings.append(f"{len(sizes)} rows are {keys.shape[1]} plants (column {establishment!r})")
        codes, sizes = keys[:3], np.bincount(place.ravel(), weights=sizes).astype(np.float64)
    return Plants(
        regions.labels[:n_regions],
        industries.labels[:n_industries],
        periods.labels,
        codes[1],
        codes[2],
        codes[0],
        sizes,
        tuple(warnings),
        weights,
    )


def _weights_of(
    codes: Codes, sizes: NDArray[np.float64], is_total: NDArray[np.bool_], shape: tuple[int, int]
) -> NDArray[np.float64]:
    """Published totals by period and region, ``NaN`` where there is none."""
    weights = np.full(shape, np.nan)
    named = is_total & (codes[1] < shape[1])
    weights[codes[0, named], codes[1, named]] = sizes[named]
    return weights


def _settle_missing(
    rows: Rows, column: str, sizes: NDArray[np.float64], is_plant: NDArray[np.bool_], missing: Missing | None
) -> tuple[NDArray[np.float64], NDArray[np.bool_], list[str]]:
    unknown = np.isnan(sizes) & is_plant
    if not unknown.any():
        return sizes, is_plant, []
    if missing in (None, "error"):
        row = rows.row_number(int(np.argmax(unknown)))
        remedy = "fill it in, or pass --missing nan to leave such plants out"
        raise InputError("the size of every plant", "a cell that was not published", remedy, row=row, column=column)
    if missing == "zero":
        return np.where(unknown, 0.0, sizes), is_plant, [f"{int(unknown.sum())} plants without a size count as zero"]
    return sizes, is_plant & ~unknown, [f"{int(unknown.sum())} plants without a size are left out"]
