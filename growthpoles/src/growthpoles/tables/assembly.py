"""Rows to cells: duplicates refused or added up, absent cells named, totals set apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from growthpoles.errors import InputError
from growthpoles.tables.labels import Axis
from growthpoles.tables.sources import Rows
from growthpoles.tables.table import Floats, Table

Missing = Literal["nan", "zero", "error"]
#: A dense cube larger than this does not fit beside its results on an ordinary machine.
MOST_CELLS = 500_000_000


@dataclass(frozen=True)
class Encoded:
    """Rows as codes on three axes with a value each."""

    rows: Rows
    regions: Axis
    industries: Axis
    periods: Axis
    values: Floats
    names: tuple[str, str, str]

    @property
    def shape(self) -> tuple[int, int, int]:
        """Periods, regions, industries."""
        return len(self.periods.labels), len(self.regions.labels), len(self.industries.labels)

    def cells(self) -> NDArray[np.int64]:
        """Index of the cell of each row in the flattened cube."""
        n_periods, n_regions, n_industries = self.shape
        if n_periods * n_regions * n_industries > MOST_CELLS:
            raise InputError(
                f"at most {MOST_CELLS:,} cells",
                f"{n_periods:,} periods x {n_regions:,} regions x {n_industries:,} industries",
                "group regions or industries, or choose a period with --where",
            )
        return (self.periods.codes * n_regions + self.regions.codes) * n_industries + self.industries.codes

    def describe(self, cell: int) -> str:
        """Labels of a cell, for a message."""
        at_period, at_region, at_industry = np.unravel_index(cell, self.shape)
        labels = [self.regions.labels[at_region], self.industries.labels[at_industry], self.periods.labels[at_period]]
        return ", ".join(f"{name} {label!r}" for name, label in zip(self.names, labels, strict=True) if name)


def assemble(
    encoded: Encoded,
    *,
    total_region: str | None,
    total_industry: str | None,
    missing: Missing | None,
    adds_up: bool,
    marks: dict[str, int],
    signed: bool = False,
) -> Table:
    """The dense table of encoded rows; see ``read_table`` for the meaning of the options."""
    cells = encoded.cells()
    size = int(np.prod(encoded.shape))
    counts = np.bincount(cells, minlength=size)
    if not adds_up:
        _demand_unique(encoded, cells, counts)
    sums: Floats = np.bincount(cells, weights=encoded.values, minlength=size).astype(np.float64, copy=False)
    cube = sums.reshape(encoded.shape)
    absent = (counts == 0).reshape(encoded.shape)
    warnings = [f"{count} cells not published: {mark}" for mark, count in marks.items()]
    if not adds_up:
        warnings += _settle_absent(encoded, cube, absent, missing)
    if missing == "zero" and marks:
        cube[np.isnan(cube)] = 0.0
        warnings.append("cells that were not published count as zero (missing: zero)")
    return split_totals(
        cube,
        encoded.regions.labels,
        encoded.industries.labels,
        encoded.periods.labels,
        total_region=total_region,
        total_industry=total_industry,
        warnings=warnings,
        signed=signed,
    )


def _demand_unique(encoded: Encoded, cells: NDArray[np.int64], counts: NDArray[np.int64]) -> None:
    if counts.max() <= 1:
        return
    repeated = np.flatnonzero(counts[cells] > 1)
    first = int(repeated[0])
    second = int(np.flatnonzero(cells == cells[first])[1])
    raise InputError(
        "one row per cell",
        f"a second row for {encoded.describe(int(cells[first]))} (the first is row {encoded.rows.row_number(first)})",
        "remove one of them; if rows are firms, name their column with --establishment or pass --duplicates sum",
        row=encoded.rows.row_number(second),
        column=encoded.names[0],
    )


def _settle_absent(encoded: Encoded, cube: Floats, absent: NDArray[np.bool_], missing: Missing | None) -> list[str]:
    """Fill the cells that have no row, in place; returns warnings."""
    if not absent.any():
        return []
    if missing == "error":
        raise InputError(
            "a row for every cell",
            f"none for {encoded.describe(int(np.argmax(absent.ravel())))}",
            "add the row, or pass --missing nan (unknown) or --missing zero (none)",
            column=encoded.names[0],
        )
    if missing == "zero":
        return [f"{int(absent.sum())} cells without a row count as zero (missing: zero)"]
    warnings = []
    for axis, labels, name in ((1, encoded.regions.labels, "region"), (2, encoded.industries.labels, "industry")):
        others = tuple(other for other in range(3) if other != axis)
        for at in np.flatnonzero(absent.all(axis=others)):
            absent[(slice(None),) * axis + (at,)] = False
            warnings.append(f"{name} {labels[at]!r} of the universe has no row: it stays, empty (zero)")
    if missing is None:
        _demand_periods(encoded, absent)
    cube[absent] = np.nan
    if absent.any():
        warnings.append(
            f"{int(absent.sum())} cells have no row and are unknown; if they mean none, pass --missing zero"
        )
    return warnings


def _demand_periods(encoded: Encoded, absent: NDArray[np.bool_]) -> None:
    gaps = np.argwhere(absent.all(axis=2))
    if len(gaps):
        at_period, at_region = map(int, gaps[0])
        raise InputError(
            f"rows for {encoded.names[0]} {encoded.regions.labels[at_region]!r} in every period",
            f"none in {encoded.periods.labels[at_period]!r}",
            "add them, leave the period out with --where, or pass --missing nan",
            column=encoded.names[2],
        )


def split_totals(
    cube: Floats,
    regions: tuple[str, ...],
    industries: tuple[str, ...],
    periods: tuple[str, ...],
    *,
    total_region: str | None = None,
    total_industry: str | None = None,
    warnings: list[str],
    signed: bool = False,
) -> Table:
    """A cube whose last region or industry may be a published total, as a table."""
    values = cube[:, : -1 if total_region is not None else None, : -1 if total_industry is not None else None]
    region_sums, industry_sums = _sum_published(values, 2), _sum_published(values, 1)
    region_totals = cube[:, : values.shape[1], -1] if total_industry is not None else region_sums
    industry_totals = cube[:, -1, : values.shape[2]] if total_region is not None else industry_sums
    if total_region is not None and total_industry is not None:
        grand_totals = cube[:, -1, -1]
    else:
        grand_totals = _sum_published(industry_totals if total_region is not None else region_totals, 1)
    table = Table(
        regions[: values.shape[1]],
        industries[: values.shape[2]],
        periods,
        np.ascontiguousarray(values),
        region_totals,
        industry_totals,
        grand_totals,
        total_region,
        total_industry,
        tuple(warnings),
    )
    return table if signed else table.with_warnings(_doubts(table, region_sums, industry_sums))


def _sum_published(values: Floats, axis: int) -> Floats:
    """Sums that skip what was not published; ``NaN`` where nothing was."""
    unknown = np.isnan(values)
    if not unknown.any():
        return np.asarray(values.sum(axis=axis))
    return np.where(unknown.all(axis=axis), np.nan, np.where(unknown, 0.0, values).sum(axis=axis))


def _doubts(table: Table, region_sums: Floats, industry_sums: Floats) -> list[str]:
    unknown = np.isnan(table.values)
    doubts = []
    if unknown.any():
        doubts.append(f"{int(unknown.sum())} of {unknown.size} cells are unknown")
        if table.total_region is None or table.total_industry is None:
            doubts.append(
                "totals are sums over the published cells and too low where cells are unknown; "
                "name published totals with --total-region and --total-industry"
            )
    if (table.grand_totals == 0).any():
        raise InputError("a total above zero", "only zeros", "check the value column and --where")
    empty = [table.regions[at] for at in np.flatnonzero((table.region_totals == 0).any(axis=0))]
    if empty:
        doubts.append(f"regions without any activity have no shares: {', '.join(empty)}")
    if table.total_industry is not None and (region_sums > table.region_totals * 1.01).any():
        doubts.append("cells of a region add up to more than its published total: do codes overlap?")
    if table.total_region is not None and (industry_sums > table.industry_totals * 1.01).any():
        doubts.append("cells of an industry add up to more than its published total: do regions overlap?")
    return doubts
