"""Spatial autocorrelation of a table: one row per industry, or one per region and industry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from growthpoles.errors import InputError
from growthpoles.profiles.tidy import cell_columns, industry_columns, provenance_of
from growthpoles.results import Result
from growthpoles.shares import Totals
from growthpoles.space.autocorrelation import Alternative, Autocorrelation
from growthpoles.space.geary import geary
from growthpoles.space.getis_ord import getis_ord, local_getis_ord
from growthpoles.space.moran import QUADRANTS, local_moran, moran
from growthpoles.space.weights import Style, Weights
from growthpoles.space.workers import Progress
from growthpoles.specialisation import location_quotient
from growthpoles.tables import Table
from growthpoles.uncertainty import false_discovery_rate

Floats = NDArray[np.float64]
Variable = Literal["value", "location_quotient", "share"]
#: Regions that a statistic needs to say anything.
_LEAST = 4


@dataclass(frozen=True)
class Inference:
    """How the profiles of this module test.

    Parameters
    ----------
    permutations : int
    alternative : {"two-sided", "directed", "greater", "less"}
    seed : int
        The same seed gives the same result, whatever other industries are in the table.
    progress : callable, optional
    """

    permutations: int = 999
    alternative: Alternative = "two-sided"
    seed: int = 0
    progress: Progress | None = None


@dataclass(frozen=True)
class _Cell:
    """One industry in one period: the regions with a value, their values and weights."""

    period: int
    industry: int
    regions: NDArray[np.int64]
    values: Floats
    weights: Weights


def moran_profile(
    table: Table,
    weights: Weights,
    *,
    variable: Variable = "value",
    style: Style = "rows",
    inference: Inference | None = None,
) -> Result:
    """Moran's I of each industry; see :func:`growthpoles.moran`.

    Parameters
    ----------
    table : Table
        Regions without a value are left out of an industry's statistic, with a warning.
    weights : Weights
        Joined to the table by the codes of the regions.
    variable : {"value", "location_quotient", "share"}
        What is compared: the values as they are, their location quotients, or the industry's share of each region.
    style : {"rows", "binary", "given"}
        How neighbours count.
    inference : Inference, optional

    Returns
    -------
    Result
        Columns ``industry[, period], moran, expected, z_normality, z_randomisation, p_randomisation, p_value, q_value,
        regions``; blank where all values are equal.
    """
    return _global_profile("moran", moran, table, weights, variable=variable, style=style, how=inference or Inference())


def geary_profile(
    table: Table,
    weights: Weights,
    *,
    variable: Variable = "value",
    style: Style = "rows",
    inference: Inference | None = None,
) -> Result:
    """Geary's C of each industry; see :func:`growthpoles.geary` and, for the parameters, :func:`moran_profile`."""
    return _global_profile("geary", geary, table, weights, variable=variable, style=style, how=inference or Inference())


def getis_ord_profile(
    table: Table,
    weights: Weights,
    *,
    variable: Variable = "value",
    style: Style = "binary",
    star: bool = True,
    inference: Inference | None = None,
) -> Result:
    """Local G of each region and industry; see :func:`growthpoles.local_getis_ord`.

    The general G of each industry is among the options of the provenance (``general``).

    Parameters
    ----------
    table, weights, variable, style, inference
        As in :func:`moran_profile`.
    star : bool
        Whether the region itself counts (G*).

    Returns
    -------
    Result
        Columns ``region, industry[, period], getis_ord, z_score, p_value, q_value, spot``; ``spot`` is hot or cold
        where the adjusted p-value is at most 0.05.
    """
    how = inference or Inference()
    found = _blanks(table, ("getis_ord", "z_score", "p_value", "q_value"))
    spots = np.full(table.values.shape, "", dtype=object)
    general: dict[str, Any] = {}
    warnings: list[str] = []
    for cell in _cells(table, weights, variable, style, warnings):
        rng = _rng(how, cell)
        local = local_getis_ord(
            cell.values,
            cell.weights,
            star=star,
            permutations=how.permutations,
            alternative=how.alternative,
            rng=rng,
            progress=how.progress,
        )
        at = cell.period, cell.regions, cell.industry
        adjusted = false_discovery_rate(local.p_value)
        parts = (local.statistic, local.z_score, local.p_value, adjusted)
        for name, part in zip(found, parts, strict=True):
            found[name][at] = part
        spots[at] = np.where(adjusted <= 0.05, np.where(local.z_score > 0, "hot", "cold"), "")
        overall = getis_ord(cell.values, cell.weights, permutations=0)
        general[_name(table, cell)] = {"statistic": overall.statistic, "z_randomisation": overall.z_randomisation}
    columns = cell_columns(table) | {name: part.ravel() for name, part in found.items()} | {"spot": spots.ravel()}
    options = _options(weights, variable, style, how) | {"star": star, "general": general}
    units = {"getis_ord": "1 (share of the sum of all values)", "z_score": "standard deviations"}
    return Result(columns, provenance_of(table, "getis_ord", options=options, units=units, warnings=warnings))


def local_moran_profile(
    table: Table,
    weights: Weights,
    *,
    variable: Variable = "value",
    style: Style = "rows",
    scale: Literal["n-1", "n"] = "n-1",
    inference: Inference | None = None,
) -> Result:
    """Local Moran's I of each region and industry; see :func:`growthpoles.local_moran`.

    Parameters
    ----------
    table, weights, variable, style, inference
        As in :func:`moran_profile`.
    scale : {"n-1", "n"}

    Returns
    -------
    Result
        Columns ``region, industry[, period], local_moran, lag, quadrant, p_value, q_value``.
    """
    how = inference or Inference()
    found = _blanks(table, ("local_moran", "lag", "p_value", "q_value"))
    quadrants = np.full(table.values.shape, "", dtype=object)
    warnings: list[str] = []
    for cell in _cells(table, weights, variable, style, warnings):
        local = local_moran(
            cell.values,
            cell.weights,
            permutations=how.permutations,
            alternative=how.alternative,
            scale=scale,
            rng=_rng(how, cell),
            progress=how.progress,
        )
        at = cell.period, cell.regions, cell.industry
        parts = (local.statistic, local.lag, local.p_value, false_discovery_rate(local.p_value))
        for name, part in zip(found, parts, strict=True):
            found[name][at] = part
        quadrants[at] = np.array(QUADRANTS, dtype=object)[local.quadrant]
    columns = cell_columns(table) | {name: part.ravel() for name, part in found.items()}
    columns |= {"quadrant": quadrants.ravel()}
    options = _options(weights, variable, style, how) | {"scale": scale}
    units = {"local_moran": "1", "lag": "the unit of the variable"}
    return Result(columns, provenance_of(table, "local_moran", options=options, units=units, warnings=warnings))


def _global_profile(
    name: str,
    measure: Callable[..., Autocorrelation],
    table: Table,
    weights: Weights,
    *,
    variable: Variable,
    style: Style,
    how: Inference,
) -> Result:
    shape = len(table.periods), len(table.industries)
    fields = (name, "expected", "z_normality", "z_randomisation", "p_randomisation", "p_value")
    found = {field: np.full(shape, np.nan) for field in fields}
    regions = np.zeros(shape, np.int64)
    warnings: list[str] = []
    for cell in _cells(table, weights, variable, style, warnings):
        outcome = measure(
            cell.values,
            cell.weights,
            permutations=how.permutations,
            alternative=how.alternative,
            rng=_rng(how, cell),
            progress=how.progress,
        )
        at = cell.period, cell.industry
        regions[at] = len(cell.values)
        parts = (
            outcome.statistic,
            outcome.expected,
            outcome.z_normality,
            outcome.z_randomisation,
            outcome.p_randomisation,
            outcome.p_permutation,
        )
        for field, part in zip(fields, parts, strict=True):
            found[field][at] = part
    columns = industry_columns(table) | {field: part.ravel() for field, part in found.items()}
    columns |= {"q_value": false_discovery_rate(found["p_value"]).ravel(), "regions": regions.ravel()}
    options = _options(weights, variable, style, how)
    return Result(columns, provenance_of(table, name, options=options, units={name: "1"}, warnings=warnings))


def _cells(table: Table, weights: Weights, variable: Variable, style: Style, warnings: list[str]) -> Iterator[_Cell]:
    """Industries with enough different values, period by period; what is left out is warned of."""
    joined = weights.for_regions(table.regions)
    for period in range(len(table.periods)):
        values = _variable(table, period, variable)
        for industry in range(len(table.industries)):
            column = values[:, industry]
            present = np.flatnonzero(np.isfinite(column))
            label = f"{table.industries[industry]}{' ' + table.periods[period] if table.has_periods else ''}"
            if len(present) < len(column):
                absent = ", ".join(table.regions[at] for at in np.flatnonzero(~np.isfinite(column))[:5])
                warnings.append(f"{label}: regions without a value are left out ({absent})")
            if len(present) < _LEAST or np.ptp(column[present]) == 0.0:
                warnings.append(f"{label}: fewer than {_LEAST} values, or all equal; nothing to compare")
                continue
            among = joined.for_regions([table.regions[at] for at in present]).in_style(style)
            if among.islands:
                warnings.append(f"{label}: regions without neighbours: {', '.join(among.islands)}")
            if among.s0 > 0:
                yield _Cell(period, industry, present, column[present], among)


def _variable(table: Table, period: int, variable: Variable) -> Floats:
    if variable == "value":
        return table.values[period]
    if variable not in get_args(Variable):
        raise InputError(f"{', '.join(get_args(Variable))} as the variable", repr(variable), "choose one of them")
    totals = Totals(table.region_totals[period], table.industry_totals[period], float(table.grand_totals[period]))
    if variable == "share":
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(table.values[period] / table.region_totals[period][:, None])
    return location_quotient(table.values[period], totals)


def _blanks(table: Table, names: tuple[str, ...]) -> dict[str, Floats]:
    return {name: np.full(table.values.shape, np.nan) for name in names}


def _rng(how: Inference, cell: _Cell) -> np.random.Generator:
    return np.random.default_rng([how.seed, cell.period, cell.industry])


def _name(table: Table, cell: _Cell) -> str:
    industry = table.industries[cell.industry]
    return f"{industry} {table.periods[cell.period]}" if table.has_periods else industry


def _options(weights: Weights, variable: Variable, style: Style, how: Inference) -> dict[str, Any]:
    return {
        "variable": variable,
        "weights": weights.source,
        "style": style,
        "permutations": how.permutations,
        "alternative": how.alternative,
        "seed": how.seed,
    }
