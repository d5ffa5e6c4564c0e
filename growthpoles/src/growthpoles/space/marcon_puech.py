"""Marcon and Puech's M: how much more of an industry is near its own firms than in the whole area."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from growthpoles.space.bit_planes import SIMULATIONS_PER_BATCH
from growthpoles.space.envelopes import DistanceFunction, with_envelopes
from growthpoles.space.neighbour_shares import share_sums_at_once
from growthpoles.space.null_models import NullModel
from growthpoles.space.pattern import Draws, Pattern, read_pattern
from growthpoles.space.weighted_shares import share_sums, weight_within
from growthpoles.space.workers import Progress

Floats = NDArray[np.float64]


def m(
    points: ArrayLike,
    reference: ArrayLike,
    *,
    radii: ArrayLike | None = None,
    neighbours: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    strata: ArrayLike | None = None,
    null: NullModel = "random_location",
    simulations: int = 1000,
    level: float = 0.05,
    rng: np.random.Generator | int | None = None,
    progress: Progress | None = None,
) -> DistanceFunction:
    r"""M function of Marcon and Puech.

    .. math:: \hat M(r) = \sum_i \frac{\sum_{j \ne i} w_j \, 1(d_{ij} \le r) \, 1(j \in N)}
                                        {\sum_{j \ne i} w_j \, 1(d_{ij} \le r)}
              \Big/ \sum_i \frac{W_N - w_i}{W - w_i}

    with *i* over the firms of the industry that have any neighbour within *r*, *N* the industry (or a second one, when
    :math:`W_N` stands for :math:`W_N - w_i`) and *W* the weight of all firms.

    Parameters
    ----------
    points : array of float, shape (n_points, 2)
        Coordinates of all firms, metres.
    reference : array of bool, shape (n_points,)
        Firms of the industry.
    radii : array of float, shape (n_radii,), optional
        Metres; by default 61 from 0 to a third of the diagonal of the study area.
    neighbours : array of bool, shape (n_points,), optional
        Firms of a second industry, whose share near the first is measured.
    weights : array of float, shape (n_points,), optional
        Such as persons employed; by default every firm counts once.
    strata : array, shape (n_points,), optional
        Firms move only among the locations of their own stratum (a region, a zone).
    null : {"random_location", "random_labelling", "population_independence"}
        As in :func:`growthpoles.kd`.
    simulations : int
        0 gives the curve without bands.
    level : float
        Share of simulations outside of the bands.
    rng : numpy.random.Generator or int, optional
    progress : callable, optional
        Is called with the share of work done since the last call.

    Returns
    -------
    DistanceFunction
        Dimensionless: 1 is the share of the whole area, 2 twice that share within *r*. ``NaN`` where no firm of the
        industry has a neighbour within *r*.

    Raises
    ------
    InputError
        If coordinates or weights are missing or not finite, or fewer than two firms are in the industry.

    Notes
    -----
    M compares with the other firms near by, so it needs no correction at the edge of the area and controls for where
    firms are at all. It is cumulative: a value above 1 at 10 km may be due to what happens within 1 km.

    References
    ----------
    .. [1] Marcon, E. and Puech, F. (2010). Measures of the geographic concentration of industries: improving
       distance-based methods. Journal of Economic Geography 10, 745-762. doi:10.1093/jeg/lbp056

    Examples
    --------
    Two pairs of unlike firms, 10 km apart: within 1 km nobody has a neighbour of its own kind; within 20 km each has
    one of three, which is its share of the other firms.

    >>> curve = m([[0, 0], [0, 1], [10, 0], [10, 1]], [True, False, True, False], radii=[1.0, 20.0], simulations=0)
    >>> curve.observed
    array([0., 1.])
    """
    pattern = read_pattern(points, reference, radii=radii, neighbours=neighbours, weights=weights, strata=strata)
    pattern.demand_pairs()
    details: dict[str, Any] = pattern.describe()
    draws = pattern.observed()
    if simulations > 0:
        draws = pattern.draw(null, simulations, np.random.default_rng(rng), everyone=True)
    curves = _curves(pattern, draws, progress)
    return with_envelopes("m", pattern.radii, curves[0], curves, level=level, null=null, details=details)


def _curves(pattern: Pattern, draws: Draws, progress: Progress | None) -> Floats:
    """M of every draw, shape (n_draws, n_radii)."""
    if pattern.weights is None and _is_cheaper_at_once(pattern, draws):
        shares, firms = share_sums_at_once(pattern, draws, progress)
        expected = firms * _unweighted_share(pattern)
    else:
        nearby = None if draws.others is not None else weight_within(pattern)
        shares, expected = share_sums(pattern, draws, nearby, progress)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(shares / expected)


def _unweighted_share(pattern: Pattern) -> float:
    """Share of the neighbours' industry among all firms but the one looked at."""
    counted = len(pattern.reference) - 1 if pattern.neighbours is None else len(pattern.neighbours)
    return counted / (pattern.size - 1)


def _is_cheaper_at_once(pattern: Pattern, draws: Draws) -> bool:
    """Whether all neighbours of all points in 1,024 simulations cost less than the labelled pairs of each simulation.

    Measured: a neighbour costs about five times as much as a labelled pair, a point and radius about 400 times.
    """
    labelled = len(pattern.reference) * (
        len(pattern.reference) if pattern.neighbours is None else len(pattern.neighbours)
    )
    batches = -(-len(draws) // SIMULATIONS_PER_BATCH)
    return len(draws) * labelled > batches * pattern.size * (5 * pattern.size + 400 * len(pattern.radii))
