"""Micro-data to a table, whatever the source: kernels for Arrow and Parquet, SQL for the rest."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from growthpoles.errors import InputError
from growthpoles.tables.assembly import split_totals
from growthpoles.tables.table import Table

if TYPE_CHECKING:
    import pyarrow as pa

    from growthpoles.engine.cells import Cells


def kernel_table(
    source: Any,
    *,
    region: str,
    industry: str,
    value: str,
    universe: Mapping[str, Sequence[str]] | None = None,
    total_region: str | None = None,
    total_industry: str | None = None,
) -> Table | None:
    """Add up rows of an Arrow table, or of a Parquet file if ``source`` is a path, in compiled kernels.

    Returns
    -------
    Table or None
        None where the columns do not suit the kernels; the caller then takes the general way, which also explains
        what is wrong with bad input.
    """
    if isinstance(source, str | os.PathLike):
        from growthpoles.engine.parquet import sum_parquet

        summed = sum_parquet(source, region, industry, value)
    else:
        summed = _sum_arrow(source, region, industry, value)
    if summed is None:
        return None
    cells, regions, industries = summed
    return arrange(
        cells.values,
        regions,
        industries,
        universe=universe or {},
        totals=(total_region, total_industry),
        rows=cells.rows,
    )


def _sum_arrow(
    source: Any, region: str, industry: str, value: str
) -> tuple[Cells, tuple[str, ...], tuple[str, ...]] | None:
    import pyarrow as pa

    from growthpoles.engine.cells import sum_cells
    from growthpoles.engine.columns import blocks_of, coded_column, fits_kernel

    table: pa.Table = source if isinstance(source, pa.Table) else pa.table(source)
    names = [region, industry, value]
    if _has_more(table.column_names):
        return None
    if not set(names) <= set(table.column_names) or not fits_kernel(table, *names):
        return None
    columns = [table.column(name) for name in names]
    if len({tuple(len(chunk) for chunk in column.chunks) for column in columns}) > 1:
        columns = [table.select(names).combine_chunks().column(name) for name in names]
    regions, industries = coded_column(columns[0]), coded_column(columns[1])
    cells = sum_cells(blocks_of(regions, industries, columns[2]))
    return cells, regions.labels(cells.regions), industries.labels(cells.industries)


def _has_more(names: Sequence[str]) -> bool:
    """Whether columns that are used where they exist need the general way."""
    return not {"period", "unit", "disclosure_code"}.isdisjoint(names)


def arrange(
    values: NDArray[Any],
    regions: Sequence[str],
    industries: Sequence[str],
    *,
    universe: Mapping[str, Sequence[str]],
    totals: tuple[str | None, str | None],
    rows: int,
) -> Table:
    """Cells in the order of the universe, published totals set apart, as a table."""
    row_order = _order(regions, universe.get("region"), totals[0], "region")
    column_order = _order(industries, universe.get("industry"), totals[1], "industry")
    cells = np.asarray(values, dtype=np.float64)
    if [*row_order] != [*regions] or [*column_order] != [*industries]:
        cells = _placed(cells, regions, row_order, axis=0)
        cells = _placed(cells, industries, column_order, axis=1)
    warnings = [f"{rows:,} rows were added up; combinations without rows are zero"]
    return split_totals(
        cells[None],
        tuple(row_order),
        tuple(column_order),
        ("",),
        total_region=totals[0],
        total_industry=totals[1],
        warnings=warnings,
    )


def _order(labels: Sequence[str], universe: Sequence[str] | None, total: str | None, column: str) -> list[str]:
    if total is not None and total not in labels:
        raise InputError(f"the total row {total!r}", "no such label", "check --total-region and --total-industry")
    known = list(labels if universe is None else universe)
    if universe is None and not all(label.lstrip("-").isdigit() for label in labels):
        known.sort()
    outside = set(labels) - {*known, total}
    if outside:
        raise InputError(
            "labels of the universe", repr(min(map(str, outside))), "add it to the universe", column=column
        )
    return [label for label in known if label != total] + ([] if total is None else [total])


def _placed(
    cells: NDArray[np.float64], labels: Sequence[str], order: Sequence[str], *, axis: int
) -> NDArray[np.float64]:
    place = {label: at for at, label in enumerate(labels)}
    at = np.array([place.get(label, -1) for label in order])
    moved = np.take(cells, at, axis=axis)
    empty = at < 0
    if axis == 0:
        moved[empty] = 0.0
    else:
        moved[:, empty] = 0.0
    return moved
