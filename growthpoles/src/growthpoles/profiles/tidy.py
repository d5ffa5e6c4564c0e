"""What the profiles share: label columns, totals of a period, provenance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from growthpoles.results import Column, provenance
from growthpoles.shares import Totals
from growthpoles.tables import Table

Floats = NDArray[np.float64]


def each_period(table: Table) -> Iterator[tuple[Floats, Totals]]:
    """Cells and totals of every period."""
    for at in range(len(table.periods)):
        yield (
            table.values[at],
            Totals(table.region_totals[at], table.industry_totals[at], float(table.grand_totals[at])),
        )


def cell_columns(table: Table) -> dict[str, Column]:
    """Label columns ``region``, ``industry`` and, if there are periods, ``period``; one row per cell of the cube."""
    shape = table.values.shape
    return _columns(table, {"region": (1, table.regions), "industry": (2, table.industries)}, shape)


def region_columns(table: Table) -> dict[str, Column]:
    """Label columns ``region`` and, if there are periods, ``period``; one row per region and period."""
    return _columns(table, {"region": (1, table.regions)}, (len(table.periods), len(table.regions)))


def industry_columns(table: Table) -> dict[str, Column]:
    """Label columns ``industry`` and, if there are periods, ``period``; one row per industry and period."""
    return _columns(table, {"industry": (1, table.industries)}, (len(table.periods), len(table.industries)))


def _columns(table: Table, axes: Mapping[str, tuple[int, Sequence[str]]], shape: tuple[int, ...]) -> dict[str, Column]:
    labelled = dict(axes)
    if table.has_periods:
        labelled["period"] = (0, table.periods)
    columns: dict[str, Column] = {}
    for name, (axis, labels) in labelled.items():
        across = np.array(labels, dtype=object).reshape([-1 if at == axis else 1 for at in range(len(shape))])
        columns[name] = np.broadcast_to(across, shape).ravel()
    return columns


def provenance_of(
    table: Table,
    measure: str,
    *,
    variant: str = "",
    options: Mapping[str, Any] | None = None,
    units: Mapping[str, str] | None = None,
    warnings: Sequence[str] = (),
) -> dict[str, Any]:
    """Provenance of a measure on a table; the totals that were used are among the options."""
    totals = {"total_region": table.total_region, "total_industry": table.total_industry}
    return provenance(
        measure,
        variant=variant,
        options={**(options or {}), **totals},
        units=units,
        input_hash=table.input_hash,
        warnings=[*table.warnings, *dict.fromkeys(warnings)],
    )
