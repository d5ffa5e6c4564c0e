# ruff: noqa: PLR0917 -- compiled kernels take arrays by position
"""Ripley's K and Besag's L: how many firms are within a distance of a firm, against firms spread evenly."""

from __future__ import annotations

from typing import Any, Literal, get_args

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray

from growthpoles.errors import InputError
from growthpoles.space.envelopes import DistanceFunction, with_envelopes
from growthpoles.space.workers import Progress, run_tasks

Floats = NDArray[np.float64]
Correction = Literal["translation", "isotropic", "border", "none"]
RipleyNull = Literal["random_position", "random_location"]
_CODES = {name: code for code, name in enumerate(get_args(Correction))}
_BORDER = _CODES["border"]


def ripley(
    points: ArrayLike,
    reference: ArrayLike | None = None,
    *,
    radii: ArrayLike | None = None,
    window: tuple[float, float, float, float] | None = None,
    correction: Correction = "translation",
    function: Literal["K", "L"] = "K",
    null: RipleyNull = "random_position",
    simulations: int = 199,
    level: float = 0.05,
    rng: np.random.Generator | int | None = None,
    progress: Progress | None = None,
) -> DistanceFunction:
    r"""Ripley's K function, or Besag's L.

    .. math:: \hat K(r) = \frac{|A|}{n (n - 1)} \sum_{i \ne j} e_{ij} \, 1(d_{ij} \le r), \quad
              \hat L(r) = \sqrt{\hat K(r) / \pi}

    Parameters
    ----------
    points : array of float, shape (n_points, 2)
        Coordinates, metres.
    reference : array of bool, shape (n_points,), optional
        The firms whose pattern is measured; by default all. The others are possible locations under
        ``random_location``.
    radii : array of float, shape (n_radii,), optional
        Metres; by default 61 from 0 to a quarter of the shorter side of the window.
    window : four float, optional
        Smallest x, smallest y, largest x, largest y of the study area; by default the box round all points, which is
        a little too small.
    correction : {"translation", "isotropic", "border", "none"}
        What is done about firms beyond the edge that were not seen. ``border`` looks only from firms farther than *r*
        from the edge and divides by how many those are.
    function : {"K", "L"}
    null : {"random_position", "random_location"}
        Firms anywhere in the window, or at the locations of all firms.
    simulations : int
        0 gives the curve without bands.
    level : float
        Share of simulations outside of the bands.
    rng : numpy.random.Generator or int, optional
    progress : callable, optional

    Returns
    -------
    DistanceFunction
        K in square metres (evenly spread: pi r²), L in metres (evenly spread: r).

    Raises
    ------
    InputError
        If there are fewer than two firms, a firm is outside of the window, or an option is not known.

    Notes
    -----
    K takes land, lakes and mountains alike as places where firms could be: against ``random_position`` every town is
    a cluster. For the clustering of an industry beyond that of all firms use Kd or M.

    References
    ----------
    .. [1] Ripley, B. D. (1977). Modelling spatial patterns. Journal of the Royal Statistical Society B 39, 172-212.
       doi:10.1111/j.2517-6161.1977.tb01615.x

    Examples
    --------
    Two firms 1 m apart in a window of 100 square metres, no correction: 100 / 2 times two ordered pairs.

    >>> points = [[5.0, 5.0], [5.0, 6.0]]
    >>> ripley(points, window=(0, 0, 10, 10), radii=[0.5, 1.0], correction="none", simulations=0).observed
    array([  0., 100.])
    """
    where, industry = _read(points, reference)
    box = _read_window(window, where)
    reach = _read_radii(radii, box)
    for name, value, known in (
        ("correction", correction, get_args(Correction)),
        ("function", function, ("K", "L")),
        ("null model", null, get_args(RipleyNull)),
    ):
        if value not in known:
            raise InputError(f"a {name} ({', '.join(known)})", repr(value), "choose one of them")
    streams = np.random.default_rng(rng).spawn(simulations)
    curves = np.empty((simulations + 1, len(reach)))

    def run(_: None, at: int) -> None:
        firms = where[industry]
        if at > 0 and null == "random_position":
            firms = streams[at - 1].uniform(box[:2], box[2:], firms.shape)
        elif at > 0:
            firms = where[streams[at - 1].choice(len(where), len(firms), replace=False)]
        curves[at] = _k_function(firms, box, reach, correction)

    run_tasks(range(simulations + 1), lambda: None, run, progress)
    if function == "L":
        curves = np.sqrt(curves / np.pi)
    details: dict[str, Any] = {"firms": int(industry.sum()), "window": box.tolist(), "correction": correction}
    name = f"ripley_{function.lower()}"
    return with_envelopes(name, reach, curves[0], curves, level=level, null=null, details=details)


def _read(points: ArrayLike, reference: ArrayLike | None) -> tuple[Floats, NDArray[np.bool_]]:
    where = np.asarray(points, dtype=np.float64)
    if where.ndim != 2 or where.shape[1] != 2 or not np.isfinite(where).all():
        raise InputError("finite coordinates of shape (n, 2)", f"shape {where.shape}", "pass one row of x and y each")
    industry = np.ones(len(where), bool) if reference is None else np.asarray(reference)
    if industry.dtype != np.bool_ or industry.shape != (len(where),):
        raise InputError(f"reference as {len(where)} booleans", f"{industry.dtype}, {industry.shape}", "pass a mask")
    if industry.sum() < 2:
        raise InputError("at least two firms", str(int(industry.sum())), "choose a larger industry")
    return where, industry


def _read_window(window: tuple[float, float, float, float] | None, where: Floats) -> Floats:
    box = np.array([*where.min(axis=0), *where.max(axis=0)] if window is None else window, dtype=np.float64)
    if box.shape != (4,) or not (box[2:] > box[:2]).all():
        raise InputError("a window of smallest x, smallest y, largest x, largest y", repr(window), "give an area")
    if (where < box[:2]).any() or (where > box[2:]).any():
        raise InputError("all firms within the window", "firms outside", "widen the window or drop the firms")
    return box


def _read_radii(radii: ArrayLike | None, box: Floats) -> Floats:
    shorter = float((box[2:] - box[:2]).min())
    reach = np.linspace(0.0, shorter / 4.0, 61) if radii is None else np.atleast_1d(np.asarray(radii, np.float64))
    if (np.diff(reach) <= 0).any() or reach[0] < 0 or not 0 < reach[-1] < shorter:
        raise InputError(
            f"increasing radii below the shorter side of the window ({shorter:g} m)", repr(radii), "choose smaller ones"
        )
    return reach


def _k_function(firms: Floats, box: Floats, radii: Floats, correction: Correction) -> Floats:
    firms = firms[np.argsort(firms[:, 0], kind="stable")]
    by_radius = np.zeros(len(radii))
    edge = np.minimum(firms - box[:2], box[2:] - firms).min(axis=1)
    counted = np.searchsorted(radii, edge, side="right")
    _add_pairs(firms[:, 0].copy(), firms[:, 1].copy(), box, radii, _CODES[correction], counted, by_radius)
    area, n = float(np.prod(box[2:] - box[:2])), len(firms)
    if correction != "border":
        return area / (n * (n - 1)) * np.cumsum(by_radius)
    looked_from = np.array([(edge >= radius).sum() for radius in radii], dtype=np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(looked_from > 0, area / (n - 1) * by_radius / looked_from, np.nan)


@njit(nogil=True, cache=True)
def _add_pairs(
    x: Floats, y: Floats, box: Floats, radii: Floats, correction: int, counted: NDArray[np.int64], sums: Floats
) -> None:
    """Add both directions of each pair at the first radius that holds it; for ``border`` at all radii that count."""
    n, last = x.shape[0], radii[-1]
    for i in range(n):
        for j in range(i + 1, n):
            dx = x[j] - x[i]
            if dx > last:
                break
            dy = y[j] - y[i]
            distance = np.sqrt(dx * dx + dy * dy)
            if distance <= last:
                at = np.searchsorted(radii, distance)
                if correction == _BORDER:
                    sums[at : counted[i]] += 1.0
                    sums[at : counted[j]] += 1.0
                else:
                    sums[at] += _pair_weight(x[i], y[i], x[j], y[j], distance, box, correction)


@njit(nogil=True, cache=True)
def _pair_weight(
    x: float, y: float, other_x: float, other_y: float, distance: float, box: Floats, correction: int
) -> float:
    """Sum of the corrections of both directions of a pair."""
    if correction == 0:
        width, height = box[2] - box[0], box[3] - box[1]
        seen = (width - abs(other_x - x)) * (height - abs(other_y - y))
        return 2.0 * width * height / seen
    if correction == 1 and distance > 0.0:
        forth = _share_inside(x - box[0], box[2] - x, y - box[1], box[3] - y, distance)
        back = _share_inside(other_x - box[0], box[2] - other_x, other_y - box[1], box[3] - other_y, distance)
        return 1.0 / forth + 1.0 / back
    return 2.0


@njit(nogil=True, cache=True)
def _share_inside(west: float, east: float, south: float, north: float, radius: float) -> float:
    """Share of a circle inside a rectangle, from the distances of its centre to the four sides."""
    outside = 0.0
    for side in (west, east, south, north):
        if side < radius:
            outside += 2.0 * np.arccos(side / radius)
    for across in (west, east):
        for up in (south, north):
            if across * across + up * up < radius * radius:
                outside -= np.arccos(across / radius) + np.arccos(up / radius) - np.pi / 2.0
    return 1.0 - outside / (2.0 * np.pi)
