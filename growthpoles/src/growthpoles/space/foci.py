# ruff: noqa: PLR0917 -- compiled kernels take arrays by position
"""Foci: micro-clusters of an industry, delineated from the points of its firms and tested against chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray

from growthpoles.errors import InputError
from growthpoles.space.outlines import Ring, outline
from growthpoles.space.pattern import Pattern, read_pattern
from growthpoles.space.workers import Progress, run_tasks
from growthpoles.uncertainty import false_discovery_rate

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Focus:
    """One micro-cluster.

    Parameters
    ----------
    members : array of int
        Firms of the industry, as indices into the points that were given.
    background : int
        Firms of any industry within the radius of a member.
    quotient : float
        Share of the industry among those, over its share in the whole area.
    excess : float
        Log-likelihood ratio of that share against the rest of the area; the larger, the less by chance.
    p_value : float
        Share of simulations with a focus of at least this excess anywhere: it holds for all foci together.
    centre : tuple of float
        Mean of the members, metres.
    polygons : list of polygons
        Rings of coordinates in metres, as in GeoJSON's MultiPolygon.
    """

    members: Counts
    background: int
    quotient: float
    excess: float
    p_value: float
    centre: tuple[float, float]
    polygons: list[list[Ring]]


@dataclass(frozen=True)
class Foci:
    """The micro-clusters of an industry, by excess, and whether the industry is focal at all.

    Parameters
    ----------
    foci : tuple of Focus
    share : float
        Share of the industry's firms that are in a focus, significant or not.
    null_share : float
        Mean of that share in the simulations.
    p_value : float
        Share of simulations in which at least so many firms are in foci: the test of "this industry is focal".
    radius : float
        Metres.
    simulations : int
    """

    foci: tuple[Focus, ...]
    share: float
    null_share: float
    p_value: float
    radius: float
    simulations: int


def foci(
    points: ArrayLike,
    reference: ArrayLike,
    *,
    radius: float,
    least: int = 5,
    q: float = 0.05,
    strata: ArrayLike | None = None,
    simulations: int = 999,
    rng: np.random.Generator | int | None = None,
    progress: Progress | None = None,
) -> Foci:
    """Delineate the micro-clusters of an industry.

    A firm of the industry is in the *core* of a focus if, within ``radius``, the industry has at least ``least`` firms
    and a larger share of all firms than chance would give (hypergeometric upper tail, false discovery rate ``q`` over
    the industry's firms). Core firms within the radius of each other, and other firms of the industry within the
    radius of a core firm, make one focus. The same is done with the industry's firms placed at random among all firms,
    to tell how large an excess chance makes anywhere.

    Parameters
    ----------
    points : array of float, shape (n_points, 2)
        Coordinates of all firms, metres.
    reference : array of bool, shape (n_points,)
        Firms of the industry.
    radius : float
        Metres: how far neighbours may be; about half a walk across the foci that are looked for.
    least : int
        Fewest firms of the industry within the radius of a core firm, itself included.
    q : float
        Accepted share of false core firms.
    strata : array, shape (n_points,), optional
        In the simulations firms move only within their stratum (a city), so that foci are told from whole cities.
    simulations : int
        0 delineates without significance (``NaN``).
    rng : numpy.random.Generator or int, optional
    progress : callable, optional

    Returns
    -------
    Foci

    Raises
    ------
    InputError
        If coordinates are missing, the radius is not above 0, or fewer than two firms are in the industry.

    Notes
    -----
    The p-value of a focus is corrected for having looked everywhere, as in a scan statistic [1]_, but holds for the
    radius that was chosen: try few radii, and say which. Ours is a density-based delineation as in DBSCAN [2]_ with
    the density relative to all firms, so that a city centre alone is no focus.

    References
    ----------
    .. [1] Kulldorff, M. (1997). A spatial scan statistic. Communications in Statistics 26, 1481-1496.
       doi:10.1080/03610929708831995
    .. [2] Ester, M., Kriegel, H.-P., Sander, J. and Xu, X. (1996). A density-based algorithm for discovering clusters.
       KDD-96, 226-231.

    Examples
    --------
    Six firms of an industry side by side among forty others far apart:

    >>> side_by_side = [[0.1 * i, 0.0] for i in range(6)]
    >>> others = [[10.0 * i, 50.0] for i in range(40)]
    >>> found = foci(side_by_side + others, [True] * 6 + [False] * 40, radius=1.0, simulations=0)
    >>> [focus.members.tolist() for focus in found.foci]
    [[0, 1, 2, 3, 4, 5]]
    """
    pattern = read_pattern(points, reference, radii=[radius], neighbours=None, weights=None, strata=strata)
    pattern.demand_pairs()
    if not 0 < q < 1 or least < 2:
        raise InputError("q between 0 and 1 and at least 2 firms", f"q = {q}, least = {least}", "choose others")
    graph = _neighbour_graph(pattern, radius)
    logs = _log_factorials(pattern.size)
    draws = pattern.draw("random_location", simulations, np.random.default_rng(rng))
    largest, shares = np.zeros(len(draws)), np.zeros(len(draws))

    def run(_: None, at: int) -> None:
        in_group, gain, _inside = _delineate(pattern, graph, logs, draws.reference[at], least, q)
        largest[at] = gain.max(initial=0.0)
        shares[at] = (in_group >= 0).mean()

    run_tasks(range(len(draws)), lambda: None, run, progress)
    groups, excess, inside = _delineate(pattern, graph, logs, draws.reference[0], least, q)
    found = [
        _focus(pattern, groups == group, excess[group], inside[group], largest, radius)
        for group in np.argsort(-excess, kind="stable")
    ]
    null = shares[1:]
    return Foci(
        tuple(found),
        float(shares[0]),
        float(null.mean()) if simulations else float("nan"),
        float((shares >= shares[0] - 1e-12).mean()) if simulations else float("nan"),
        radius,
        simulations,
    )


@dataclass(frozen=True)
class _Graph:
    """Points within the radius of each point, itself left out."""

    starts: Counts
    others: NDArray[np.int32]


def _neighbour_graph(pattern: Pattern, radius: float) -> _Graph:
    from scipy.spatial import cKDTree

    where = np.column_stack([pattern.tiles.x, pattern.tiles.y])
    pairs = cKDTree(where).query_pairs(radius, output_type="ndarray").reshape(-1, 2)
    both = np.concatenate([pairs, pairs[:, ::-1]])
    order = np.argsort(both[:, 0], kind="stable")
    counts = np.bincount(both[:, 0], minlength=pattern.size)
    return _Graph(np.concatenate([[0], np.cumsum(counts)]), both[order, 1].astype(np.int32))


def _log_factorials(n: int) -> Floats:
    return np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, n + 2)))])


def _delineate(
    pattern: Pattern, graph: _Graph, logs: Floats, reference: NDArray[np.int32], least: int, q: float
) -> tuple[Counts, Floats, Counts]:
    """Group of each reference firm (-1: none), excess of each group, and all firms round each group."""
    is_reference = np.zeros(pattern.size, bool)
    is_reference[reference] = True
    near = _count_near(graph.starts, graph.others, reference, is_reference)
    around = np.diff(graph.starts)[reference]
    p_values = _upper_tails(near, around, len(reference) - 1, pattern.size - 1, logs)
    core = np.zeros(pattern.size, bool)
    core[reference[(false_discovery_rate(p_values) <= q) & (near + 1 >= least)]] = True
    groups = _connect(graph.starts, graph.others, core, is_reference)
    n_groups = int(groups.max()) + 1
    inside = _firms_round(graph.starts, graph.others, groups, n_groups)
    members = np.bincount(groups[groups >= 0], minlength=n_groups)
    return groups[reference], _excess(members, inside, len(reference), pattern.size), inside


@njit(nogil=True, cache=True)
def _count_near(
    starts: Counts, others: NDArray[np.int32], reference: NDArray[np.int32], is_reference: NDArray[np.bool_]
) -> Counts:
    near = np.zeros(reference.shape[0], np.int64)
    for at in range(reference.shape[0]):
        for k in range(starts[reference[at]], starts[reference[at] + 1]):
            near[at] += int(is_reference[others[k]])
    return near


@njit(nogil=True, cache=True)
def _upper_tails(near: Counts, around: Counts, marked: int, total: int, logs: Floats) -> Floats:
    """Chance of at least ``near`` marked among ``around`` drawn from ``total`` with ``marked`` in it."""
    tails = np.zeros(near.shape[0])
    for at in range(near.shape[0]):
        drawn = around[at]
        constant = logs[drawn] + logs[total - drawn] - logs[total] + logs[marked] + logs[total - marked]
        for k in range(max(near[at], drawn + marked - total), min(drawn, marked) + 1):
            unmarked = total - marked - drawn + k
            tails[at] += np.exp(constant - logs[k] - logs[marked - k] - logs[drawn - k] - logs[unmarked])
        tails[at] = min(1.0, tails[at])
    return tails


@njit(nogil=True, cache=True)
def _connect(
    starts: Counts, others: NDArray[np.int32], core: NDArray[np.bool_], is_reference: NDArray[np.bool_]
) -> Counts:
    """Groups of core firms within the radius of each other, with the reference firms within the radius of them."""
    groups = np.full(core.shape[0], -1)
    waiting = np.empty(core.shape[0], np.int64)
    group = 0
    for seed in range(core.shape[0]):
        if not core[seed] or groups[seed] >= 0:
            continue
        groups[seed] = group
        waiting[0], n_waiting = seed, 1
        while n_waiting:
            n_waiting -= 1
            here = waiting[n_waiting]
            for k in range(starts[here], starts[here + 1]):
                other = others[k]
                if is_reference[other] and groups[other] < 0:
                    groups[other] = group
                    if core[other]:
                        waiting[n_waiting] = other
                        n_waiting += 1
        group += 1
    return groups


@njit(nogil=True, cache=True)
def _firms_round(starts: Counts, others: NDArray[np.int32], groups: Counts, n_groups: int) -> Counts:
    """Firms of any industry that are members of each group or within the radius of one."""
    inside = np.zeros(n_groups, np.int64)
    seen = np.full(groups.shape[0], -1)
    order = np.argsort(groups)
    for i in order:
        group = groups[i]
        if group < 0:
            continue
        if seen[i] != group:
            seen[i] = group
            inside[group] += 1
        for k in range(starts[i], starts[i + 1]):
            if seen[others[k]] != group:
                seen[others[k]] = group
                inside[group] += 1
    return inside


def _excess(members: Counts, inside: Counts, marked: int, total: int) -> Floats:
    """Kulldorff's log-likelihood ratio of the share of marked firms inside against outside."""
    c, n = members.astype(np.float64), inside.astype(np.float64)

    def log_likelihood(successes: Floats, trials: Floats) -> Floats:
        failures = trials - successes
        with np.errstate(divide="ignore", invalid="ignore"):
            gain = np.where(successes > 0, successes * np.log(successes / trials), 0.0)
            loss = np.where(failures > 0, failures * np.log(failures / trials), 0.0)
        return np.asarray(gain + loss)

    whole = log_likelihood(np.array([float(marked)]), np.array([float(total)]))
    return np.asarray(log_likelihood(c, n) + log_likelihood(marked - c, total - n) - whole)


def _focus(
    pattern: Pattern, belongs: NDArray[np.bool_], excess: float, inside: int, largest: Floats, radius: float
) -> Focus:
    places = pattern.reference[belongs]
    where = np.column_stack([pattern.tiles.x, pattern.tiles.y])[places]
    share = len(pattern.reference) / pattern.size
    return Focus(
        np.sort(pattern.tiles.order[places]),
        int(inside),
        len(places) / inside / share,
        float(excess),
        float((largest >= excess - 1e-9).mean()) if len(largest) > 1 else float("nan"),
        (float(where[:, 0].mean()), float(where[:, 1].mean())),
        outline(where, radius / 2.0),
    )
