"""Growth poles of a long table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from growthpoles.errors import InputError
from growthpoles.poles.composite import Aggregation, Normalisation, ranks
from growthpoles.poles.index import PoleIndex, growth_pole_index, rank_intervals, rank_variants
from growthpoles.poles.indicators import ELEMENTS, Indicator, from_list, from_table
from growthpoles.poles.verdicts import check_against_source, element_words, rank_correlation
from growthpoles.results import Result, provenance
from growthpoles.tables import Table
from growthpoles.tables.sources import Source

__all__ = ["growth_poles", "pole_sensitivity"]

Columns = dict[str, Any]


def growth_poles(
    table: Table,
    *,
    indicators: Source | None = None,
    region: str = "region",
    focus: Sequence[str] = (),
    weights: Mapping[str, float] | None = None,
    normalisation: Normalisation = "minmax",
    aggregation: Aggregation = "arithmetic",
    against_source: bool = False,
    draws: int = 2000,
    seed: int = 0,
) -> Result:
    """Rank the regions of a table as candidate growth poles.

    Parameters
    ----------
    table : Table
        Regions and industries, one period or more.
    indicators : path, "-", or table, optional
        Other indicators: region, ``element``, ``indicator``, ``value`` (``direction``, ``weight``).
    region : str
        Column of regions in that list.
    focus : sequence of str
        Industries whose places are looked for.
    weights, normalisation, aggregation
        As for `growthpoles.poles.growth_pole_index`.
    against_source : bool
        Add the verdicts of the source on Kazakhstan's regions (by keys such as ``ALA``).
    draws, seed : int
        Of the rank intervals.

    Returns
    -------
    Result
        One row per region: ``growth_pole_index`` (blank unless all four elements could be assessed), ``partial_index``
        over those that could, ``rank`` with its interval, the elements, every indicator as given, and what could not
        be assessed.

    Raises
    ------
    InputError
        If there are fewer than two regions, or indicators cannot be used.
    """
    table.demand(regions=2, industries=2)
    items = [*from_table(table, focus=focus), *_listed(indicators, table, region)]
    found = growth_pole_index(items, weights=weights, normalisation=normalisation, aggregation=aggregation)
    spread = rank_intervals(items, weights=weights, draws=draws, rng=seed)
    columns: Columns = {
        "region": list(table.regions),
        "growth_pole_index": np.where(found.complete, found.index, np.nan),
        "partial_index": found.index,
        "rank": ranks(found.index),
        "rank_low": spread.low,
        "rank_high": spread.high,
        "first_quarter": spread.first_quarter,
        **{name: found.elements[:, at] for at, name in enumerate(ELEMENTS)},
        **{item.name: item.values for item in items},
        "not_assessed": [element_words(row) for row in found.elements],
    }
    warnings = list(table.warnings) + _incomplete(found)
    if against_source:
        added, note = _against_source(table.regions, found, items)
        columns, warnings = {**columns, **added}, [*warnings, note]
    return Result(
        columns,
        provenance(
            "growth_pole_index",
            variant=f"{normalisation}, {aggregation} mean over the elements",
            options={
                "weights": {name: round(value, 6) for name, value in found.weights.items()},
                "indicators": {item.name: _said(item) for item in items},
                "focus": list(focus),
                "period": table.periods[-1],
                "draws": draws,
                "seed": seed,
            },
            units={"growth_pole_index": "0 to 1, relative to these regions", "first_quarter": "share of draws"},
            input_hash=table.input_hash,
            warnings=warnings,
        ),
    )


def _listed(indicators: Source | None, table: Table, region: str) -> list[Indicator]:
    return [] if indicators is None else from_list(indicators, table.regions, region=region)


def _said(item: Indicator) -> str:
    return f"{item.element}, {'more' if item.rising else 'less'} is better, weight {item.weight:g}"


def _incomplete(found: PoleIndex) -> list[str]:
    absent = [name for at, name in enumerate(ELEMENTS) if np.isnan(found.elements[:, at]).all()]
    if not absent:
        return []
    missing = " and ".join(absent)
    return [f"no indicator of {missing}: the source asks for all four elements, so this ranking is no verdict"]


def _against_source(regions: Sequence[str], found: PoleIndex, items: list[Indicator]) -> tuple[Columns, str]:
    checks = check_against_source(regions, found, items)
    if len(checks) < 2:
        raise InputError(
            "regions by the keys of the source (ALA, AST, KRG …)",
            ", ".join(regions[:5]),
            "use these keys, or leave out the comparison",
        )
    known = [at for at, name in enumerate(regions) if name in checks]
    tau = rank_correlation([checks[regions[at]].tier for at in known], [float(found.index[at]) for at in known])
    agreeing = sum(check.agrees for check in checks.values())
    columns: Columns = {
        "source_verdict": [checks[name].verdict if name in checks else None for name in regions],
        "agrees": [checks[name].agrees if name in checks else None for name in regions],
        "reason": [checks[name].reason if name in checks else "" for name in regions],
    }
    return columns, f"of {len(checks)} verdicts of the source {agreeing} agree in tier; Kendall's tau-b {tau:.2f}"


def pole_sensitivity(
    table: Table,
    *,
    indicators: Source | None = None,
    region: str = "region",
    focus: Sequence[str] = (),
    weights: Mapping[str, float] | None = None,
) -> Result:
    """Ranks of the regions under other weights, normalisations, aggregations and without each indicator.

    Parameters
    ----------
    table, indicators, region, focus, weights
        As for `growth_poles`.

    Returns
    -------
    Result
        One row per variant and region: ``variant, region, rank, shift`` (places gained against the choice made).
    """
    table.demand(regions=2, industries=2)
    items = [*from_table(table, focus=focus), *_listed(indicators, table, region)]
    variants = rank_variants(items, weights=weights)
    chosen = variants["as chosen"]
    return Result(
        {
            "variant": [name for name in variants for _ in table.regions],
            "region": list(table.regions) * len(variants),
            "rank": np.concatenate(list(variants.values())),
            "shift": np.concatenate([chosen - found for found in variants.values()]),
        },
        provenance(
            "pole_sensitivity",
            options={"weights": dict(weights or {}), "focus": list(focus)},
            input_hash=table.input_hash,
            warnings=table.warnings,
        ),
    )
