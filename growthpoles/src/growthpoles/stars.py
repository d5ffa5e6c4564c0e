"""Cluster groups: stars of the European Cluster Observatory and the strong clusters of US Cluster Mapping.

The thresholds changed from edition to edition, so they are data with a date and a source, never constants in code.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from growthpoles.errors import InputError
from growthpoles.shares import Totals, ratio, totals_of
from growthpoles.specialisation import location_quotient
from growthpoles.tables.reading import checked_matrix

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class StarRule:
    """Thresholds of one edition.

    Parameters
    ----------
    name, valid_from, source : str
        Edition, the date from which it was used, and where it is written; ``source`` says what is from memory.
    size_top, focus_top : float
        Share of the cells of an industry (size), of all cells (focus), that earn the star; 0.1 is the top tenth.
    specialisation : float, optional
        Location quotient that earns the star; without it ``specialisation_top`` decides.
    specialisation_top : float, optional
        Share of the cells of an industry with the highest quotients that earn the star.
    least_size : float
        Cells below it earn no star, in the unit of the table (employees).
    productivity_top, growth_top : float, optional
        Later editions: share of the cells of an industry that earn the star for productivity and for growth.
    """

    name: str
    valid_from: str
    source: str
    size_top: float = 0.1
    focus_top: float | None = 0.1
    specialisation: float | None = 2.0
    specialisation_top: float | None = None
    least_size: float = 1000.0
    productivity_top: float | None = None
    growth_top: float | None = None


STAR_RULES: dict[str, StarRule] = {
    "observatory": StarRule(
        "European Cluster Observatory, three stars",
        "2007-06-01",
        "clusterobservatory.eu, id=49 (size and focus: top 10 %); quotient of 2 and 1,000 jobs from general knowledge",
    ),
    "panorama": StarRule(
        "European Cluster Panorama, four stars",
        "2014-01-01",
        "clustercollaboration.eu (productivity and growth for focus); the fifths and tenth from general knowledge",
        size_top=0.2,
        focus_top=None,
        specialisation=None,
        specialisation_top=0.2,
        least_size=0.0,
        productivity_top=0.2,
        growth_top=0.1,
    ),
}


class Stars(NamedTuple):
    """Stars of each cell; arrays of shape (n_regions, n_industries), 1 where the star is earned, ``NaN`` unknown.

    ``productivity`` and ``growth`` are ``NaN`` throughout where the rule does not know them or no data were given.
    """

    size: Floats
    specialisation: Floats
    focus: Floats
    productivity: Floats
    growth: Floats
    stars: Floats


def cluster_stars(
    table: ArrayLike,
    totals: Totals | None = None,
    *,
    rule: StarRule = STAR_RULES["observatory"],
    productivity: ArrayLike | None = None,
    growth: ArrayLike | None = None,
) -> Stars:
    """Stars of the European Cluster Observatory for each industry in each region.

    Parameters
    ----------
    table : array of float, shape (n_regions, n_industries)
        Employees. ``NaN`` is "not published": such a cell has no stars and is not ranked.
    totals : Totals, optional
        Published totals.
    rule : StarRule
        Thresholds.
    productivity, growth : array of float, shape (n_regions, n_industries), optional
        Output or wages per employee, and growth of employment, for rules that know these stars.

    Returns
    -------
    Stars

    Raises
    ------
    InputError
        If an array has another shape than the table.

    Notes
    -----
    *Size*: among the largest cells of the industry. *Specialisation*: location quotient. *Focus*: among the largest
    shares in the employment of a region. A tie at the boundary earns the star for all.

    References
    ----------
    .. [1] Ketels, C., Protsiv, S. (2013). Clusters and the new growth path for Europe. WWWforEurope Working Paper 14.
    .. [2] European Cluster Observatory, methodology, clusterobservatory.eu, id=49.

    Examples
    --------
    >>> stars = cluster_stars([[9000.0, 1000.0], [1000.0, 9000.0], [500.0, 10000.0]])
    >>> stars.specialisation[0, 0], stars.size[0, 0], stars.stars[2, 0]
    (np.float64(1.0), np.float64(1.0), np.float64(0.0))
    """
    cells = checked_matrix(table)
    against = totals or totals_of(cells)
    quotient = location_quotient(cells, against)
    large = np.where(np.isnan(cells), np.nan, (cells >= rule.least_size) & (cells > 0))
    size = _top(cells, rule.size_top, axis=0)
    if rule.specialisation is not None:
        special = _flag(quotient, rule.specialisation)
    else:
        special = _top(quotient, _given(rule.specialisation_top), axis=0) * _flag(quotient, 1.0)
    nothing = np.full(cells.shape, np.nan)
    focus = (
        nothing if rule.focus_top is None else _top(ratio(cells, against.regions[:, None]), rule.focus_top, axis=None)
    )
    fourth = _star_of(productivity, rule.productivity_top, cells.shape)
    fifth = _star_of(growth, rule.growth_top, cells.shape)
    parts = [part * large for part in (size, special, focus, fourth, fifth)]
    count = np.where(np.isnan(cells), np.nan, np.nansum(parts, axis=0))
    return Stars(parts[0], parts[1], parts[2], parts[3], parts[4], count)


@dataclass(frozen=True)
class StrongRule:
    """Thresholds of the strong clusters of US Cluster Mapping.

    ``quotient_top`` is the share of regions with the highest quotient; ``least_share`` the least share in the
    industry's national employment; ``least_size`` in the unit of the table.
    """

    name: str = "US Cluster Mapping, strong cluster"
    valid_from: str = "2014-09-01"
    source: str = "clustermapping.us: top quarter of regions by quotient; the floors from general knowledge"
    quotient_top: float = 0.25
    least_quotient: float = 1.0
    least_share: float = 0.0
    least_size: float = 0.0


def strong_clusters(table: ArrayLike, totals: Totals | None = None, *, rule: StrongRule | None = None) -> Floats:
    """Strong clusters in the sense of US Cluster Mapping.

    Parameters
    ----------
    table : array of float, shape (n_regions, n_industries)
        Employees. ``NaN`` is "not published": such a cell is not ranked.
    totals : Totals, optional
        Published totals.
    rule : StrongRule, optional

    Returns
    -------
    array of float, shape (n_regions, n_industries)
        1 strong, 0 not, ``NaN`` unknown.

    References
    ----------
    .. [1] Delgado, M., Porter, M. E., Stern, S. (2016). Defining clusters of related industries. Journal of Economic
       Geography 16, 1-38. https://doi.org/10.1093/jeg/lbv017

    Examples
    --------
    >>> strong_clusters([[9.0, 1.0], [1.0, 9.0], [1.0, 9.0], [1.0, 9.0]])[:, 0]
    array([1., 0., 0., 0.])
    """
    chosen = rule or StrongRule()
    cells = checked_matrix(table)
    against = totals or totals_of(cells)
    quotient = location_quotient(cells, against)
    strong = _top(quotient, chosen.quotient_top, axis=0) * _flag(quotient, chosen.least_quotient)
    return strong * _flag(cells, chosen.least_size) * _flag(ratio(cells, against.industries), chosen.least_share)


def _flag(values: Floats, least: float) -> Floats:
    return np.where(np.isnan(values), np.nan, (values >= least).astype(np.float64))


def _top(values: Floats, part: float, *, axis: int | None) -> Floats:
    """1 for values among the highest ``part`` of the known ones (at least one of them), ties included."""
    if not 0.0 < part < 1.0:
        raise InputError("a share of cells between 0 and 1", f"{part:g}", "0.1 is the top tenth")
    known = ~np.isnan(values)
    ordered = np.sort(np.where(known, values, -np.inf), axis=axis)
    count = np.asarray(known.sum(axis=axis))
    places = np.maximum(1, np.floor(count * part + 1e-9)).astype(np.int64)
    if axis is None:
        boundary = ordered[-places]
    else:
        boundary = np.take_along_axis(ordered, (len(ordered) - places)[None, :], axis=0)
    return np.where(known, (values >= boundary).astype(np.float64), np.nan)


def _star_of(values: ArrayLike | None, top: float | None, shape: tuple[int, ...]) -> Floats:
    if values is None or top is None:
        return np.full(shape, np.nan)
    given = np.asarray(values, dtype=np.float64)
    if given.shape != shape:
        raise InputError(f"an array of the table's shape {shape}", f"shape {given.shape}", "align it with the table")
    return _top(given, top, axis=0)


def _given(top: float | None) -> float:
    if top is None:
        raise InputError("a rule with specialisation or specialisation_top", "a rule with neither", "set one of them")
    return top
