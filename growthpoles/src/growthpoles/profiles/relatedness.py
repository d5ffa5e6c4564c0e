"""Relatedness and complexity in tidy form: what a region has, what is near to it, what could come next and why."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from growthpoles.complexity import Method, Scaling, SignRule, complexity
from growthpoles.profiles.tidy import cell_columns, each_period, industry_columns, provenance_of, region_columns
from growthpoles.relatedness import (
    ProximityMethod,
    cohesion,
    entry_and_exit,
    presence,
    proximity,
    related_strengths,
    relatedness_density,
)
from growthpoles.results import Column, Result
from growthpoles.specialisation import diversity, location_quotient, ubiquity
from growthpoles.tables import Table

Floats = NDArray[np.float64]


def relatedness_profile(
    table: Table,
    *,
    method: ProximityMethod = "minimum",
    diagonal: float = 0.0,
    threshold: float = 1.0,
    most: int = 5,
) -> Result:
    """Relatedness density of each industry in each region, entry and exit, and the industries that could come next.

    Parameters
    ----------
    table : Table
    method, diagonal
        Of the proximity.
    threshold : float
        Location quotient from which an industry counts as present.
    most : int
        So many potential industries per region get a rank and a reason.

    Returns
    -------
    Result
        Columns ``region, industry[, period], location_quotient, present, relatedness_density, cohesion``, with periods
        also ``entry`` and ``exit`` against the period before; ``potential_rank`` and ``reason`` for absent industries
        in the order of their density.
    """
    table.demand(regions=2, industries=2)
    quotients = [location_quotient(cells, totals) for cells, totals in each_period(table)]
    flags = [presence(lq, threshold=threshold) for lq in quotients]
    near = [proximity(flag, method=method, diagonal=diagonal) for flag in flags]
    density = [relatedness_density(flag, closeness) for flag, closeness in zip(flags, near, strict=True)]
    shape = table.values.shape
    columns: dict[str, Column] = cell_columns(table)
    columns |= {
        "location_quotient": np.stack(quotients).ravel(),
        "present": np.stack(flags).ravel(),
        "relatedness_density": np.stack(density).ravel(),
        "cohesion": np.repeat(
            [cohesion(flag, closeness) for flag, closeness in zip(flags, near, strict=True)], shape[2]
        ),
    }
    if table.has_periods:
        changes = [entry_and_exit(flags[at - 1], flags[at]) for at in range(1, len(flags))]
        first = np.full(shape[1:], None, dtype=object)
        columns["entry"] = np.stack([first, *(change.entry for change in changes)]).ravel()
        columns["exit"] = np.stack([first, *(change.exit for change in changes)]).ravel()
    ranks, reasons = np.full(shape, np.nan), np.full(shape, None, dtype=object)
    for at, (flag, closeness, dense) in enumerate(zip(flags, near, density, strict=True)):
        _rank_potential(table, flag, closeness, dense, most=most, ranks=ranks[at], reasons=reasons[at])
    columns |= {"potential_rank": ranks.ravel(), "reason": reasons.ravel()}
    return Result(
        columns,
        provenance_of(
            table,
            "relatedness_density",
            variant=f"proximity {method}, diagonal {diagonal:g}, presence at a quotient of {threshold:g} or more",
            options={"method": method, "diagonal": diagonal, "threshold": threshold},
            units={"relatedness_density": "share of related industries present, 0 to 1"},
        ),
    )


def _rank_potential(
    table: Table,
    flags: NDArray[np.bool_],
    near: Floats,
    density: Floats,
    *,
    most: int,
    ranks: Floats,
    reasons: NDArray[np.object_],
) -> None:
    """Rank the absent industries of each region by density and say which strengths are near, in place."""
    candidates = np.where(flags | ~(density > 0), -np.inf, density)
    for region, row in enumerate(candidates):
        order = [int(at) for at in np.argsort(-row, kind="stable")[:most] if np.isfinite(row[at])]
        for rank, industry in enumerate(order, start=1):
            strengths = related_strengths(flags, near, region, industry)
            named = ", ".join(f"{table.industries[at]} ({near[at, industry]:.2f})" for at in strengths)
            ranks[region, industry] = rank
            reasons[region, industry] = f"near to what the region has: {named}"


def proximity_pairs(table: Table, *, method: ProximityMethod = "minimum", threshold: float = 1.0) -> Result:
    """Proximity of each pair of industries, each pair once.

    Returns
    -------
    Result
        Columns ``industry, other_industry[, period], proximity``.
    """
    table.demand(regions=2, industries=2)
    first, second = np.triu_indices(len(table.industries), k=1)
    labels = np.array(table.industries, dtype=object)
    found = [
        proximity(presence(location_quotient(cells, totals), threshold=threshold), method=method)[first, second]
        for cells, totals in each_period(table)
    ]
    columns: dict[str, Column] = {
        "industry": np.tile(labels[first], len(found)),
        "other_industry": np.tile(labels[second], len(found)),
    }
    if table.has_periods:
        columns["period"] = np.repeat(np.array(table.periods, dtype=object), len(first))
    columns["proximity"] = np.concatenate(found)
    return Result(columns, provenance_of(table, "proximity", variant=method, options={"threshold": threshold}))


def complexity_profile(
    table: Table,
    *,
    of: Literal["regions", "industries"] = "regions",
    method: Method = "eigenvector",
    sign: SignRule = "diversity",
    scaling: Scaling = "regions",
    ddof: Literal[0, 1] = 0,
    threshold: float = 1.0,
) -> Result:
    """Economic complexity of regions, or of industries; see :func:`growthpoles.complexity.complexity`.

    Returns
    -------
    Result
        ``region[, period], diversity, economic_complexity_index`` or ``industry[, period], ubiquity,
        product_complexity_index``; sign rule, scaling and eigenvalues are in the provenance.
    """
    table.demand(regions=3, industries=3)
    found, eigenvalues, counts = [], [], []
    warnings: list[str] = []
    for cells, totals in each_period(table):
        quotients = location_quotient(cells, totals)
        parts = complexity(
            presence(quotients, threshold=threshold), method=method, sign=sign, scaling=scaling, ddof=ddof
        )
        found.append(parts.regions if of == "regions" else parts.industries)
        counts.append((diversity if of == "regions" else ubiquity)(quotients, threshold=threshold))
        eigenvalues.append(list(parts.eigenvalues))
        warnings += parts.warnings
    label, name, count = (
        (region_columns(table), "economic_complexity_index", "diversity")
        if of == "regions"
        else (industry_columns(table), "product_complexity_index", "ubiquity")
    )
    return Result(
        {**label, count: np.concatenate(counts), name: np.concatenate(found)},
        provenance_of(
            table,
            name,
            variant=f"{method}, sign by {sign}, scaled by {scaling}, ddof {ddof}",
            options={"method": method, "threshold": threshold, "eigenvalues": eigenvalues},
            units={name: "standard deviations" if method != "fitness" else "mean 1"},
            warnings=warnings,
        ),
    )
