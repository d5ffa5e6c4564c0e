"""Duranton and Overman's Kd: the density of distances between the firms of an industry."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from growthpoles.errors import InputError
from growthpoles.space.bit_planes import SIMULATIONS_PER_BATCH
from growthpoles.space.envelopes import DistanceFunction, with_envelopes
from growthpoles.space.null_models import NullModel
from growthpoles.space.pair_counts import count_pairs
from growthpoles.space.pattern import Draws, Pattern, distance_histogram, read_pattern
from growthpoles.space.smoothing import density, rule_of_thumb_bandwidth, smoothing_matrix
from growthpoles.space.workers import Progress, run_tasks

#: Observed distances are taken one by one up to so many, else in so many bins.
_FEW_PAIRS = 200_000
_FINE_BINS = 1 << 16
#: Largest distance that is binned, in units of the largest radius; by rule of thumb no bandwidth reaches farther.
_FARTHEST = 4.0
_REACH_OF_KERNEL = 8.0
#: Bins that the counters of 1,024 simulations may take (70 MB for each thread).
_MOST_BINS_AT_ONCE = 8192
_BINS_PER_BANDWIDTH = 8
_REACH = 6.0

Floats = NDArray[np.float64]


def kd(
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
    bandwidth: float | str = "observed",
    rng: np.random.Generator | int | None = None,
    progress: Progress | None = None,
) -> DistanceFunction:
    r"""Kd function of Duranton and Overman.

    .. math:: \hat K_d(r) = \frac{1}{h \sum_{i<j} w_i w_j} \sum_{i<j} w_i w_j
              \left[\varphi\left(\frac{r - d_{ij}}{h}\right) + \varphi\left(\frac{r + d_{ij}}{h}\right)\right]

    Parameters
    ----------
    points : array of float, shape (n_points, 2)
        Coordinates of all firms, metres. All of them are possible locations under the null model.
    reference : array of bool, shape (n_points,)
        Firms of the industry.
    radii : array of float, shape (n_radii,), optional
        Metres; by default 61 from 0 to a third of the diagonal of the study area.
    neighbours : array of bool, shape (n_points,), optional
        Firms of a second industry (distances between the two); by default the industry itself.
    weights : array of float, shape (n_points,), optional
        Such as persons employed; by default every firm counts once.
    strata : array, shape (n_points,), optional
        Firms move only among the locations of their own stratum (a region, a zone).
    null : {"random_location", "random_labelling", "population_independence"}
        Firms with their weight move over all locations; only kinds move and weights stay; or (with ``neighbours``)
        the reference stays and all other firms move.
    simulations : int
        0 gives the curve without bands.
    level : float
        Share of simulations outside of the bands.
    bandwidth : float or {"observed", "each"}
        Metres; or Silverman's rule on the observed unweighted distances up to twice the largest radius, for all curves;
        or the same rule for each simulation anew, as R's dbmss has it.
    rng : numpy.random.Generator or int, optional
    progress : callable, optional
        Is called with the share of work done since the last call.

    Returns
    -------
    DistanceFunction
        Per metre: the density integrates to 1 over all distances.

    Raises
    ------
    InputError
        If coordinates or weights are missing or not finite, or fewer than two firms are in the industry.

    Notes
    -----
    Kd does not know the edge of the study area and does not control for the size of the industry at each place: only
    its band does. The simulated distances are binned to an eighth of the bandwidth; the observed ones are exact up to
    200,000 pairs, else binned to 1/65,536 of the range; the observed curve that the p-value ranks is binned as the
    simulated ones.

    References
    ----------
    .. [1] Duranton, G. and Overman, H. G. (2005). Testing for localization using micro-geographic data. Review of
       Economic Studies 72, 1077-1106. doi:10.1111/0034-6527.00362

    Examples
    --------
    Two firms a kilometre apart, a bandwidth of 100 m: the density at 1 km is that of a normal curve at its top.

    >>> curve = kd([[0, 0], [1000, 0]], [True, True], radii=[1000.0], bandwidth=100.0, simulations=0)
    >>> round(float(curve.observed[0]), 7)
    0.0039894
    """
    pattern = read_pattern(points, reference, radii=radii, neighbours=neighbours, weights=weights, strata=strata)
    pattern.demand_pairs()
    distances, amounts, numbers = _observed_pairs(pattern, bandwidth)
    chosen = _bandwidth(bandwidth, distances, numbers, 2.0 * pattern.radii[-1])
    total = pattern.total_pair_weight(pattern.observed())[0]
    observed = density(distances, amounts / total, pattern.radii, chosen)
    details: dict[str, Any] = {**pattern.describe(), "bandwidth": chosen, "bandwidth_rule": str(bandwidth)}
    curves = observed[None]
    if simulations > 0:
        draws = pattern.draw(null, simulations, np.random.default_rng(rng))
        curves = _curves(pattern, draws, chosen, each=bandwidth == "each", progress=progress)
    return with_envelopes("kd", pattern.radii, observed, curves, level=level, null=null, details=details)


def _observed_pairs(pattern: Pattern, bandwidth: float | str) -> tuple[Floats, Floats, Floats]:
    """Distances with their weights and numbers: one by one if they are few, else in bins too fine to show."""
    ((places, weights, others, other_weights),) = pattern.weighted_draws(pattern.observed())
    same = pattern.neighbours is None
    if len(places) * len(others) <= _FEW_PAIRS:
        gaps = np.hypot(*(axis[places][:, None] - axis[others] for axis in (pattern.tiles.x, pattern.tiles.y)))
        products = weights[:, None] * other_weights
        chosen = np.triu_indices(len(places), 1) if same else np.indices(gaps.shape).reshape(2, -1)
        return gaps[tuple(chosen)], products[tuple(chosen)], np.ones(len(chosen[0]))
    reach = float(np.hypot(np.ptp(pattern.tiles.x), np.ptp(pattern.tiles.y))) * (1 + 1e-12)
    widest = 0.0 if isinstance(bandwidth, str) else _REACH_OF_KERNEL * bandwidth
    reach = min(reach, max(_FARTHEST * pattern.radii[-1], pattern.radii[-1] + widest))
    weighted = pattern.weights is not None
    by_weight, by_number = np.zeros(_FINE_BINS if weighted else 0), np.zeros(_FINE_BINS, np.int64)
    ends = (places, weights, others, other_weights, same)
    distance_histogram(pattern.tiles.x, pattern.tiles.y, *ends, _FINE_BINS / reach, by_weight, by_number)
    centres = (np.arange(_FINE_BINS) + 0.5) * (reach / _FINE_BINS)
    numbers = by_number.astype(np.float64)
    return centres, by_weight if weighted else numbers, numbers


def _bandwidth(rule: float | str, distances: Floats, numbers: Floats, reach: float) -> float:
    if rule not in ("observed", "each"):
        if isinstance(rule, str) or not rule > 0:
            raise InputError("a bandwidth in metres above 0, 'observed' or 'each'", repr(rule), "choose one of them")
        return float(rule)
    near = distances <= reach
    chosen = rule_of_thumb_bandwidth(distances[near], numbers[near])
    if not chosen > 0:
        raise InputError(
            "distances that differ, within twice the largest radius",
            f"{int(numbers[near].sum())} distances without spread",
            "give a bandwidth in metres or larger radii",
        )
    return chosen


def _curves(pattern: Pattern, draws: Draws, bandwidth: float, *, each: bool, progress: Progress | None) -> Floats:
    """Kd of every draw from binned distances, shape (n_draws, n_radii)."""
    reach = pattern.radii[-1] + _REACH * bandwidth
    reach = max(reach, 2.0 * pattern.radii[-1]) if each else reach
    n_bins = min(int(np.ceil(reach / bandwidth * _BINS_PER_BANDWIDTH)), _FINE_BINS)
    bin_width = reach / n_bins
    matrix = smoothing_matrix(n_bins, bin_width, pattern.radii, bandwidth)
    centres = (np.arange(n_bins) + 0.5) * bin_width
    near = centres <= 2.0 * pattern.radii[-1]

    def smooth(by_weight: Floats, by_number: Floats) -> Floats:
        if not each:
            return np.asarray(by_weight @ matrix)
        own = rule_of_thumb_bandwidth(centres[near], by_number[near]) or bin_width
        return density(centres, by_weight, pattern.radii, own)

    totals = pattern.total_pair_weight(draws)[:, None]
    if pattern.weights is None and n_bins <= _MOST_BINS_AT_ONCE and _is_cheaper_at_once(pattern, draws):
        counts = count_pairs(
            pattern.tiles, draws.reference, draws.neighbours, bin_width=bin_width, n_bins=n_bins, progress=progress
        ).astype(np.float64)
        return (np.array([smooth(row, row) for row in counts]) if each else counts @ matrix) / totals
    curves = np.empty((len(draws), len(pattern.radii)))
    tasks = list(enumerate(pattern.weighted_draws(draws)))

    def run(_: None, task: tuple[int, tuple[Any, ...]]) -> None:
        at, ends = task
        by_weight, by_number = np.zeros(n_bins if pattern.weights is not None else 0), np.zeros(n_bins, np.int64)
        same = draws.neighbours is None
        distance_histogram(pattern.tiles.x, pattern.tiles.y, *ends, same, 1.0 / bin_width, by_weight, by_number)
        numbers = by_number.astype(np.float64)
        curves[at] = smooth(numbers if pattern.weights is None else by_weight, numbers)

    run_tasks(tasks, lambda: None, run, progress)
    return curves / totals


def _is_cheaper_at_once(pattern: Pattern, draws: Draws) -> bool:
    """Whether all pairs of all points in 1,024 simulations cost less than the labelled pairs of each simulation.

    Measured: a pair of points costs about ten times as much as a pair of labelled points.
    """
    labelled = len(pattern.reference) * (
        len(pattern.reference) if pattern.neighbours is None else len(pattern.neighbours)
    )
    batches = -(-len(draws) // SIMULATIONS_PER_BATCH)
    return len(draws) * labelled > 10 * batches * pattern.size**2
