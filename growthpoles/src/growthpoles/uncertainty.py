"""How certain is it? Intervals for location quotients, the dartboard for Ellison-Glaeser, false-discovery control."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from growthpoles.agglomeration import agglomeration, checked_plants
from growthpoles.errors import InputError
from growthpoles.progress import Progress
from growthpoles.shares import Totals, ratio, sums_by, totals_of
from growthpoles.specialisation import location_quotient
from growthpoles.tables.reading import checked_matrix

Floats = NDArray[np.float64]


class Interval(NamedTuple):
    """Bounds and a two-sided p-value, all of one shape; ``NaN`` where the measure has no value.

    For the dartboard the bounds are those of chance: a value outside of them is not explained by it.
    For the bootstrap ``p_value`` is that of the hypothesis that the quotient is 1.
    """

    lower: Floats
    upper: Floats
    p_value: Floats


def binomial_interval(counts: ArrayLike, totals: Totals | None = None, *, level: float = 0.95) -> Interval:
    r"""Exact (Clopper-Pearson) interval of each location quotient, from counts of establishments.

    The count of industry i among the :math:`n_r` establishments of region r is binomial; its share is divided by the
    share of the industry in the whole economy, which is taken as known.

    Parameters
    ----------
    counts : array of int, shape (n_regions, n_industries)
        Establishments. Not persons: persons of one plant are not independent of each other.
    totals : Totals, optional
        Published totals in the same unit; sums over the published cells without them.
    level : float
        Coverage, at least.

    Returns
    -------
    Interval
        Dimensionless; ``p_value`` of the hypothesis LQ = 1, twice the smaller tail.

    Raises
    ------
    InputError
        If a count is not a whole number.

    References
    ----------
    .. [1] Clopper, C. J., Pearson, E. S. (1934). The use of confidence or fiducial limits illustrated in the case of
       the binomial. Biometrika 26, 404-413. https://doi.org/10.1093/biomet/26.4.404
    .. [2] Beyene, J., Moineddin, R. (2005). Methods for confidence interval estimation of a ratio parameter with
       application to location quotients. BMC Medical Research Methodology 5, 32.
       https://doi.org/10.1186/1471-2288-5-32

    Examples
    --------
    >>> interval = binomial_interval([[8, 2], [12, 78]])
    >>> interval.lower.round(2)[0, 0], interval.upper.round(2)[0, 0]
    (np.float64(2.22), np.float64(4.87))
    """
    from scipy.special import betaincinv
    from scipy.stats import binom

    cells = _counts(counts)
    total = totals or totals_of(cells)
    share = ratio(total.industries, np.float64(total.whole))
    n, tail = total.regions[:, None], (1.0 - _checked_level(level)) / 2.0
    with np.errstate(invalid="ignore"):
        lower = np.where(cells > 0, betaincinv(np.maximum(cells, 1), n - cells + 1.0, tail), 0.0)
        upper = np.where(cells < n, betaincinv(cells + 1.0, np.maximum(n - cells, 1), 1.0 - tail), 1.0)
        below, above = binom.cdf(cells, n, share), binom.sf(cells - 1.0, n, share)
    unknown = np.isnan(location_quotient(cells, total))
    parts = (ratio(lower, share), ratio(upper, share), np.minimum(1.0, 2.0 * np.minimum(below, above)))
    return Interval(*(np.where(unknown, np.nan, part) for part in parts))


def dartboard_interval(counts: ArrayLike, totals: Totals | None = None, *, level: float = 0.95) -> Interval:
    r"""Bounds between which location quotients fall if establishments choose regions by chance.

    Each of the :math:`n_i` establishments of industry i lands in region r with the probability :math:`w_r`, the share
    of the region in all activity.

    Parameters
    ----------
    counts : array of int, shape (n_regions, n_industries)
        Establishments.
    totals : Totals, optional
        As for :func:`binomial_interval`.
    level : float
        Probability of falling between the bounds, at least.

    Returns
    -------
    Interval
        Bounds under the null in the unit of the quotient; ``p_value`` twice the smaller tail of the quotient found.

    References
    ----------
    .. [1] Guimaraes, P., Figueiredo, O., Woodward, D. (2009). Dartboard tests for the location quotient. Regional
       Science and Urban Economics 39, 360-364. https://doi.org/10.1016/j.regsciurbeco.2008.12.003

    Examples
    --------
    >>> dartboard_interval([[8, 2], [12, 78]]).p_value.round(5)[0]
    array([0.00083, 0.02137])
    """
    from scipy.stats import binom

    cells = _counts(counts)
    total = totals or totals_of(cells)
    weight = ratio(total.regions, np.float64(total.whole))[:, None]
    n, tail = np.broadcast_to(total.industries, cells.shape), (1.0 - _checked_level(level)) / 2.0
    expected = ratio(np.float64(1.0), n * weight)
    below, above = binom.cdf(cells, n, weight), binom.sf(cells - 1.0, n, weight)
    unknown = np.isnan(location_quotient(cells, total))
    parts = (
        binom.ppf(tail, n, weight) * expected,
        binom.ppf(1.0 - tail, n, weight) * expected,
        np.minimum(1.0, 2.0 * np.minimum(below, above)),
    )
    return Interval(*(np.where(unknown, np.nan, part) for part in parts))


def bootstrap_interval(
    sizes: ArrayLike,
    regions: ArrayLike,
    industries: ArrayLike,
    *,
    shape: tuple[int, int] | None = None,
    level: float = 0.95,
    draws: int = 999,
    seed: int = 0,
) -> Interval:
    """Percentile bootstrap of each location quotient over establishments.

    Parameters
    ----------
    sizes : array of float, shape (n_plants,)
        Employment of each establishment.
    regions, industries : array of int, shape (n_plants,)
        Indices, from 0.
    shape : tuple of int, optional
        Numbers of regions and of industries, where the last ones may have no plant.
    level : float
    draws : int
        Samples with replacement of all establishments.
    seed : int
        The same seed gives the same interval, on any number of threads.

    Returns
    -------
    Interval
        Shape (n_regions, n_industries); ``p_value`` twice the share of samples on the far side of 1.

    References
    ----------
    .. [1] Efron, B., Tibshirani, R. J. (1993). An Introduction to the Bootstrap. Chapman and Hall.
       https://doi.org/10.1007/978-1-4899-4541-9
    .. [2] Tian, Z. (2013). Measuring agglomeration using the standardized location quotient with a bootstrap method.
       Journal of Regional Analysis and Policy 43, 186-197.

    Examples
    --------
    >>> interval = bootstrap_interval([4] * 40, [0, 1] * 20, [0] * 20 + [1] * 20)
    >>> bool((interval.lower < 1).all() and (interval.upper > 1).all())
    True
    """
    from growthpoles.dartboard import resampled_cells

    size, region, industry = checked_plants(sizes, regions, industries)
    n_regions, n_industries = shape or (int(region.max()) + 1, int(industry.max()) + 1)
    tail = (1.0 - _checked_level(level)) / 2.0
    cells = region * n_industries + industry
    quotients = np.empty((draws, n_regions, n_industries))
    for first, count in _batches("drawing establishments again", draws, len(size)):
        samples = resampled_cells(cells, size, n_regions * n_industries, first, count, seed)
        for at, sample in enumerate(samples, start=first):
            quotients[at] = location_quotient(sample.reshape(n_regions, n_industries))
    unknown = np.isnan(quotients).any(axis=0)
    known = np.where(unknown, 1.0, quotients)
    lower, upper = np.quantile(known, [tail, 1.0 - tail], axis=0)
    far = np.minimum((known <= 1.0).mean(axis=0), (known >= 1.0).mean(axis=0))
    p_value = np.minimum(1.0, 2.0 * (far * draws + 1.0) / (draws + 1.0))
    return Interval(*(np.where(unknown, np.nan, part) for part in (lower, upper, p_value)))


def agglomeration_interval(
    sizes: ArrayLike,
    regions: ArrayLike,
    industries: ArrayLike,
    region_weights: ArrayLike | None = None,
    *,
    level: float = 0.95,
    draws: int = 1000,
    seed: int = 0,
) -> Interval:
    """Bounds between which the Ellison-Glaeser index falls if plants choose regions by chance.

    Parameters
    ----------
    sizes : array of float, shape (n_plants,)
    regions, industries : array of int, shape (n_plants,)
    region_weights : array of float, shape (n_regions,), optional
        As for :func:`growthpoles.agglomeration.agglomeration`.
    level : float
    draws : int
        Maps on which the plants are thrown, with their sizes.
    seed : int
        The same seed gives the same bounds, on any number of threads.

    Returns
    -------
    Interval
        Shape (n_industries,); ``p_value`` one-sided, that chance alone concentrates as much.

    References
    ----------
    .. [1] Ellison, G., Glaeser, E. L. (1997). Geographic concentration in U.S. manufacturing industries: a dartboard
       approach. Journal of Political Economy 105, 889-927. https://doi.org/10.1086/262098

    Examples
    --------
    >>> agglomeration_interval([1.0] * 20, [0] * 20, [0] * 20, [1, 1]).p_value.round(3)
    array([0.001])
    """
    from growthpoles.dartboard import alias_table, dartboard_concentration

    size, region, industry = checked_plants(sizes, regions, industries)
    parts = agglomeration(size, region, industry, region_weights)
    weight = sums_by(region, size, 0) if region_weights is None else np.asarray(region_weights, np.float64)
    weight = weight / weight.sum()
    order = np.argsort(industry, kind="stable")
    n_industries = len(parts.gamma)
    total = sums_by(industry, size, n_industries)
    offsets = np.append(0, np.cumsum(np.bincount(industry, minlength=n_industries))).astype(np.int64)
    shares = ratio(size[order], total[industry[order]])
    tables = alias_table(weight)
    maps = [
        dartboard_concentration(shares, offsets, weight, *tables, first, count, seed)
        for first, count in _batches("throwing darts", draws, len(size))
    ]
    raw = np.concatenate(maps, axis=1)
    spread = 1.0 - (weight**2).sum()
    gamma = ratio(raw - spread * parts.herfindahl[:, None], spread * (1.0 - parts.herfindahl)[:, None])
    tail = (1.0 - _checked_level(level)) / 2.0
    lower, upper = np.quantile(gamma, [tail, 1.0 - tail], axis=1)
    p_value = ((raw >= parts.raw[:, None] * (1 - 1e-12)).sum(axis=1) + 1.0) / (draws + 1.0)
    unknown = np.isnan(parts.gamma)
    return Interval(*(np.where(unknown, np.nan, part) for part in (lower, upper, p_value)))


def false_discovery_rate(p_values: ArrayLike, *, method: Literal["bh", "by"] = "bh") -> Floats:
    """P-values adjusted for the number of tests: those at or below q are wrong in at most a share q of cases.

    Parameters
    ----------
    p_values : array of float, any shape
        ``NaN`` is no test and stays ``NaN``.
    method : {"bh", "by"}
        Benjamini-Hochberg (tests independent or positively dependent) or Benjamini-Yekutieli (any dependence; the
        cells of a table share their totals).

    Returns
    -------
    array of float, same shape
        0 to 1.

    References
    ----------
    .. [1] Benjamini, Y., Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the Royal Statistical
       Society B 57, 289-300. https://doi.org/10.1111/j.2517-6161.1995.tb02031.x
    .. [2] Benjamini, Y., Yekutieli, D. (2001). The control of the false discovery rate in multiple testing under
       dependency. Annals of Statistics 29, 1165-1188. https://doi.org/10.1214/aos/1013699998

    Examples
    --------
    >>> false_discovery_rate([0.01, 0.04, 0.03, 0.5]).round(4)
    array([0.04  , 0.0533, 0.0533, 0.5   ])
    """
    values = np.asarray(p_values, dtype=np.float64)
    if ((values < 0) | (values > 1)).any():
        raise InputError("p-values from 0 to 1", "a value outside", "pass p-values, not test statistics")
    if method not in ("bh", "by"):
        raise InputError("bh or by", repr(method), "choose a method")
    adjusted = values.ravel().copy()
    tested = np.flatnonzero(~np.isnan(adjusted))
    n = len(tested)
    order = tested[np.argsort(adjusted[tested])]
    rank = np.arange(1, n + 1)
    penalty = (1.0 / rank).sum() if method == "by" else 1.0
    steps = adjusted[order] * n * penalty / rank
    adjusted[order] = np.minimum(1.0, np.minimum.accumulate(steps[::-1])[::-1])
    return adjusted.reshape(values.shape)


def _batches(what: str, draws: int, n_plants: int) -> Iterator[tuple[int, int]]:
    """First number and size of batches of draws, between which a bar moves and the user can interrupt."""
    if draws < 1:
        raise InputError("one draw or more", f"{draws}", "999 are usual")
    batch = max(1, 10_000_000 // n_plants)
    with Progress(what, draws) as progress:
        for first in range(0, draws, batch):
            count = min(batch, draws - first)
            yield first, count
            progress.advance(count)


def _counts(counts: ArrayLike) -> Floats:
    cells = checked_matrix(counts)
    broken = ~np.isnan(cells) & (cells != np.round(cells))
    if broken.any():
        row, column = (int(at) for at in np.argwhere(broken)[0])
        raise InputError(
            "whole numbers of establishments",
            f"{cells[row, column]:g}",
            "count establishments, or read plants and use the bootstrap",
            row=row,
            column=str(column),
        )
    return cells


def _checked_level(level: float) -> float:
    if not 0.0 < level < 1.0:
        raise InputError("a level between 0 and 1", f"{level:g}", "0.95 is usual")
    return level
