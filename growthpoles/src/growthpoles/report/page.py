"""What stands on the page: figures of one region, each with its meaning in plain words."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from growthpoles.charts.geography import region_names
from growthpoles.errors import InputError
from growthpoles.growth import shift_share
from growthpoles.report.words import industry_name, number, percent, said
from growthpoles.shares import Totals
from growthpoles.specialisation import (
    hachman_index,
    herfindahl_hirschman_index,
    krugman_specialisation_index,
    location_quotient,
)
from growthpoles.tables import Table

__all__ = ["Item", "Page", "overview_of", "page_of"]

#: More bars do not fit on one page beside the explanations.
MOST_BARS = 16
MOST_REGIONS = 22


@dataclass(frozen=True)
class Item:
    """One measure: its name, its figure as printed, and what it means here."""

    name: str
    figure: str
    meaning: str


@dataclass(frozen=True)
class Page:
    """Everything that is printed, in one language."""

    language: str
    title: str
    subtitle: str
    period: str
    chart_title: str
    bars: list[tuple[str, float, str]]
    mark: float
    items: list[Item]
    limits: str
    footer: list[str]

    def as_data(self) -> dict[str, Any]:
        """Plain dictionaries and lists, for the template."""
        return asdict(self)


def page_of(table: Table, region: str, *, language: str = "en", source: str = "") -> Page:
    """The page on one region.

    Parameters
    ----------
    table : Table
        Its last period is described; with two periods or more growth is explained as well.
    region : str
        A region of the table.
    language : {"en", "ru", "kk"}
    source : str
        Of the data, named at the foot.

    Returns
    -------
    Page

    Raises
    ------
    InputError
        If the region is not in the table, or the language is none of the three.
    """
    if region not in table.regions:
        raise InputError(f"a region of the table ({', '.join(table.regions[:4])} …)", repr(region), "pass it with --of")
    table.demand(regions=2, industries=2)
    at = table.regions.index(region)
    name = _region_name(region, language)
    quotients = location_quotient(table.values[-1], _totals(table))[at]
    return Page(
        language=language,
        title=said("title", language, name=name),
        subtitle=said("subtitle", language),
        period=said("period", language, period=table.periods[-1]) if table.has_periods else "",
        chart_title=said("chart", language),
        bars=_bars(table, quotients, language),
        mark=1.0,
        items=[_quotients(table, quotients, language), *_indices(table, at, language), *_growth(table, at, language)],
        limits=said("limits", language),
        footer=_footer(table, language, source),
    )


def overview_of(table: Table, *, language: str = "en", source: str = "") -> Page:
    """The page on all regions of a table: each measure with its lowest and highest region.

    Parameters
    ----------
    table : Table
        Its last period is described.
    language : {"en", "ru", "kk"}
    source : str
        Of the data, named at the foot.

    Returns
    -------
    Page

    Raises
    ------
    InputError
        If there are fewer than two regions or industries, or the language is none of the three.
    """
    table.demand(regions=2, industries=2)
    krugman, *others = _index_values(table).items()
    known = [at for at in range(len(table.regions)) if not np.isnan(krugman[1][at])]
    order = sorted(known, key=lambda at: -krugman[1][at])[:MOST_REGIONS]
    return Page(
        language=language,
        title=said("title_all", language),
        subtitle=said("subtitle", language),
        period=said("period", language, period=table.periods[-1]) if table.has_periods else "",
        chart_title=said("chart_all", language),
        bars=[
            (_region_name(table.regions[at], language), float(krugman[1][at]), number(krugman[1][at], language))
            for at in order
        ],
        mark=float(np.nanmedian(krugman[1])),
        items=[_all_quotients(table, language), *(_range(table, *found, language) for found in (krugman, *others))],
        limits=said("limits", language),
        footer=_footer(table, language, source),
    )


def _region_name(region: str, language: str) -> str:
    return region_names("en" if language not in ("ru", "kk") else language).get(region, region)


def _all_quotients(table: Table, language: str) -> Item:
    cells = location_quotient(table.values[-1], _totals(table))
    known = int((~np.isnan(cells)).sum())
    order = np.argsort(-np.nan_to_num(cells).ravel())[:3]
    named = []
    for at, i in (np.unravel_index(flat, cells.shape) for flat in order):
        place = f"{_region_name(table.regions[at], language)}, {industry_name(table.industries[i], language)}"
        named.append(f"{place} ({number(float(cells[at, i]), language)})")
    figure = said("location_quotient_figure", language, count=int(np.nansum(cells >= 1)), all=known)
    meaning = said("location_quotient_all", language, top="; ".join(named))
    return Item(said("location_quotient", language), figure, meaning)


def _range(table: Table, key: str, values: Any, language: str) -> Item:
    ends = {"low": int(np.nanargmin(values)), "high": int(np.nanargmax(values))}
    figure = "–".join(number(values[at], language) for at in ends.values())
    places = {end: _region_name(table.regions[at], language) for end, at in ends.items()}
    return Item(said(key, language), figure, said(f"{key}_all", language, **places))


def _index_values(table: Table) -> dict[str, Any]:
    cells, totals = table.values[-1], _totals(table)
    return {
        "krugman_specialisation_index": krugman_specialisation_index(cells, totals),
        "herfindahl_hirschman_index": herfindahl_hirschman_index(cells, totals),
        "hachman_index": hachman_index(cells, totals),
    }


def _totals(table: Table) -> Totals:
    return Totals(table.region_totals[-1], table.industry_totals[-1], float(table.grand_totals[-1]))


def _bars(table: Table, quotients: Any, language: str) -> list[tuple[str, float, str]]:
    known = [i for i in range(len(quotients)) if not np.isnan(quotients[i])]
    order = sorted(known, key=lambda i: -quotients[i])[:MOST_BARS]
    names = [industry_name(table.industries[i], language) for i in order]
    return [(name, float(quotients[i]), number(quotients[i], language)) for name, i in zip(names, order, strict=True)]


def _quotients(table: Table, quotients: Any, language: str) -> Item:
    known = quotients[~np.isnan(quotients)]
    top = ", ".join(f"{name} ({text})" for name, _, text in _bars(table, quotients, language)[:3])
    figure = said("location_quotient_figure", language, count=int((known >= 1).sum()), all=len(known))
    return Item(said("location_quotient", language), figure, said("location_quotient_means", language, top=top))


def _indices(table: Table, at: int, language: str) -> list[Item]:
    items = []
    for key, values in _index_values(table).items():
        value = float(values[at])
        if np.isnan(value):
            continue
        parts = {
            "rank": 1 + int(np.nansum(values > value)),
            "regions": int((~np.isnan(values)).sum()),
            "percent": percent(value / 2, language),
            "equivalent": number(1 / value, language, 1),
        }
        items.append(Item(said(key, language), number(value, language), said(f"{key}_means", language, **parts)))
    return items


def _growth(table: Table, at: int, language: str) -> list[Item]:
    if len(table.periods) < 2:
        return []
    parts = shift_share(table.values[0], table.values[-1], table.industry_totals[0], table.industry_totals[-1])
    start = float(table.region_totals[0, at])
    shares = [
        float(np.asarray(part)[at].sum()) / start
        for part in (parts.growth, parts.national_share, parts.industrial_mix, parts.regional_share)
    ]
    if np.isnan(shares).any():
        return []
    growth, national, mix, regional = (percent(share, language, 1) for share in shares)
    span = {"first": table.periods[0], "last": table.periods[-1]}
    meaning = said("shift_share_means", language, national=national, mix=mix, regional=regional)
    return [Item(said("shift_share", language, **span), growth, meaning)]


def _footer(table: Table, language: str, source: str) -> list[str]:
    from growthpoles import __version__

    lines = [f"{said('source', language)}: {source}"] if source else []
    lines += [f"{said('note', language)}: {warning}" for warning in table.warnings[:2]]
    return [*lines, said("provenance", language, version=__version__, hash=table.input_hash)]
