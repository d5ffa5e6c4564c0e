"""Growth in tidy form: shift-share of regions or cells, growth of quotients, convergence."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from growthpoles.errors import InputError
from growthpoles.growth import (
    ShiftShare,
    beta_convergence,
    dynamic_shift_share,
    quotient_growth,
    shift_share,
    sigma_convergence,
)
from growthpoles.profiles.tidy import cell_columns, each_period, provenance_of
from growthpoles.results import Column, Result, provenance
from growthpoles.specialisation import location_quotient
from growthpoles.tables import Table

Floats = NDArray[np.float64]


def shift_share_profile(
    before: Table,
    after: Table | None = None,
    *,
    method: Literal["dunn", "esteban", "dynamic"] = "dunn",
    by: Literal["region", "cell"] = "region",
) -> Result:
    """Components of growth between two tables, or between the first and the last period of one.

    Parameters
    ----------
    before : Table
    after : Table, optional
        The later table, over the same regions and industries; without it ``before`` has two periods or more.
    method : {"dunn", "esteban", "dynamic"}
        ``dynamic`` adds up Dunn's components from period to period.
    by : {"region", "cell"}
        One row per region, or per region and industry.

    Returns
    -------
    Result
        Columns ``region[, industry], growth, national_share, industrial_mix, regional_share[, allocation],
        net_total_shift``, in the unit of the table. A published total region is the nation and stays in the result.
    """
    values, nation, spans = _sequence(before, after)
    table = before
    if method == "dynamic":
        parts = dynamic_shift_share(values, nation)
    else:
        parts = shift_share(values[0], values[-1], nation[0], nation[-1], method=method)
    whole = _nation_row(nation) if table.total_region is not None else None
    named = {name: getattr(parts, name) for name in (*ShiftShare._fields, "net_total_shift")}
    if method != "esteban":
        named.pop("allocation")
    if whole is not None:
        named = {name: np.vstack([block, whole[name]]) for name, block in named.items()}
    regions = [*table.regions, *([str(table.total_region)] if whole is not None else [])]
    labels = np.array(regions, dtype=object)
    columns: dict[str, Column]
    if by == "region":
        columns = {"region": labels, **{name: block.sum(axis=1) for name, block in named.items()}}
    else:
        columns = {
            "region": np.repeat(labels, len(table.industries)),
            "industry": np.tile(np.array(table.industries, dtype=object), len(labels)),
            **{name: block.ravel() for name, block in named.items()},
        }
    warnings = [] if after is None else list(after.warnings)
    return Result(
        columns,
        provenance_of(
            table,
            "shift_share",
            variant=method,
            options={"by": by, "periods": spans, "input_hash_after": after.input_hash if after else None},
            units={"growth": "the unit of the table"},
            warnings=warnings,
        ),
    )


def _sequence(before: Table, after: Table | None) -> tuple[Floats, Floats, list[str]]:
    """Values by period, the nation by period, names of the periods."""
    if after is None:
        if len(before.periods) < 2:
            raise InputError("two tables, or one with two periods or more", "one period", "pass T1, or --period COLUMN")
        return before.values, before.industry_totals, list(before.periods)
    if len(before.periods) > 1 or len(after.periods) > 1:
        raise InputError("one period in each of two tables", "several", "choose them with --where, or pass one table")
    if (before.regions, before.industries) != (after.regions, after.industries):
        odd = sorted(set(before.regions) ^ set(after.regions)) + sorted(set(before.industries) ^ set(after.industries))
        raise InputError(
            "the same regions and industries in both tables",
            f"only in one of them: {', '.join(odd[:8])}",
            "pass --universe, so that what is absent is seen to be absent",
        )
    values = np.concatenate([before.values, after.values])
    return values, np.concatenate([before.industry_totals, after.industry_totals]), ["T0", "T1"]


def _nation_row(nation: Floats) -> dict[str, Floats]:
    """The whole economy as a row: it has no regional share."""
    whole = shift_share(nation[:1], nation[-1:], nation[0], nation[-1])
    return {name: getattr(whole, name)[0] for name in (*ShiftShare._fields, "net_total_shift")}


def quotient_growth_profile(table: Table) -> Result:
    """Relative change of location quotients from each period to the next.

    Returns
    -------
    Result
        Columns ``region, industry, period, location_quotient, location_quotient_growth``; blank in the first period.
    """
    if len(table.periods) < 2:
        raise InputError("two periods or more", "one", "name the column of periods with --period")
    quotients = np.stack([location_quotient(cells, totals) for cells, totals in each_period(table)])
    change = np.full(quotients.shape, np.nan)
    change[1:] = quotient_growth(quotients[:-1], quotients[1:])
    return Result(
        {
            **cell_columns(table),
            "location_quotient": quotients.ravel(),
            "location_quotient_growth": change.ravel(),
        },
        provenance_of(
            table, "quotient_growth", variant="against the period before", units={"location_quotient_growth": "1"}
        ),
    )


def convergence_profile(levels: Table, *, years: float) -> Result:
    """Beta convergence between the first and the last period, and the dispersion at both ends.

    Parameters
    ----------
    levels : Table
        One industry: the level of each region, such as income per head, in two periods or more.
    years : float
        Years from the first period to the last.

    Returns
    -------
    Result
        One row: ``beta, intercept, r_squared, p_value, speed, half_life, sigma_first, sigma_last``.
    """
    if len(levels.industries) != 1:
        given = f"{len(levels.industries)} industries ({', '.join(levels.industries[:5])} …)"
        raise InputError("one level per region and period, such as income per head", given, "choose one with --where")
    if len(levels.periods) < 2:
        raise InputError("two periods or more", "one", "name the column of periods with --period")
    by_period = levels.values[:, :, 0]
    found = beta_convergence(by_period[0], by_period[-1], years)
    sigma = sigma_convergence(by_period)
    columns: dict[str, Column] = {name: [value] for name, value in found._asdict().items()}
    return Result(
        columns | {"sigma_first": [float(sigma[0])], "sigma_last": [float(sigma[-1])]},
        provenance(
            "beta_convergence",
            variant="absolute, least squares",
            options={"years": years, "periods": list(levels.periods)},
            units={"speed": "per year", "half_life": "years"},
            input_hash=levels.input_hash,
            warnings=levels.warnings,
        ),
    )
