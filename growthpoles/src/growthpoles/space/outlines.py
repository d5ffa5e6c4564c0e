"""Outlines of groups of points: the union of discs round the members, as polygons."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ring = list[list[float]]
#: Corners of the polygon that stands for a disc.
_CORNERS = 16


def outline(points: Floats, radius: float) -> list[list[Ring]]:
    """Polygons round points: what is within ``radius`` of any of them, nearly.

    Corners are set round every point, and of their Delaunay triangles those are kept that a disc of the radius can
    reach (an alpha shape), so that points nearer than twice the radius share a polygon and hollows stay hollow.

    Parameters
    ----------
    points : array of float, shape (n, 2)
        Metres.
    radius : float
        Metres.

    Returns
    -------
    list of polygons
        Each a list of closed rings, the outer one first and counter-clockwise, holes clockwise, as GeoJSON wants.
    """
    from scipy.spatial import Delaunay

    angles = np.arange(_CORNERS) * (2.0 * np.pi / _CORNERS)
    disc = radius * np.column_stack([np.cos(angles), np.sin(angles)])
    # Equal corners of overlapping discs would make triangles without area.
    corners = np.unique(np.round((points[:, None, :] + disc).reshape(-1, 2) / radius, 9), axis=0) * radius
    corners = np.concatenate([np.unique(points, axis=0), corners])
    triangles = Delaunay(corners).simplices
    kept = _counter_clockwise(corners, triangles)
    kept = kept[_circumradius(corners, kept) <= radius]
    return _polygons(_walk(corners, _boundary(kept)), corners)


def _counter_clockwise(corners: Floats, triangles: NDArray[np.int32]) -> NDArray[np.int64]:
    ordered = triangles.astype(np.int64)
    a, b, c = corners[ordered[:, 0]], corners[ordered[:, 1]], corners[ordered[:, 2]]
    clockwise = _cross(b - a, c - a) < 0
    ordered[clockwise] = ordered[clockwise][:, ::-1]
    return ordered


def _cross(first: Floats, second: Floats) -> Floats:
    return np.asarray(first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0])


def _circumradius(corners: Floats, triangles: NDArray[np.int64]) -> Floats:
    a, b, c = (corners[triangles[:, at]] for at in range(3))
    sides = [np.hypot(*(p - q).T) for p, q in ((a, b), (b, c), (c, a))]
    with np.errstate(divide="ignore"):
        return np.asarray(sides[0] * sides[1] * sides[2] / (2.0 * np.abs(_cross(b - a, c - a))))


def _boundary(triangles: NDArray[np.int64]) -> dict[int, list[int]]:
    """Edges that belong to one triangle only, by their start."""
    edges = {(int(t[at]), int(t[(at + 1) % 3])) for t in triangles for at in range(3)}
    ends: dict[int, list[int]] = defaultdict(list)
    for start, end in sorted(edges):
        if (end, start) not in edges:
            ends[start].append(end)
    return ends


def _walk(corners: Floats, ends: dict[int, list[int]]) -> list[list[int]]:
    """Closed rings of boundary edges, the inside to their left.

    Where parts touch in one corner the walk turns as far left as it can and so stays with its own part; a loop that
    comes back to a corner of the same ring is a hole that touches the rim, and is cut off.
    """
    rings = []
    while ends:
        start = min(ends)
        ring, here = [start], _take(ends, start, ends[start][0])
        while here != start:
            if here in ring:
                at = ring.index(here)
                rings.append(ring[at:])
                del ring[at:]
            came = corners[here] - corners[ring[-1]]
            ring.append(here)
            here = _take(ends, here, max(ends[here], key=lambda to: _turn(came, corners[to] - corners[ring[-1]])))
        rings.append(ring)
    return rings


def _take(ends: dict[int, list[int]], start: int, end: int) -> int:
    ends[start].remove(end)
    if not ends[start]:
        del ends[start]
    return end


def _turn(came: Floats, goes: Floats) -> float:
    """Angle of a turn: above 0 to the left."""
    return float(np.arctan2(came[0] * goes[1] - came[1] * goes[0], came @ goes))


def _polygons(rings: list[list[int]], corners: Floats) -> list[list[Ring]]:
    closed = [corners[[*ring, ring[0]]] for ring in rings]
    areas = [float(_cross(ring[:-1], ring[1:]).sum()) for ring in closed]
    outer = [ring for ring, area in zip(closed, areas, strict=True) if area > 0]
    polygons = [[ring.tolist()] for ring in outer]
    for ring, area in zip(closed, areas, strict=True):
        if area < 0:
            middle = (ring[0] + ring[1]) / 2.0
            around = [at for at, candidate in enumerate(outer) if contains(candidate, middle)]
            smallest = min(around, key=lambda at: abs(float(_cross(outer[at][:-1], outer[at][1:]).sum())))
            polygons[smallest].append(ring.tolist())
    return polygons


def contains(ring: Floats, point: Floats) -> bool:
    """Whether a closed ring goes round a point (rule of even and odd crossings)."""
    start, end = ring[:-1], ring[1:]
    crosses = (start[:, 1] > point[1]) != (end[:, 1] > point[1])
    rise = np.where(crosses, end[:, 1] - start[:, 1], 1.0)
    at = start[:, 0] + (point[1] - start[:, 1]) / rise * (end[:, 0] - start[:, 0])
    return bool((crosses & (point[0] < at)).sum() % 2)
