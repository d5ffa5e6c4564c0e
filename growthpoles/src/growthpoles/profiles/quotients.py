"""Location quotients of a table, with intervals and significance; modified quotients; prerequisites of clusters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from growthpoles.errors import InputError
from growthpoles.profiles.tidy import cell_columns, each_period, provenance_of
from growthpoles.results import Column, Result
from growthpoles.shares import Totals
from growthpoles.specialisation import (
    location_quotient,
    standardised_location_quotient,
    symmetric_location_quotient,
)
from growthpoles.tables import Plants, Table
from growthpoles.uncertainty import (
    Interval,
    binomial_interval,
    bootstrap_interval,
    dartboard_interval,
    false_discovery_rate,
)

Floats = NDArray[np.float64]
IntervalKind = Literal["bootstrap", "binomial", "dartboard"]
QUOTIENT_UNIT = "1 (share of the whole economy = 1)"


def location_quotients(
    table: Table,
    *,
    symmetric: bool = False,
    standardised: bool = False,
    interval: IntervalKind | None = None,
    plants: Plants | None = None,
    fdr: bool = False,
    level: float = 0.95,
    draws: int = 999,
    seed: int = 0,
) -> Result:
    """Location quotients of a long table; see :func:`growthpoles.location_quotient`.

    Published total rows, where the table has them, are the denominators and stay in the result.

    Parameters
    ----------
    table : Table
    symmetric, standardised : bool
        Add the columns ``symmetric_location_quotient`` and ``standardised_location_quotient``.
    interval : {"bootstrap", "binomial", "dartboard"}, optional
        Add ``lower``, ``upper`` and ``p_value``. The bootstrap needs ``plants``; the others read the cells as counts of
        establishments, or count ``plants``.
    plants : Plants, optional
        The rows behind the table.
    fdr : bool
        Add ``q_value``, the p-values adjusted over the whole table (Benjamini-Hochberg); needs ``interval``.
    level, draws, seed
        Of the interval.

    Returns
    -------
    Result
        Columns ``region, industry[, period], location_quotient`` and those asked for.
    """
    table.demand(regions=2, industries=2)
    whole = table.with_totals()
    quotients = np.stack([location_quotient(cells, totals) for cells, totals in each_period(whole)])
    columns: dict[str, Column] = {**cell_columns(whole), "location_quotient": quotients.ravel()}
    if symmetric:
        columns["symmetric_location_quotient"] = symmetric_location_quotient(quotients).ravel()
    if standardised:
        columns["standardised_location_quotient"] = _standardised(quotients, len(table.regions)).ravel()
    if interval is not None:
        bounds = [
            _interval(table, at, interval, plants, level=level, draws=draws, seed=seed)
            for at in range(len(table.periods))
        ]
        lower, upper, p_value = (_padded(np.stack(part), quotients.shape) for part in zip(*bounds, strict=True))
        columns |= {"lower": lower.ravel(), "upper": upper.ravel(), "p_value": p_value.ravel()}
        if fdr:
            columns["q_value"] = false_discovery_rate(p_value).ravel()
    elif fdr:
        raise InputError("p-values to adjust", "no interval", "add --interval dartboard, binomial or bootstrap")
    warnings = []
    if interval is not None and plants is None:
        warnings.append(
            "the interval takes the cells as counts of independent establishments; with persons it is too narrow"
        )
    options = {"interval": interval, "level": level, "draws": draws, "seed": seed, "fdr": "bh"} if interval else {}
    return Result(
        columns,
        provenance_of(
            table,
            "location_quotient",
            variant="published totals"
            if table.total_region or table.total_industry
            else "sums of the cells; 0/0 is blank",
            options=options,
            units={"location_quotient": QUOTIENT_UNIT},
            warnings=warnings,
        ),
    )


def _standardised(quotients: Floats, n_regions: int) -> Floats:
    """Z-scores over the regions proper; a published total row is on the scale but not in the mean."""
    found = np.full(quotients.shape, np.nan)
    for at, lq in enumerate(quotients):
        found[at, :n_regions] = standardised_location_quotient(lq[:n_regions])
    return found


def _interval(
    table: Table, at: int, kind: IntervalKind, plants: Plants | None, *, level: float, draws: int, seed: int
) -> Interval:
    if plants is None:
        if kind == "bootstrap":
            raise InputError(
                "rows that are establishments, to draw them again",
                "a table of cells",
                "name the column of establishments with --establishment, or choose --interval binomial or dartboard",
            )
        _demand_whole(table, at)
        totals = Totals(table.region_totals[at], table.industry_totals[at], float(table.grand_totals[at]))
        return _BY_COUNT[kind](table.values[at], totals, level=level)
    shape = table.values[at].shape
    of_period = plants.of_period(at)
    if kind == "bootstrap":
        places = of_period.region, of_period.industry
        return bootstrap_interval(of_period.sizes, *places, shape=shape, level=level, draws=draws, seed=seed)
    flat = np.bincount(of_period.region * shape[1] + of_period.industry, minlength=table.values[at].size)
    return _BY_COUNT[kind](flat.reshape(shape).astype(np.float64), level=level)


_BY_COUNT = {"binomial": binomial_interval, "dartboard": dartboard_interval}


def _demand_whole(table: Table, at: int) -> None:
    """Refuse cells that cannot be counts, by their names."""
    cells = table.values[at]
    broken = ~np.isnan(cells) & (cells != np.round(cells))
    if broken.any():
        row, column = (int(index) for index in np.argwhere(broken)[0])
        raise InputError(
            "whole numbers of establishments in each cell",
            f"{cells[row, column]:.12g} in region {table.regions[row]!r}, industry {table.industries[column]!r}",
            "count establishments, or give plants with --establishment and --interval bootstrap",
        )


def _padded(part: Floats, shape: tuple[int, ...]) -> Floats:
    padded = np.full(shape, np.nan)
    padded[:, : part.shape[1], : part.shape[2]] = part
    return padded


def modified_quotients(table: Table, *, delta: float = 0.3, regions: Sequence[str] | None = None) -> Result:
    """SLQ, CILQ, FLQ and AFLQ of each pair of industries in each region; see :mod:`growthpoles.quotients`.

    Parameters
    ----------
    table : Table
    delta : float
        Of Flegg and Webber.
    regions : sequence of str, optional
        Only these.

    Returns
    -------
    Result
        Columns ``region, industry, purchasing_industry[, period], slq, cilq, flq, aflq, trade_coefficient``; ``slq`` is
        that of the supplying ``industry``.
    """
    from growthpoles.quotients import aflq, cilq, flq, slq, trade_coefficient

    table.demand(regions=2, industries=2)
    chosen = _chosen(table, regions)
    n = len(table.industries)
    parts: list[Floats] = []
    for cells, totals in each_period(table):
        for at in chosen:
            simple = np.broadcast_to(slq(cells[at], totals.industries)[:, None], (n, n))
            flegg = flq(cells[at], totals.industries, delta=delta)
            augmented = aflq(cells[at], totals.industries, delta=delta)
            crossed = cilq(cells[at], totals.industries)
            parts.append(np.stack([simple, crossed, flegg, augmented, trade_coefficient(flegg)]))
    block = np.stack(parts).transpose(1, 0, 2, 3).reshape(5, -1)
    repeats = len(table.periods), len(chosen)
    industries = np.array(table.industries, dtype=object)
    columns: dict[str, Column] = {
        "region": np.tile(np.repeat(np.array(table.regions, dtype=object)[chosen], n * n), repeats[0]),
        "industry": np.tile(np.repeat(industries, n), repeats[0] * repeats[1]),
        "purchasing_industry": np.tile(industries, repeats[0] * repeats[1] * n),
    }
    if table.has_periods:
        columns["period"] = np.repeat(np.array(table.periods, dtype=object), repeats[1] * n * n)
    columns |= dict(zip(("slq", "cilq", "flq", "aflq", "trade_coefficient"), block, strict=True))
    return Result(
        columns,
        provenance_of(
            table,
            "flq",
            variant="Flegg and Webber 1997, 2000; SLQ on the diagonal",
            options={"delta": delta},
            units={"flq": "1", "trade_coefficient": "share of the input supplied in the region"},
        ),
    )


def _chosen(table: Table, regions: Sequence[str] | None) -> list[int]:
    for name in regions or ():
        if name not in table.regions:
            raise InputError("regions of the table", repr(name), f"choose from {', '.join(table.regions)}")
    return [at for at, name in enumerate(table.regions) if regions is None or name in regions]
