# ruff: noqa: PLR0917 -- compiled kernels take arrays by position
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
from growthpoles.space.smoothing import rule_of_thumb_bandwidth, smoothing_matrix
from growthpoles.space.workers import Progress, run_tasks

#: Bins of the observed distances: so fine that binning does not show.
_FINE_BINS = 1 << 16
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
    its band does. The simulated distances are binned to an eighth of the bandwidth, the observed ones to 1/65,536 of
    the range; the observed curve that the p-value ranks is binned as the simulated ones.

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
    generator = np.random.default_rng(rng)
    bin_width = 2.0 * pattern.radii[-1] / _FINE_BINS
    observed_pairs = _histograms(pattern, pattern.observed(), bin_width, _FINE_BINS, None)
    chosen = _bandwidth(observed_pairs[1][0], bin_width, bandwidth)
    reach = max(2.0 * pattern.radii[-1], pattern.radii[-1] + _REACH * chosen)
    if reach > 2.0 * pattern.radii[-1]:
        bin_width = reach / _FINE_BINS
        observed_pairs = _histograms(pattern, pattern.observed(), bin_width, _FINE_BINS, None)
    observed = _smooth_observed(pattern, observed_pairs[0][0], bin_width, chosen)
    details: dict[str, Any] = {**pattern.describe(), "bandwidth": chosen, "bandwidth_rule": str(bandwidth)}
    curves = observed[None]
    if simulations > 0:
        draws = pattern.draw(null, simulations, generator)
        reach = reach if bandwidth == "each" else pattern.radii[-1] + _REACH * chosen
        bandwidths = None if bandwidth == "each" else np.array([chosen])
        n_bins = int(np.ceil(reach / chosen * _BINS_PER_BANDWIDTH))
        curves = _density(pattern, draws, reach, n_bins, bandwidths, progress)
    return with_envelopes("kd", pattern.radii, observed, curves, level=level, null=null, details=details)


def _bandwidth(counts: Floats, bin_width: float, rule: float | str) -> float:
    if rule not in ("observed", "each"):
        if isinstance(rule, str) or not rule > 0:
            raise InputError("a bandwidth in metres above 0, 'observed' or 'each'", repr(rule), "choose one of them")
        return float(rule)
    chosen = rule_of_thumb_bandwidth(counts, bin_width)
    if not chosen > 0:
        raise InputError(
            "distances that differ, within twice the largest radius",
            f"{int(counts.sum())} distances without spread",
            "give a bandwidth in metres or larger radii",
        )
    return chosen


def _smooth_observed(pattern: Pattern, counts: Floats, bin_width: float, bandwidth: float) -> Floats:
    """Density from the fine histogram, its bins put together up to 1/64 of the bandwidth."""
    together = max(1, int(bandwidth / 64 / bin_width))
    padded = np.append(counts, np.zeros(-len(counts) % together)).reshape(-1, together).sum(axis=1)
    matrix = smoothing_matrix(len(padded), bin_width * together, pattern.radii, bandwidth)
    return np.asarray(padded @ matrix / pattern.total_pair_weight(pattern.observed())[0])


def _density(
    pattern: Pattern, draws: Draws, reach: float, n_bins: int, bandwidths: Floats | None, progress: Progress | None
) -> Floats:
    """Kd of every draw, shape (n_draws, n_radii); without ``bandwidths`` each by its own rule of thumb."""
    bin_width = reach / n_bins
    weights, numbers = _histograms(pattern, draws, bin_width, n_bins, progress)
    totals = pattern.total_pair_weight(draws)[:, None]
    if bandwidths is not None:
        return np.asarray(weights @ smoothing_matrix(n_bins, bin_width, pattern.radii, bandwidths[0]) / totals)
    inside = int(np.ceil(2.0 * pattern.radii[-1] / bin_width))
    own = [rule_of_thumb_bandwidth(row[:inside], bin_width) or bin_width for row in numbers]
    curves = [row @ smoothing_matrix(n_bins, bin_width, pattern.radii, h) for row, h in zip(weights, own, strict=True)]
    return np.asarray(np.array(curves) / totals)


def _histograms(
    pattern: Pattern, draws: Draws, bin_width: float, n_bins: int, progress: Progress | None
) -> tuple[Floats, Floats]:
    """Pairs of each draw by distance: sums of their weights and their numbers, shape (n_draws, n_bins) each."""
    if pattern.weights is None and _is_cheaper_at_once(pattern, draws):
        counts = count_pairs(
            pattern.tiles, draws.reference, draws.neighbours, bin_width=bin_width, n_bins=n_bins, progress=progress
        ).astype(np.float64)
        return counts, counts
    numbers = np.zeros((len(draws), n_bins), np.int64)
    weights = np.zeros((len(draws), n_bins if pattern.weights is not None else 0))
    tasks = list(enumerate(pattern.weighted_draws(draws)))

    def run(_: None, task: tuple[int, tuple[Any, ...]]) -> None:
        at, ends = task
        distance_histogram(
            pattern.tiles.x, pattern.tiles.y, *ends, draws.neighbours is None, 1.0 / bin_width, weights[at], numbers[at]
        )

    run_tasks(tasks, lambda: None, run, progress)
    counts = numbers.astype(np.float64)
    return (counts if pattern.weights is None else weights), counts


def _is_cheaper_at_once(pattern: Pattern, draws: Draws) -> bool:
    """Whether all pairs of all points in 1,024 simulations cost less than the labelled pairs of each simulation.

    Measured: a pair of points costs about ten times as much as a pair of labelled points.
    """
    labelled = len(pattern.reference) * (
        len(pattern.reference) if pattern.neighbours is None else len(pattern.neighbours)
    )
    batches = -(-len(draws) // SIMULATIONS_PER_BATCH)
    return len(draws) * labelled > 10 * batches * pattern.size**2
