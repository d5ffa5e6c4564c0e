"""Clusters in tidy form: stars, strong clusters, and the prerequisites of the sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

import numpy as np
from numpy.typing import NDArray

from growthpoles.errors import InputError
from growthpoles.profiles.tidy import cell_columns, each_period, provenance_of
from growthpoles.results import Column, Result
from growthpoles.shares import ratio
from growthpoles.specialisation import location_quotient
from growthpoles.stars import STAR_RULES, StarRule, StrongRule, cluster_stars, strong_clusters
from growthpoles.tables import Table

Floats = NDArray[np.float64]


def stars_profile(
    table: Table,
    *,
    rule: StarRule = STAR_RULES["observatory"],
    strong: StrongRule | None = None,
    productivity: Table | None = None,
    growth: Floats | None = None,
) -> Result:
    """Stars of each industry in each region, and strong clusters beside them.

    Parameters
    ----------
    table : Table
        Employees.
    rule : StarRule
    strong : StrongRule, optional
    productivity : Table, optional
        Output or wages per employee, for rules with that star.
    growth : array of float, shape (n_regions, n_industries), optional
        By default, where the table has periods, the growth since the period before.

    Returns
    -------
    Result
        Columns ``region, industry[, period], location_quotient, size_star, …, stars, strong_cluster``.
    """
    table.demand(regions=2, industries=2)
    blocks = []
    for at, (cells, totals) in enumerate(each_period(table)):
        output = None if productivity is None else _aligned(table, productivity, at)
        change = growth
        if growth is None and at:
            change = ratio(cells, table.values[at - 1]) - 1.0
        stars = cluster_stars(cells, totals, rule=rule, productivity=output, growth=change)
        strength = strong_clusters(cells, totals, rule=strong)
        share = ratio(cells, totals.regions[:, None])
        blocks.append(np.stack([location_quotient(cells, totals), share, *stars, strength]))
    names = ["location_quotient", "share_of_region"]
    names += [f"{star}_star" for star in ("size", "specialisation", "focus", "productivity", "growth")]
    names += ["stars", "strong_cluster"]
    columns: dict[str, Column] = cell_columns(table)
    columns |= {name: np.stack([block[at] for block in blocks]).ravel() for at, name in enumerate(names)}
    kept = {name: values for name, values in columns.items() if not _is_blank_star(name, values)}
    return Result(
        kept,
        provenance_of(
            table,
            "cluster_stars",
            variant=f"{rule.name} (valid from {rule.valid_from}; {rule.source})",
            options={"rule": asdict(rule), "strong": asdict(strong or StrongRule())},
            units={"stars": "stars", "location_quotient": "1"},
        ),
    )


def _aligned(table: Table, other: Table, at: int) -> Floats:
    if (other.regions, other.industries, other.periods) != (table.regions, table.industries, table.periods):
        raise InputError(
            "the same regions, industries and periods as in the table of employees",
            f"{len(other.regions)} regions, {len(other.industries)} industries",
            "pass one --universe for both",
        )
    return other.values[at]


def _is_blank_star(name: str, values: Column) -> bool:
    """A star that the rule does not know has no column."""
    return name.endswith("_star") and bool(np.isnan(np.asarray(values, dtype=np.float64)).all())


def prerequisites_of(
    table: Table,
    *,
    given_lq: bool = False,
    marked: Mapping[tuple[str, str], bool] | None = None,
    threshold: float = 1.0,
) -> Result:
    """Cells with the prerequisites of a cluster: a location quotient at or above ``threshold``.

    Parameters
    ----------
    table : Table
        Volumes, or with ``given_lq`` quotients that somebody published.
    given_lq : bool
        The values are quotients. Then size and focus stay unknown, and the result says so.
    marked : mapping of (region, industry) to bool, optional
        What the publication itself marks; where the two differ, the result says so.
    threshold : float
        A quotient equal to it counts.

    Returns
    -------
    Result
        Columns ``region, industry[, period], location_quotient, prerequisites[, marked_by_source, agrees]`` and, from
        volumes, ``size_star, focus_star``.

    References
    ----------
    .. [1] Dnishev, F., Alzhanova, F. et al. (2022), Table 1. Its formula (1) prints a multiplication by the national
       share where a quotient divides; the division is meant and done here.
    """
    columns: dict[str, Column] = cell_columns(table)
    if given_lq:
        quotients = table.values
    else:
        table.demand(regions=2, industries=2)
        quotients = np.stack([location_quotient(cells, totals) for cells, totals in each_period(table)])
    has = quotients >= threshold
    columns["location_quotient"] = quotients.ravel()
    columns["prerequisites"] = [None if np.isnan(lq) else bool(lq >= threshold) for lq in quotients.ravel()]
    warnings = [
        f"{int(has.sum())} of {int((~np.isnan(quotients)).sum())} cells have a quotient at or above {threshold:g}"
    ]
    if given_lq:
        warnings.append("size and focus of cluster groups cannot be told from quotients alone; volumes are needed")
    else:
        stars = [cluster_stars(cells, totals) for cells, totals in each_period(table)]
        columns["size_star"] = np.stack([star.size for star in stars]).ravel()
        columns["focus_star"] = np.stack([star.focus for star in stars]).ravel()
    if marked is not None:
        _add_marks(columns, marked, warnings)
    return Result(
        columns,
        provenance_of(
            table,
            "prerequisites",
            variant="quotients as given" if given_lq else "quotients computed from volumes",
            options={"threshold": threshold, "given_lq": given_lq},
            units={"location_quotient": "1"},
            warnings=warnings,
        ),
    )


def _add_marks(columns: dict[str, Column], marked: Mapping[tuple[str, str], bool], warnings: list[str]) -> None:
    """Add the publication's own marks and say where they differ from the classification, in place."""
    keys = list(zip(columns["region"], columns["industry"], strict=True))
    marks = [marked.get(key) for key in keys]
    rows = list(zip(keys, marks, columns["prerequisites"], columns["location_quotient"], strict=True))
    columns["marked_by_source"] = marks
    columns["agrees"] = [None if mark is None or has is None else mark == has for _, mark, has, _ in rows]
    for (region, industry), mark, has, quotient in rows:
        if mark is not None and has is not None and mark != has:
            what = "is left unmarked by the source" if has else "is marked by the source"
            warnings.append(f"region {region!r}, industry {industry!r}: quotient {quotient:g} {what}")
    warnings.append(f"the source marks {sum(mark is True for mark in marks)} cells")
