"""One row per region, one row per industry: every index of specialisation and of concentration beside each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from growthpoles import concentration, inequality, specialisation, variety
from growthpoles.complexity import Complexity, complexity
from growthpoles.errors import InputError
from growthpoles.profiles.tidy import each_period, industry_columns, provenance_of, region_columns
from growthpoles.relatedness import presence
from growthpoles.results import Result
from growthpoles.shares import Totals
from growthpoles.tables import Table

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Conventions:
    """Variants on which packages disagree; recorded in every result.

    Parameters
    ----------
    krugman : {"nation", "others", "mean of others"}
        Benchmark of the Krugman index.
    herfindahl : {"fraction", "percent"}
        Scale of the Herfindahl-Hirschman index.
    gini : {"raw", "normalised"}
        With or without n / (n - 1).
    theil : {"T", "L"}
        Of a region's structure.
    entropy : {"bits", "nats"}
    locational_gini : {"half", "full"}
        Largest value 0.5 or 1.
    threshold : float
        Location quotient from which an industry counts as present.
    """

    krugman: specialisation.KrugmanBenchmark = "nation"
    herfindahl: Literal["fraction", "percent"] = "fraction"
    gini: Literal["raw", "normalised"] = "raw"
    theil: Literal["T", "L"] = "T"
    entropy: Literal["bits", "nats"] = "bits"
    locational_gini: Literal["half", "full"] = "half"
    threshold: float = 1.0


def region_profile(
    table: Table, *, conventions: Conventions | None = None, groups: Mapping[str, str] | int | None = None
) -> Result:
    """Every index of specialisation of each region.

    Parameters
    ----------
    table : Table
        A published total region stays in the result.
    conventions : Conventions, optional
    groups : mapping or int, optional
        Groups of industries for related and unrelated variety: industry to group, or the number of leading
        characters of the code. By default the first two characters of codes that are all longer and numeric.

    Returns
    -------
    Result
        Columns ``region[, period]`` and one per index.
    """
    table.demand(regions=2, industries=2)
    chosen = conventions or Conventions()
    whole = table.with_totals() if table.total_region is not None else table
    rows = whole.values[:, :, : len(table.industries)]
    warnings: list[str] = []
    grouping = _grouping(table.industries, groups, warnings)
    blocks = []
    for at, (_, totals) in enumerate(each_period(whole)):
        own = totals._replace(industries=table.industry_totals[at])
        blocks.append(_region_block(rows[at], own, len(table.regions), chosen, grouping, warnings=warnings))
    columns = {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}
    return Result(
        {**region_columns(whole), **columns},
        provenance_of(
            table,
            "region profile",
            variant="; ".join(f"{name} {value}" for name, value in vars(chosen).items()),
            options={**vars(chosen), "groups": groups if isinstance(groups, int) else bool(groups)},
            units=_REGION_UNITS | {"shannon_entropy": chosen.entropy},
            warnings=warnings,
        ),
    )


_REGION_UNITS = {
    "equivalent_number": "industries",
    "related_variety": "bits",
    "unrelated_variety": "bits",
    "diversity": "industries",
    "economic_complexity_index": "standard deviations",
}


def _region_block(
    cells: Floats,
    totals: Totals,
    n_regions: int,
    chosen: Conventions,
    grouping: Sequence[str] | None,
    *,
    warnings: list[str],
) -> dict[str, Floats]:
    quotients = specialisation.location_quotient(cells, totals)
    base = 2.0 if chosen.entropy == "bits" else np.e
    empty = totals.regions == 0
    blank = np.full(len(cells), np.nan)
    krugman = specialisation.krugman_specialisation_index(cells, totals, benchmark=chosen.krugman)
    columns = {
        "krugman_specialisation_index": krugman,
        "specialisation_coefficient": specialisation.specialisation_coefficient(cells, totals),
        "relative_diversity_index": specialisation.relative_diversity_index(cells, totals),
        "herfindahl_hirschman_index": specialisation.herfindahl_hirschman_index(cells, totals, scale=chosen.herfindahl),
        "normalised_herfindahl": specialisation.normalised_herfindahl(cells, totals),
        "equivalent_number": specialisation.equivalent_number(cells, totals),
        "hachman_index": specialisation.hachman_index(cells, totals),
        "shannon_entropy": specialisation.shannon_entropy(cells, totals, base=base),
        "gini": inequality.gini(cells, normalised=chosen.gini == "normalised"),
        "gini_specialisation": specialisation.gini_specialisation(quotients),
        "theil": inequality.theil(cells, variant=chosen.theil),
        "related_variety": blank if grouping is None else variety.related_variety(cells, grouping),
        "unrelated_variety": blank if grouping is None else variety.unrelated_variety(cells, grouping),
        "diversity": specialisation.diversity(quotients, threshold=chosen.threshold),
        "average_location_quotient": specialisation.average_location_quotient(cells, totals),
    }
    columns = {name: np.where(empty, np.nan, values) for name, values in columns.items()}
    found = _complexity(quotients[:n_regions], chosen.threshold, warnings)
    columns["economic_complexity_index"] = np.append(found.regions, np.full(len(cells) - n_regions, np.nan))
    return columns


def _complexity(quotients: Floats, threshold: float, warnings: list[str]) -> Complexity:
    try:
        found = complexity(presence(quotients, threshold=threshold))
    except InputError as error:
        warnings.append(f"no complexity indices: {error}")
        return Complexity(np.full(quotients.shape[0], np.nan), np.full(quotients.shape[1], np.nan))
    warnings += found.warnings
    return found


def _grouping(
    industries: Sequence[str], groups: Mapping[str, str] | int | None, warnings: list[str]
) -> list[str] | None:
    if isinstance(groups, Mapping):
        lacking = [name for name in industries if name not in groups]
        if lacking:
            raise InputError("a group for every industry", f"none for {', '.join(lacking)}", "add them to the grouping")
        return [groups[name] for name in industries]
    if groups is None:
        if not all(name.isdigit() and len(name) > 2 for name in industries):
            warnings.append("no groups of industries: related and unrelated variety are blank (pass --groups)")
            return None
        groups = 2
    return [name[:groups] for name in industries]


def industry_profile(table: Table, *, conventions: Conventions | None = None) -> Result:
    """Every index of concentration of each industry over the regions.

    Parameters
    ----------
    table : Table
        A published total industry stays in the result.
    conventions : Conventions, optional

    Returns
    -------
    Result
        Columns ``industry[, period]`` and one per index.
    """
    table.demand(regions=2, industries=2)
    chosen = conventions or Conventions()
    whole = table.with_totals() if table.total_industry is not None else table
    rows = whole.values[:, : len(table.regions)]
    warnings: list[str] = []
    blocks = []
    for at, (_, totals) in enumerate(each_period(whole)):
        own = totals._replace(regions=table.region_totals[at])
        blocks.append(_industry_block(rows[at], own, len(table.industries), chosen, warnings))
    columns = {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}
    return Result(
        {**industry_columns(whole), **columns},
        provenance_of(
            table,
            "industry profile",
            variant="; ".join(f"{name} {value}" for name, value in vars(chosen).items()),
            options=vars(chosen),
            units={"ubiquity": "regions", "theil_index": "nats", "product_complexity_index": "standard deviations"},
            warnings=warnings,
        ),
    )


def _industry_block(
    cells: Floats, totals: Totals, n_industries: int, chosen: Conventions, warnings: list[str]
) -> dict[str, Floats]:
    quotients = specialisation.location_quotient(cells, totals)
    columns = {
        "locational_gini": concentration.locational_gini(cells, totals, scale=chosen.locational_gini),
        "gini_concentration": concentration.gini_concentration(quotients),
        "gini": inequality.gini(cells.T, normalised=chosen.gini == "normalised"),
        "hoover_index": concentration.hoover_index(cells, totals),
        "theil_index": concentration.theil_index(cells, totals),
        "krugman_concentration_index": concentration.krugman_concentration_index(cells, totals),
        "herfindahl_concentration": concentration.herfindahl_concentration(cells, totals),
        "ubiquity": specialisation.ubiquity(quotients, threshold=chosen.threshold),
    }
    found = _complexity(quotients[:, :n_industries], chosen.threshold, warnings)
    extra = np.full(cells.shape[1] - n_industries, np.nan)
    columns["product_complexity_index"] = np.append(found.industries, extra)
    return columns
