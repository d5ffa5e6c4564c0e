"""Local networks in a table of ties, and the second hypothesis on them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np

from growthpoles.network.declustering import DENSE_QUANTILE, declustering_test
from growthpoles.network.structure import Ties, ego_density, local_networks, ties_of
from growthpoles.records import Records, columns_of, read_records
from growthpoles.results import Result, provenance
from growthpoles.tables.sources import Source

__all__ = ["declustering", "network"]

ONE_PLACE = "all"


def network(source: Source, *, firms: Source | None = None, region: str = "region", where: str | None = None) -> Result:
    """Structure of the local network of each place.

    Parameters
    ----------
    source : path, "-", or table
        Ties: columns ``firm`` and ``partner``.
    firms : path, "-", or table, optional
        Columns ``firm`` and the region: firms without ties count too. Without it all are in one place.
    region : str
        Column of places in ``firms``.
    where : str, optional
        A condition in SQL on the ties, such as ``"year = 2024"``.

    Returns
    -------
    Result
        One row per place; see `growthpoles.network.LocalNetwork`.

    Raises
    ------
    InputError
        If a tie names a firm that is not in ``firms``.
    """
    edges = read_records(source, ["firm", "partner"], where=where)
    ties, places = _ties(edges, None if firms is None else read_records(firms, ["firm", region]), region)
    found = columns_of(local_networks(ties, places))
    return Result(
        {"region": found.pop("place"), **found},
        provenance(
            "network",
            variant="ties without direction, each once",
            units={"density": "share of possible ties"},
            input_hash=edges.input_hash,
        ),
    )


def _ties(edges: Records, firms: Records | None, region: str) -> tuple[Ties, Mapping[Hashable, str]]:
    pairs = list(zip(edges.text("firm"), edges.text("partner"), strict=True))
    if firms is None:
        ties = ties_of(pairs)
        return ties, dict.fromkeys(ties, ONE_PLACE)
    places: dict[Hashable, str] = dict(zip(firms.text("firm"), firms.text(region), strict=True))
    for at, pair in enumerate(pairs):
        for column, firm in zip(("firm", "partner"), pair, strict=True):
            if firm not in places:
                raise edges.error(
                    "a firm of the list of firms", repr(firm), "add it with its region", at=at, column=column
                )
    return ties_of(pairs, places), places


def declustering(
    source: Source,
    outcomes: Source,
    *,
    outcome: str = "outcome",
    firms: Source | None = None,
    region: str = "region",
    controls: Sequence[str] = (),
    threshold: float | None = None,
    level: float = 0.05,
    draws: int = 1999,
    seed: int = 0,
    where: str | None = None,
) -> Result:
    """Test on places, or on firms, whether very dense local networks de-cluster.

    Parameters
    ----------
    source, firms, region, where
        As for `network`.
    outcomes : path, "-", or table
        With a column of the region: one row per place, whose density is that of its network. With a column ``firm``
        instead: one row per firm, whose density is that among its partners.
    outcome : str
        Column of what the cluster gains.
    controls : sequence of str
        Columns of ``outcomes``.
    threshold, draws : float, int
        As for `growthpoles.network.declustering_test`.
    level : float
        Level of the test.
    seed : int

    Returns
    -------
    Result
        ``hypothesis, observations, slope, statistic, p_value, verdict``.

    Raises
    ------
    InputError
        If an outcome belongs to no place or firm of the network.
    """
    edges = read_records(source, ["firm", "partner"], where=where)
    ties, places = _ties(edges, None if firms is None else read_records(firms, ["firm", region]), region)
    rows = read_records(outcomes, [outcome, *controls], optional=[region, "firm"])
    unit = region if region in rows else "firm"
    densities = {n.place: n.density for n in local_networks(ties, places)} if unit == region else ego_density(ties)
    d = _densities(rows, unit, densities)
    table = np.column_stack([rows.numbers(outcome), d, *(rows.numbers(name) for name in controls)])
    kept = ~np.isnan(table).any(axis=1)
    tests = declustering_test(
        table[kept, 0], table[kept, 1], table[kept, 2:], threshold=threshold, draws=draws, rng=seed
    )
    dropped = int((~kept).sum())
    return Result(
        {**columns_of(tests), "verdict": ["supported" if test.p_value <= level else "not shown" for test in tests]},
        provenance(
            "declustering",
            variant=f"two lines by {'place' if unit == region else 'firm'}, random signs of residuals",
            options={
                "threshold": threshold if threshold is not None else f"quantile {DENSE_QUANTILE:.3f}",
                "controls": list(controls),
                "level": level,
                "draws": draws,
                "seed": seed,
            },
            units={"slope": "outcome per unit of density"},
            input_hash=edges.input_hash,
            warnings=[f"{dropped} rows without outcome or density are left out"] if dropped else [],
        ),
    )


def _densities(rows: Records, unit: str, densities: Mapping[Any, float]) -> list[float]:
    found = []
    for at, name in enumerate(rows.text(unit)):
        if name not in densities:
            raise rows.error(
                f"a {unit} of the network", repr(name), "correct the name, or add its ties", at=at, column=unit
            )
        found.append(densities[name])
    return found
