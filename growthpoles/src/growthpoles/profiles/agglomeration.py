"""Agglomeration of plants in tidy form: one row per industry, or per pair of industries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from growthpoles.agglomeration import agglomeration, coagglomeration
from growthpoles.errors import InputError
from growthpoles.results import Column, Result, provenance
from growthpoles.shares import ratio
from growthpoles.tables import Plants
from growthpoles.uncertainty import agglomeration_interval, false_discovery_rate

Floats = NDArray[np.float64]


def agglomeration_profile(
    plants: Plants,
    *,
    measure: str = "ellison_glaeser",
    region_weights: Mapping[str, float] | None = None,
    interval: bool = False,
    level: float = 0.95,
    draws: int = 1000,
    seed: int = 0,
) -> Result:
    """Ellison-Glaeser and Maurel-Sedillot of every industry.

    Parameters
    ----------
    plants : Plants
    measure : {"ellison_glaeser", "maurel_sedillot"}
        Which one stands first.
    region_weights : mapping of str to float, optional
        All activity by region; without it the published totals in the source, or the sums of the plants of all
        industries.
    interval : bool
        Add the bounds of the dartboard (``lower``, ``upper``), ``p_value`` and ``q_value``.
    level, draws, seed
        Of the dartboard.

    Returns
    -------
    Result
        Columns ``industry[, period], ellison_glaeser, …``; ``NaN`` for an industry with a single plant.
    """
    _demand_regions(plants)
    blocks = []
    for at in range(len(plants.periods)):
        of_period = plants.of_period(at)
        weights = _weights(of_period, region_weights)
        blocks.append(_agglomeration_block(of_period, weights, measure))
        if interval:
            places = of_period.sizes, of_period.region, of_period.industry, weights
            bounds = agglomeration_interval(*places, level=level, draws=draws, seed=seed)
            found = dict(zip(("lower", "upper", "p_value"), map(_fitted(plants), bounds), strict=True))
            blocks[-1] |= found | {"q_value": false_discovery_rate(found["p_value"])}
    columns: dict[str, Column] = {"industry": np.tile(np.array(plants.industries, dtype=object), len(plants.periods))}
    if plants.has_periods:
        columns["period"] = np.repeat(np.array(plants.periods, dtype=object), len(plants.industries))
    columns |= {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}
    options = {"level": level, "draws": draws, "seed": seed} if interval else {}
    return Result(columns, _provenance(plants, measure, region_weights, options))


def _agglomeration_block(plants: Plants, weights: Floats, measure: str) -> dict[str, Floats]:
    parts = agglomeration(plants.sizes, plants.region, plants.industry, weights)
    fit = _fitted(plants)
    columns = {
        "ellison_glaeser": fit(parts.gamma),
        "maurel_sedillot": fit(parts.maurel_sedillot),
        "raw_concentration": fit(parts.raw),
        "plant_herfindahl": fit(parts.herfindahl),
        "z": fit(parts.z),
        "plants": np.nan_to_num(fit(parts.plants)),
    }
    return {measure: columns.pop(measure), **columns}


def coagglomeration_profile(plants: Plants, *, region_weights: Mapping[str, float] | None = None) -> Result:
    """Coagglomeration of each pair of industries (Ellison, Glaeser, Kerr 2010).

    Returns
    -------
    Result
        Columns ``industry, other_industry[, period], coagglomeration``; each pair once.
    """
    _demand_regions(plants)
    first, second = np.triu_indices(len(plants.industries), k=1)
    labels = np.array(plants.industries, dtype=object)
    found = []
    for at in range(len(plants.periods)):
        of_period = plants.of_period(at)
        cells = of_period.cells()
        weights = _weights(of_period, region_weights)
        shares = np.zeros((len(weights), cells.shape[1]))
        shares[: len(cells)] = ratio(cells, cells.sum(axis=0))
        pairs = coagglomeration(shares, weights)
        found.append(pairs[first, second])
    columns: dict[str, Column] = {
        "industry": np.tile(labels[first], len(plants.periods)),
        "other_industry": np.tile(labels[second], len(plants.periods)),
    }
    if plants.has_periods:
        columns["period"] = np.repeat(np.array(plants.periods, dtype=object), len(first))
    columns["coagglomeration"] = np.concatenate(found)
    return Result(columns, _provenance(plants, "coagglomeration", region_weights, {}))


def _fitted(plants: Plants) -> Callable[[Floats], Floats]:
    def fit(values: Floats) -> Floats:
        """Industries of the universe beyond the last one with a plant are ``NaN``."""
        return np.append(values, np.full(len(plants.industries) - len(values), np.nan))

    return fit


def _weights(plants: Plants, given: Mapping[str, float] | None) -> Floats:
    if given is None and plants.weights is not None:
        given = {name: float(w) for name, w in zip(plants.regions, plants.weights[0], strict=True) if not np.isnan(w)}
    if given is None:
        return plants.region_sums()
    lacking = [name for name in plants.regions if name not in given]
    if lacking:
        raise InputError("a weight for every region", f"none for {', '.join(lacking)}", "add them to the weights")
    # Regions without a plant still count in the map on which plants could have settled.
    known = [given[name] for name in plants.regions]
    others = [weight for name, weight in given.items() if name not in plants.regions]
    return np.array([*known, *others], dtype=np.float64)


def _demand_regions(plants: Plants) -> None:
    if len(plants.regions) < 2:
        raise InputError("plants in two regions or more", f"one region, {plants.regions[0]!r}", "add the other regions")


def _provenance(
    plants: Plants, measure: str, weights: Mapping[str, float] | None, options: dict[str, Any]
) -> dict[str, Any]:
    source = "given" if weights else "sums of the plants over all industries"
    if not weights and plants.weights is not None:
        source = "published totals"
    return provenance(
        measure,
        variant=f"region weights: {source}",
        options=options,
        units={measure: "1", "plants": "plants"},
        input_hash=plants.input_hash,
        warnings=plants.warnings,
    )
