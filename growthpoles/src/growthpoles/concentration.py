"""Concentration of industries: how unevenly an industry is spread over the regions."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from growthpoles.inequality import gini, times_log
from growthpoles.shares import Totals, ratio, shares_of

Floats = NDArray[np.float64]


def locational_gini(
    table: ArrayLike, totals: Totals | None = None, *, scale: Literal["half", "full"] = "half"
) -> Floats:
    r"""Locational Gini of each industry: regions in order of their quotient, industry against all activity.

    Parameters
    ----------
    table : array of float, shape (n_regions, n_industries)
        An additive quantity of one period, in one unit. ``NaN`` is "not published" and makes the industry ``NaN``.
    totals : Totals, optional
        Published totals.
    scale : {"half", "full"}
        ``half``: the area between the curve and the diagonal, at most 0.5 (Krugman, EconGeo, econcomplex); ``full``:
        twice that, at most 1 (``hoover_gini``).

    Returns
    -------
    array of float, shape (n_industries,)
        0 (spread as all activity) to 0.5 or 1. Regions without activity have no place on the curve.

    References
    ----------
    .. [1] Krugman, P. (1991). Geography and Trade. MIT Press.

    Examples
    --------
    >>> locational_gini([[10.0, 30.0], [30.0, 30.0]]).round(4)
    array([0.075, 0.05 ])
    """
    share = shares_of(table, totals)
    weight = np.where(share.of_regions > 0, share.of_regions, 0.0)
    # An industry stands at zero in a region without activity: it takes no width and no height on the curve.
    local = np.where(weight[:, None] > 0, share.in_industry, 0.0)
    order = np.argsort(ratio(local, weight[:, None]), axis=0, kind="stable")
    height = np.cumsum(np.take_along_axis(local, order, axis=0), axis=0)
    width = weight[order] / weight.sum()
    area = (width * (height - 0.5 * np.take_along_axis(local, order, axis=0))).sum(axis=0)
    half = 0.5 * height[-1] - area
    return half if scale == "half" else 2.0 * half


def gini_concentration(quotients: ArrayLike) -> Floats:
    r"""Gini of the unweighted location quotients of each industry (REAT ``gini.conc``).

    .. math:: \frac{2}{n^2 \overline{LQ}} \sum_k k (LQ_{(k)} - \overline{LQ})

    Parameters
    ----------
    quotients : array of float, shape (n_regions, n_industries)
        Location quotients; regions without any quotient (all ``NaN``) are left out.

    Returns
    -------
    array of float, shape (n_industries,)
        0 to :math:`(n-1)/n`.

    References
    ----------
    .. [1] Farhauer, O., Kroell, A. (2013). Standorttheorien. Springer Gabler.
       https://doi.org/10.1007/978-3-658-01574-9

    Examples
    --------
    >>> gini_concentration([[0.0], [1.0], [2.0], [5.0]])
    array([0.5])
    """
    lq = np.asarray(quotients, dtype=np.float64)
    lq = lq[~np.isnan(lq).all(axis=1)]
    return gini(lq.T)


def hoover_index(table: ArrayLike, totals: Totals | None = None) -> Floats:
    r"""Hoover's index of localisation of each industry, :math:`\tfrac12 \sum_r |q_{ri} - w_r|`.

    Parameters
    ----------
    table : array of float, shape (n_regions, n_industries)
        An additive quantity of one period, in one unit. ``NaN`` is "not published".
    totals : Totals, optional
        Published totals.

    Returns
    -------
    array of float, shape (n_industries,)
        0 (spread as all activity) to 1. EconGeo prints per cent.

    References
    ----------
    .. [1] Hoover, E. M. (1936). The measurement of industrial localization. The Review of Economics and Statistics 18,
       162-171. https://doi.org/10.2307/1927875

    Examples
    --------
    >>> hoover_index([[10.0, 30.0], [30.0, 30.0]]).round(3)
    array([0.15, 0.1 ])
    """
    return 0.5 * krugman_concentration_index(table, totals)


def krugman_concentration_index(table: ArrayLike, totals: Totals | None = None) -> Floats:
    r"""Krugman's index of concentration of each industry, :math:`\sum_r |q_{ri} - w_r|`.

    Parameters
    ----------
    table : array of float, shape (n_regions, n_industries)
        An additive quantity of one period, in one unit. ``NaN`` is "not published".
    totals : Totals, optional
        Published totals.

    Returns
    -------
    array of float, shape (n_industries,)
        0 to 2 (REAT ``krugman.conc`` against the total); ``NaN`` for an industry that exists nowhere.

    References
    ----------
    .. [1] Krugman, P. (1991). Geography and Trade. MIT Press.

    Examples
    --------
    >>> krugman_concentration_index([[10.0, 30.0], [30.0, 30.0]]).round(3)
    array([0.3, 0.2])
    """
    share = shares_of(table, totals)
    return np.abs(share.in_industry - share.of_regions[:, None]).sum(axis=0)


def theil_index(table: ArrayLike, totals: Totals | None = None) -> Floats:
    r"""Theil index of each industry against all activity, :math:`\sum_r q_{ri} \ln (q_{ri} / w_r)`.

    Parameters
    ----------
    table : array of float, shape (n_regions, n_industries)
        An additive quantity of one period, in one unit. ``NaN`` is "not published".
    totals : Totals, optional
        Published totals.

    Returns
    -------
    array of float, shape (n_industries,)
        Nats, 0 (spread as all activity) and above. It is the weighted mean of :math:`\ln LQ`.

    References
    ----------
    .. [1] Theil, H. (1967). Economics and Information Theory. North-Holland.
    .. [2] Bruelhart, M., Traeger, R. (2005). An account of geographic concentration patterns in Europe. Regional
       Science and Urban Economics 35, 597-624. https://doi.org/10.1016/j.regsciurbeco.2004.09.002

    Examples
    --------
    >>> theil_index([[10.0, 30.0], [30.0, 30.0]]).round(4)
    array([0.0499, 0.0204])
    """
    share = shares_of(table, totals)
    return times_log(share.in_industry, ratio(share.in_industry, share.of_regions[:, None])).sum(axis=0)


def herfindahl_concentration(table: ArrayLike, totals: Totals | None = None) -> Floats:
    r"""Herfindahl-Hirschman index of each industry over the regions, :math:`\sum_r q_{ri}^2`.

    Parameters
    ----------
    table : array of float, shape (n_regions, n_industries)
        An additive quantity of one period, in one unit. ``NaN`` is "not published".
    totals : Totals, optional
        Published totals.

    Returns
    -------
    array of float, shape (n_industries,)
        :math:`1/n` to 1.

    References
    ----------
    .. [1] Hirschman, A. O. (1964). The paternity of an index. American Economic Review 54, 761-762.

    Examples
    --------
    >>> herfindahl_concentration([[10.0, 30.0], [30.0, 30.0]])
    array([0.625, 0.5  ])
    """
    return (shares_of(table, totals).in_industry ** 2).sum(axis=0)


def litzenberger_sternberg(employment: ArrayLike, firms: ArrayLike, area: ArrayLike, population: ArrayLike) -> Floats:
    r"""Cluster index of Litzenberger and Sternberg: density, specialisation and smallness of firms.

    .. math:: CI_{ri} = \frac{e_{ri}/a_r}{e_i/a} \cdot \frac{e_{ri}/p_r}{e_i/p} \Big/ \frac{e_{ri}/b_{ri}}{e_i/b_i}

    Parameters
    ----------
    employment, firms : array of float, shape (n_regions, n_industries)
        Persons and firms of each industry.
    area, population : array of float, shape (n_regions,)
        Square kilometres and persons of each region.

    Returns
    -------
    array of float, shape (n_regions, n_industries)
        Dimensionless, 1 is the average; zero where an industry has no firm in a region.

    References
    ----------
    .. [1] Litzenberger, T., Sternberg, R. (2006). Der Clusterindex. Geographische Zeitschrift 94, 209-224.

    Examples
    --------
    One region against the rest, figures of the manual of REAT 3.0.3:

    >>> index = litzenberger_sternberg([[1743], [5740 - 1743]], [[35], [53 - 35]], [50, 576 - 50], [488, 4621 - 488])
    >>> float(index[0, 0].round(8))
    21.87491102
    """
    jobs, plants = np.asarray(employment, dtype=np.float64), np.asarray(firms, dtype=np.float64)
    land, people = np.asarray(area, dtype=np.float64)[:, None], np.asarray(population, dtype=np.float64)[:, None]
    density = ratio(ratio(jobs, land), jobs.sum(axis=0) / land.sum())
    weight = ratio(ratio(jobs, people), jobs.sum(axis=0) / people.sum())
    size = ratio(ratio(jobs, plants), ratio(jobs.sum(axis=0), plants.sum(axis=0)))
    return np.where(jobs == 0, 0.0, ratio(density * weight, size))
