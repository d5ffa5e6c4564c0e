"""Spatial weights: which regions are neighbours, and how much each counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any, Literal

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray

from growthpoles.errors import InputError

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Style = Literal["binary", "rows", "given"]


@dataclass(frozen=True, repr=False)
class Weights:
    """Neighbours of each region, row by row.

    Parameters
    ----------
    ids : tuple of str
        Regions, in the order of the rows.
    starts : array of int, shape (n + 1,)
        Row *i* is ``neighbours[starts[i]:starts[i + 1]]``.
    neighbours : array of int, shape (n_links,)
    values : array of float, shape (n_links,)
        Dimensionless.
    style : {"binary", "rows", "given"}
        All 1; each row adds up to 1; or as they came.
    source : str
        How they were made, for the provenance.
    """

    ids: tuple[str, ...]
    starts: Indices
    neighbours: Indices
    values: Floats
    style: Style = "given"
    source: str = ""

    def __repr__(self) -> str:
        return (
            f"<Weights of {len(self.ids)} regions, {len(self.values)} links, {self.style}"
            f"{', ' + self.source if self.source else ''}, {len(self.islands)} without neighbours>"
        )

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def cardinalities(self) -> Indices:
        """Number of neighbours of each region."""
        return np.diff(self.starts)

    @property
    def rows(self) -> Indices:
        """Row of each link."""
        return np.repeat(np.arange(len(self)), self.cardinalities)

    @property
    def islands(self) -> tuple[str, ...]:
        """Regions without neighbours."""
        return tuple(self.ids[at] for at in np.flatnonzero(self.cardinalities == 0))

    @property
    def row_sums(self) -> Floats:
        """Sum of each row."""
        return np.bincount(self.rows, weights=self.values, minlength=len(self)).astype(np.float64)

    @property
    def column_sums(self) -> Floats:
        """Sum of each column."""
        return np.bincount(self.neighbours, weights=self.values, minlength=len(self)).astype(np.float64)

    @property
    def s0(self) -> float:
        """Sum of all weights."""
        return float(self.values.sum())

    @cached_property
    def s1(self) -> float:
        """Half the sum of ``(w_ij + w_ji) ** 2``."""
        n = len(self)
        forth, back = self.rows * n + self.neighbours, self.neighbours * n + self.rows
        order = np.argsort(forth)
        at = np.minimum(np.searchsorted(forth, back, sorter=order), len(forth) - 1)
        returned = np.where(forth[order[at]] == back, self.values[order[at]], 0.0)
        return float((self.values**2).sum() + (self.values * returned).sum())

    @cached_property
    def s2(self) -> float:
        """Sum of the squares of row sum plus column sum."""
        return float(((self.row_sums + self.column_sums) ** 2).sum())

    def lag(self, values: ArrayLike) -> Floats:
        """Weighted sum of the neighbours' values, shape (n,); 0 for a region without neighbours."""
        return _lag(np.asarray(values, dtype=np.float64), self.starts, self.neighbours, self.values)

    def binary(self) -> Weights:
        """The same neighbours, each counting 1."""
        return replace(self, values=np.ones(len(self.values)), style="binary")

    def row_standardised(self) -> Weights:
        """The same neighbours, the weights of each region adding up to 1."""
        return replace(self, values=self.values / self.row_sums[self.rows], style="rows")

    def in_style(self, style: Style) -> Weights:
        """The weights in a style.

        Raises
        ------
        InputError
            If the style is not known.
        """
        if style == "given":
            return self
        if style not in ("binary", "rows"):
            raise InputError("rows, binary or given as the style of weights", repr(style), "choose one of them")
        return self.binary() if style == "binary" else self.row_standardised()

    def for_regions(self, ids: Sequence[str]) -> Weights:
        """The weights between some regions, in their order; joined by name, never by position.

        Raises
        ------
        InputError
            If a region has no row.
        """
        place = {name: at for at, name in enumerate(self.ids)}
        absent = [name for name in ids if name not in place]
        if absent:
            raise InputError(
                "weights for every region of the table",
                f"none for {', '.join(map(repr, absent[:5]))}{' and others' if len(absent) > 5 else ''}"
                f" (they are for {', '.join(map(repr, self.ids[:5]))}, …)",
                "use the same codes in both, or name the property of the boundaries with --weights-id",
            )
        new = np.full(len(self), -1)
        new[[place[name] for name in ids]] = np.arange(len(ids))
        rows, columns = new[self.rows], new[self.neighbours]
        kept = (rows >= 0) & (columns >= 0)
        return replace(from_links(ids, rows[kept], columns[kept], self.values[kept], self.source), style=self.style)


@njit(nogil=True, cache=True)
def _lag(values: Floats, starts: Indices, neighbours: Indices, amounts: Floats) -> Floats:
    lags = np.zeros(starts.shape[0] - 1)
    for i in range(lags.shape[0]):
        for link in range(starts[i], starts[i + 1]):
            lags[i] += amounts[link] * values[neighbours[link]]
    return lags


def from_links(
    ids: Sequence[str], rows: ArrayLike, columns: ArrayLike, values: ArrayLike | None = None, source: str = ""
) -> Weights:
    """Weights from a list of links.

    Parameters
    ----------
    ids : sequence of str
    rows, columns : array of int, shape (n_links,)
        Positions in ``ids``; a region is not its own neighbour, and each link comes once.
    values : array of float, shape (n_links,), optional
        By default 1 each.

    Raises
    ------
    InputError
        If an id or a link is repeated, a region is linked to itself, or a value is negative or not finite.

    Examples
    --------
    >>> from_links(["a", "b", "c"], [0, 1], [1, 0])
    <Weights of 3 regions, 2 links, binary, 1 without neighbours>
    """
    names = tuple(ids)
    if len(set(names)) < len(names):
        twice = next(name for at, name in enumerate(names) if name in names[:at])
        raise InputError("each region once in the weights", f"{twice!r} twice", "merge or rename the two")
    start, end = np.asarray(rows, dtype=np.int64), np.asarray(columns, dtype=np.int64)
    amounts = np.ones(len(start)) if values is None else np.asarray(values, dtype=np.float64)
    order = np.lexsort((end, start))
    start, end, amounts = start[order], end[order], amounts[order]
    _demand_links(names, start, end, amounts)
    starts = np.concatenate([[0], np.cumsum(np.bincount(start, minlength=len(names)))])
    return Weights(names, starts, end, amounts, "binary" if (amounts == 1.0).all() else "given", source)


def _demand_links(names: tuple[str, ...], start: Indices, end: Indices, amounts: Floats) -> None:
    remedy = "correct the list of neighbours"
    if (start == end).any():
        raise InputError(
            "neighbours other than the region itself", f"{names[start[start == end][0]]!r} beside itself", remedy
        )
    repeated = (np.diff(start) == 0) & (np.diff(end) == 0)
    if repeated.any():
        at = int(np.argmax(repeated))
        raise InputError("each neighbour once", f"{names[end[at]]!r} twice beside {names[start[at]]!r}", remedy)
    unusable = ~(np.isfinite(amounts) & (amounts >= 0))
    if unusable.any():
        at = int(np.argmax(unusable))
        link = f"{amounts[at]:g} between {names[start[at]]!r} and {names[end[at]]!r}"
        raise InputError("weights of zero or more", link, remedy)


def from_neighbours(neighbours: Mapping[str, Iterable[str]], source: str = "list of neighbours") -> Weights:
    """Weights from the neighbours of each region, each counting 1.

    Raises
    ------
    InputError
        If a neighbour is not among the regions.

    Examples
    --------
    >>> from_neighbours({"AST": ["AKM"], "AKM": ["AST"]}).lag([1.0, 5.0])
    array([5., 1.])
    """
    ids = list(neighbours)
    place = {name: at for at, name in enumerate(ids)}
    rows, columns = [], []
    for region, names in neighbours.items():
        for name in names:
            if name not in place:
                raise InputError(
                    "neighbours that are regions themselves", f"{name!r} beside {region!r}", "give it a row of its own"
                )
            rows.append(place[region])
            columns.append(place[name])
    return from_links(ids, rows, columns, source=source)


def k_nearest(points: ArrayLike, k: int, ids: Sequence[str] | None = None) -> Weights:
    """The ``k`` nearest others of each point, each counting 1.

    Parameters
    ----------
    points : array of float, shape (n, 2)
        Metres.
    k : int
        Fewer than n. Among equally near ones the choice is arbitrary but repeatable.
    ids : sequence of str, optional
        By default "0", "1", …

    Raises
    ------
    InputError
        If ``k`` is not between 1 and n - 1.

    Examples
    --------
    >>> k_nearest([[0, 0], [1, 0], [9, 0]], 1).neighbours
    array([1, 0, 1])
    """
    from scipy.spatial import cKDTree

    where, names = _located(points, ids)
    if not 1 <= k < len(where):
        raise InputError(f"between 1 and {len(where) - 1} nearest neighbours", str(k), "choose fewer, or add points")
    _, found = cKDTree(where).query(where, k=k + 1, workers=2)
    # Where several points share a place, a point need not come first among its own nearest.
    others = found != np.arange(len(where))[:, None]
    others[others.all(axis=1), -1] = False
    columns = found[others]
    return from_links(names, np.repeat(np.arange(len(where)), k), columns, source=f"{k} nearest neighbours")


def distance_band(
    points: ArrayLike, threshold: float, ids: Sequence[str] | None = None, *, decay: float | None = None
) -> Weights:
    """All others within a distance.

    Parameters
    ----------
    points : array of float, shape (n, 2)
        Metres.
    threshold : float
        Metres; included.
    ids : sequence of str, optional
        By default "0", "1", …
    decay : float, optional
        Weights are ``distance ** -decay``; by default each counts 1.

    Raises
    ------
    InputError
        If the threshold is not above 0, or two points coincide and there is a decay.

    Examples
    --------
    >>> distance_band([[0, 0], [2, 0], [9, 0]], 5.0, decay=1.0).values
    array([0.5, 0.5])
    """
    from scipy.spatial import cKDTree

    where, names = _located(points, ids)
    if not threshold > 0:
        raise InputError("a distance in metres above 0", str(threshold), "give a larger one")
    pairs = cKDTree(where).query_pairs(threshold, output_type="ndarray").astype(np.int64).reshape(-1, 2)
    rows, columns = np.concatenate([pairs, pairs[:, ::-1]]).T
    values = None
    if decay is not None:
        distances = np.hypot(*(where[rows] - where[columns]).T)
        if (distances == 0).any():
            at = int(np.argmin(distances))
            twins = f"{names[rows[at]]!r} and {names[columns[at]]!r} at the same place"
            raise InputError("points apart from each other, for weights that fall with distance", twins, "merge them")
        values = distances**-decay
    return from_links(names, rows, columns, values, source=f"within {threshold:g} m")


def _located(points: ArrayLike, ids: Sequence[str] | None) -> tuple[Floats, tuple[str, ...]]:
    where = np.asarray(points, dtype=np.float64)
    if where.ndim != 2 or where.shape[1] != 2 or not np.isfinite(where).all():
        raise InputError("finite coordinates of shape (n, 2)", f"shape {where.shape}", "pass one row of x and y each")
    names = tuple(map(str, range(len(where)))) if ids is None else tuple(ids)
    if len(names) != len(where):
        raise InputError(f"{len(where)} ids", str(len(names)), "pass one for each point")
    return where, names


def contiguity(
    boundaries: Mapping[str, Any],
    *,
    rule: Literal["queen", "rook"] = "queen",
    id_property: str | None = None,
    precision: float = 1e-6,
) -> Weights:
    """Regions that share a boundary.

    Parameters
    ----------
    boundaries : mapping
        A GeoJSON FeatureCollection of polygons.
    rule : {"queen", "rook"}
        A common vertex is enough, or a common edge is needed.
    id_property : str, optional
        Property with the code of the region; by default ``region``, else the feature's own id.
    precision : float
        Vertices are equal if they are in units of the coordinates after rounding to it.

    Raises
    ------
    InputError
        If there are no polygons, a code is missing, or the rule is not known.

    Examples
    --------
    >>> square = lambda x: [[[x, 0], [x + 1, 0], [x + 1, 1], [x, 1], [x, 0]]]
    >>> polygon = lambda x: {"type": "Polygon", "coordinates": square(x)}
    >>> feature = lambda name, x: {"properties": {"region": name}, "geometry": polygon(x)}
    >>> contiguity({"features": [feature("a", 0), feature("b", 1), feature("c", 2)]}).cardinalities
    array([1, 2, 1])
    """
    if rule not in ("queen", "rook"):
        raise InputError("queen or rook as the rule of contiguity", repr(rule), "choose one of them")
    features = boundaries.get("features") or []
    if not features:
        raise InputError("a GeoJSON FeatureCollection of polygons", "no features", "check the file of boundaries")
    touched: dict[Any, set[int]] = {}
    for at, feature in enumerate(features):
        for ring in _rings(feature):
            vertices = list(map(tuple, np.round(np.asarray(ring, float)[:, :2] / precision).astype(np.int64).tolist()))
            parts = vertices if rule == "queen" else [frozenset(edge) for edge in pairwise(vertices)]
            for part in parts:
                touched.setdefault(part, set()).add(at)
    links = sorted({(a, b) for regions in touched.values() for a in regions for b in regions if a != b})
    rows, columns = np.array(links, dtype=np.int64).reshape(-1, 2).T
    ids = [feature_id(feature, at, id_property) for at, feature in enumerate(features)]
    return from_links(ids, rows, columns, source=f"{rule} contiguity")


def feature_id(feature: Mapping[str, Any], at: int, id_property: str | None) -> str:
    """Code of a region in GeoJSON.

    Raises
    ------
    InputError
        If it has none.
    """
    properties = feature.get("properties") or {}
    code = properties.get(id_property or "region", None if id_property else feature.get("id"))
    if code is None:
        raise InputError(
            f"the property {id_property or 'region'!r} of every boundary",
            f"feature {at} with {', '.join(map(repr, properties)) or 'no properties'}",
            "name the property with --weights-id",
        )
    return str(code)


def _rings(feature: Mapping[str, Any]) -> list[Any]:
    geometry = feature.get("geometry") or {}
    if geometry.get("type") == "Polygon":
        return list(geometry["coordinates"])
    if geometry.get("type") == "MultiPolygon":
        return [ring for polygon in geometry["coordinates"] for ring in polygon]
    raise InputError("polygons", f"a feature of type {geometry.get('type')!r}", "take points and lines out of the file")


def centroids(boundaries: Mapping[str, Any], id_property: str | None = None) -> tuple[Floats, list[str]]:
    """Centre of gravity of each region's outer and inner rings, in the units of the file, and the codes."""
    features = boundaries.get("features") or []
    centres = np.array([_centroid(feature) for feature in features]).reshape(-1, 2)
    return centres, [feature_id(feature, at, id_property) for at, feature in enumerate(features)]


def _centroid(feature: Mapping[str, Any]) -> Floats:
    total, moment = 0.0, np.zeros(2)
    for ring in _rings(feature):
        vertices = np.asarray(ring, dtype=np.float64)[:, :2]
        here, there = vertices[:-1], vertices[1:]
        cross = here[:, 0] * there[:, 1] - there[:, 0] * here[:, 1]
        total += cross.sum()
        moment += ((here + there) * cross[:, None]).sum(axis=0)
    return np.asarray(moment / (3.0 * total))
