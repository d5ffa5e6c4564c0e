"""Specialisation of regions: location quotients and the indices of a region's industrial structure."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from growthpoles.errors import InputError
from growthpoles.inequality import times_log
from growthpoles.shares import Totals, ratio, shares_of, totals_of
from growthpoles.tables.reading import checked_matrix

Floats = NDArray[np.float64]
KrugmanBenchmark = Literal["nation", "others", "mean of others"]


def location_quotient(table: ArrayLike, totals: Totals | None = None) -> Floats:
    r"""Location quotient of each industry in each region.

    .. math:: LQ_{ri} = \frac{x_{ri} / x_r}{x_i / x}

    Parameters
    ----------
    table : array of float, shape (n_regions, n_industries)
        An additive quantity of one period, in one unit (persons, euros). ``NaN`` is "not published", not zero.
    totals : Totals, optional
        Published totals in the same unit; sums over the published cells without them.

    Returns
    -------
    array of float, shape (n_regions, n_industries)
        Dimensionless; 1 is the share of the whole economy. ``NaN`` where the cell was not published, or where a
        region or an industry has no total (0/0 is not 0).

    Raises
    ------
    InputError
        If the table is not two-dimensional or holds a negative value.

    Notes
    -----
    EconGeo and econcomplex return 0 for 0/0, economic-complexity ``NaN``; so does this function.

    References
    ----------
    .. [1] Balassa, B. (1965). Trade liberalisation and "revealed" comparative advantage. The Manchester School 33,
       99-123. https://doi.org/10.1111/j.1467-9957.1965.tb00050.x

    Examples
    --------
    >>> location_quotient([[10.0, 30.0], [30.0, 30.0]]).round(3)
    array([[0.625, 1.25 ],
           [1.25 , 0.833]])
    """
    cells = checked_matrix(table)
    against = totals or totals_of(cells)
    return ratio(ratio(cells, against.regions[:, None]), ratio(against.industries, np.float64(against.whole)))


def symmetric_location_quotient(quotients: ArrayLike) -> Floats:
    r"""Location quotient mapped to the interval from -1 to 1, :math:`(LQ - 1) / (LQ + 1)`.

    Parameters
    ----------
    quotients : array of float, any shape
        Location quotients; ``NaN`` stays ``NaN``.

    Returns
    -------
    array of float, same shape
        Dimensionless: -1 absent, 0 as the whole economy, towards 1 specialised.

    References
    ----------
    .. [1] Dalum, B., Laursen, K., Villumsen, G. (1998). Structural change in OECD export specialisation patterns.
       International Review of Applied Economics 12, 423-443. https://doi.org/10.1080/02692179800000017

    Examples
    --------
    >>> symmetric_location_quotient([0.0, 1.0, 3.0])
    array([-1. ,  0. ,  0.5])
    """
    lq = np.asarray(quotients, dtype=np.float64)
    return (lq - 1.0) / (lq + 1.0)


def standardised_location_quotient(quotients: ArrayLike, *, logarithmic: bool = False) -> Floats:
    r"""Location quotients of each industry as z-scores over the regions.

    .. math:: z_{ri} = (LQ_{ri} - \overline{LQ}_i) / s_i

    Parameters
    ----------
    quotients : array of float, shape (n_regions, n_industries)
        ``NaN`` is left out of mean and deviation and stays ``NaN``.
    logarithmic : bool
        Standardise :math:`\ln LQ`, which is nearer to a normal distribution; zero quotients become ``NaN``.

    Returns
    -------
    array of float, shape (n_regions, n_industries)
        Standard deviations (with :math:`n - 1`); ``NaN`` where an industry does not vary.

    References
    ----------
    .. [1] O'Donoghue, D., Gleave, B. (2004). A note on methods for measuring industrial agglomeration. Regional
       Studies 38, 419-427. https://doi.org/10.1080/03434002000213932

    Examples
    --------
    >>> standardised_location_quotient([[0.5], [1.0], [1.5]]).ravel()
    array([-1.,  0.,  1.])
    """
    lq = np.asarray(quotients, dtype=np.float64)
    if logarithmic:
        lq = np.log(np.where(lq > 0, lq, np.nan))
    known = np.isfinite(lq)
    n = known.sum(axis=0)
    centred = lq - ratio(np.where(known, lq, 0.0).sum(axis=0), n.astype(np.float64))
    variance = ratio(np.where(known, centred**2, 0.0).sum(axis=0), (n - 1.0))
    return ratio(centred, np.sqrt(variance))


def krugman_specialisation_index(
    table: ArrayLike, totals: Totals | None = None, *, benchmark: KrugmanBenchmark = "nation"
) -> Floats:
    r"""Krugman specialisation index of each region.

    .. math:: KSI_r = \sum_i |s_{ri} - p_i|

    Parameters
    ----------
    table : array of float, shape (n_regions, n_industries)
        An additive quantity of one period, in one unit. ``NaN`` is "not published".
    totals : Totals, optional
        Published totals.
    benchmark : {"nation", "others", "mean of others"}
        What :math:`p_i` is: the share in the nation with the region in it (EconGeo, econcomplex), in the nation
        without the region, or the mean of the shares in the other regions (REAT ``krugman.spec2``).

    Returns
    -------
    array of float, shape (n_regions,)
        Dimensionless, 0 (structure of the benchmark) to 2. ``NaN`` for a region without activity (econcomplex: 1) or
        with a cell that was not published. Half of it is Hoover's coefficient of specialisation.

    References
    ----------
    .. [1] Krugman, P. (1991). Geography and Trade. MIT Press.
    .. [2] Midelfart-Knarvik, K. H., Overman, H. G., Redding, S. J., Venables, A. J. (2000). The location of European
       industry. European Commission, Economic Papers 142.

    Examples
    --------
    >>> krugman_specialisation_index([[10.0, 30.0], [30.0, 30.0]]).round(3)
    array([0.3, 0.2])
    """
    share = shares_of(table, totals)
    if benchmark == "nation":
        against = share.of_industries
    elif benchmark == "others":
        cells = checked_matrix(table)
        base = totals or totals_of(cells)
        against = ratio(base.industries - cells, (base.whole - base.regions)[:, None])
    elif benchmark == "mean of others":
        known = ~np.isnan(share.in_region)
        filled = np.where(known, share.in_region, 0.0)
        against = ratio(filled.sum(axis=0) - filled, known.sum(axis=0) - known.astype(np.float64))
    else:
        raise InputError("'nation', 'others' or 'mean of others'", repr(benchmark), "choose a benchmark")
    return np.abs(share.in_region - against).sum(axis=1)


def krugman_difference(first: ArrayLike, second: ArrayLike) -> float:
    """Krugman index between two regions: sum of absolute differences of shares, 0 to 2 (REAT ``krugman.spec``).

    Parameters
    ----------
    first, second : array of float, shape (n_industries,)
        The quantities of two regions, in the same order of industries; ``NaN`` makes the result ``NaN``.

    Returns
    -------
    float

    References
    ----------
    .. [1] Krugman, P. (1991). Geography and Trade. MIT Press.

    Examples
    --------
    >>> krugman_difference([20, 10, 70, 0, 0], [0, 0, 0, 60, 40])
    2.0
    """
    pair = shares_of(np.stack([np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)])).in_region
    return float(np.abs(pair[0] - pair[1]).sum())


def specialisation_coefficient(table: ArrayLike, totals: Totals | None = None) -> Floats:
    r"""Hoover's coefficient of specialisation, :math:`\tfrac12 \sum_i |s_{ri} - p_i|`: half the Krugman index.

    Parameters
    ----------
    table : array of float, shape (n_regions, n_industries)
        An additive quantity of one period, in one unit. ``NaN`` is "not published".
    totals : Totals, optional
        Published totals.

    Returns
    -------
    array of float, shape (n_regions,)
        Dimensionless, 0 to 1.

    References
    ----------
    .. [1] Hoover, E. M., Giarratani, F. (1985). An Introduction to Regional Economics. Knopf.

    Examples
    --------
    >>> specialisation_coefficient([[10.0, 30.0], [30.0, 30.0]]).round(3)
    array([0.15, 0.1 ])
    """
    return 0.5 * krugman_specialisation_index(table, totals)


def herfindahl_hirschman_index(
    table: ArrayLike, totals: Totals | None = None, *, scale: Literal["fraction", "percent"] = "fraction"
) -> Floats:
    r"""Herfindahl-Hirschman index of each region, :math:`H_r = \sum_i s_{ri}^2`.

    Parameters
    ----------
    table : array of float, shape (n_regions, n_industries)
        An additive quantity of one period, in one unit. ``NaN`` is "not published".
    totals : Totals, optional
        Published totals.
    scale : {"fraction", "percent"}
        ``percent`` is the scale of competition law, 0 to 10 000.

    Returns
    -------
    array of float, shape (n_regions,)
        :math:`1/n` (all industries alike) to 1 (one industry); ``NaN`` for a region without activity.

    Notes
    -----
    EconGeo and REAT give the raw index, econcomplex the normalised one by default.

    References
    ----------
    .. [1] Hirschman, A. O. (1964). The paternity of an index. American Economic Review 54, 761-762.

    Examples
    --------
    >>> herfindahl_hirschman_index([[20, 50, 20, 10]]).round(3), herfindahl_hirschman_index([[1, 1]], scale="percent")
    (array([0.34]), array([5000.]))
    """
    index = (shares_of(table, totals).in_region ** 2).sum(axis=1)
    return index * 10_000.0 if scale == "percent" else index


def normalised_herfindahl(table: ArrayLike, totals: Totals | None = None) -> Floats:
    r"""Herfindahl-Hirschman index without the effect of the number of industries, :math:`(H - 1/n) / (1 - 1/n)`.

    Parameters
    ----------
    table : array of float, shape (n_regions, n_industries)
        An additive quantity of one period, in one unit. ``NaN`` is "not published".
    totals : Totals, optional
        Published totals.

    Returns
    -------
    array of float, shape (n_regions,)
        0 to 1; ``NaN`` for a region without activity (econcomplex: below zero) and with a single industry.

    References
    ----------
    .. [1] Hirschman, A. O. (1964). The paternity of an index. American Economic Review 54, 761-762.

    Examples
    --------
    >>> normalised_herfindahl([[20, 50, 20, 10]]).round(3)
    array([0.12])
    """
    index = herfindahl_hirschman_index(table, totals)
    n = np.shape(table)[1]
    return ratio(index - 1 / n, np.float64(1 - 1 / n))


def equivalent_number(table: ArrayLike, totals: Totals | None = None) -> Floats:
    r"""Number of equally large industries with the same Herfindahl-Hirschman index, :math:`1 / H_r`.

    Parameters
    ----------
    table : array of float, shape (n_regions, n_industries)
        An additive quantity of one period, in one unit. ``NaN`` is "not published".
    totals : Totals, optional
        Published totals.

    Returns
    -------
    array of float, shape (n_regions,)
        Industries, 1 to n.

    References
    ----------
    .. [1] Adelman, M. A. (1969). Comment on the "H" concentration measure as a numbers-equivalent. The Review of
       Economics and Statistics 51, 99-101. https://doi.org/10.2307/1926955

    Examples
    --------
    >>> equivalent_number([[20, 50, 20, 10]]).round(2)
    array([2.94])
    """
    return ratio(np.float64(1.0), herfindahl_hirschman_index(table, totals))


def hachman_index(table: ArrayLike, totals: Totals | None = None) -> Floats:
    r"""Hachman index: how near a region's structure is to the whole, :math:`1 / \sum_i LQ_{ri} s_{ri}`.

    Parameters
    ----------
    table : array of float, shape (n_regions, n_industries)
        An additive quantity of one period, in one unit. ``NaN`` is "not published".
    totals : Totals, optional
        Published totals.

    Returns
    -------
    array of float, shape (n_regions,)
        Above 0, to 1 (the same structure). Industries that exist nowhere are left out.

    References
    ----------
    .. [1] Hachman, F. C. (1995). Economic report to the governor. State of Utah.

    Examples
    --------
    >>> hachman_index([[10.0, 30.0], [30.0, 30.0]]).round(3)
    array([0.914, 0.96 ])
    """
    return ratio(np.float64(1.0), average_location_quotient(table, totals))


def average_location_quotient(table: ArrayLike, totals: Totals | None = None) -> Floats:
    r"""Mean of a region's location quotients, weighted by its own structure: :math:`\sum_i s_{ri} LQ_{ri}`.

    Parameters
    ----------
    table : array of float, shape (n_regions, n_industries)
        An additive quantity of one period, in one unit. ``NaN`` is "not published".
    totals : Totals, optional
        Published totals.

    Returns
    -------
    array of float, shape (n_regions,)
        1 (the structure of the whole) and above; EconGeo ``location_quotient_avg``. Industries that exist nowhere are
        left out.

    References
    ----------
    .. [1] O'Donoghue, D., Gleave, B. (2004). A note on methods for measuring industrial agglomeration. Regional
       Studies 38, 419-427. https://doi.org/10.1080/03434002000213932

    Examples
    --------
    >>> average_location_quotient([[10.0, 30.0], [30.0, 30.0]]).round(3)
    array([1.094, 1.042])
    """
    share = shares_of(table, totals)
    exists = ~(share.of_industries == 0)
    quotients = ratio(share.in_region, share.of_industries)[:, exists]
    return (quotients * share.in_region[:, exists]).sum(axis=1)


def shannon_entropy(table: ArrayLike, totals: Totals | None = None, *, base: float = 2.0) -> Floats:
    r"""Shannon entropy of a region's structure, :math:`-\sum_i s_{ri} \log s_{ri}`.

    Parameters
    ----------
    table : array of float, shape (n_regions, n_industries)
        An additive quantity of one period, in one unit. ``NaN`` is "not published".
    totals : Totals, optional
        Published totals.
    base : float
        2 gives bits (EconGeo), e gives nats.

    Returns
    -------
    array of float, shape (n_regions,)
        0 (one industry) to :math:`\log n`.

    References
    ----------
    .. [1] Shannon, C. E. (1948). A mathematical theory of communication. Bell System Technical Journal 27, 379-423.
       https://doi.org/10.1002/j.1538-7305.1948.tb01338.x

    Examples
    --------
    >>> shannon_entropy([[1, 1, 1, 1], [1, 0, 0, 0]])
    array([2., 0.])
    """
    share = shares_of(table, totals).in_region
    return -times_log(share, share).sum(axis=1) / np.log(base) + 0.0


def relative_diversity_index(table: ArrayLike, totals: Totals | None = None) -> Floats:
    r"""Relative diversity of Duranton and Puga, :math:`1 / \sum_i |s_{ri} - p_i|`.

    Parameters
    ----------
    table : array of float, shape (n_regions, n_industries)
        An additive quantity of one period, in one unit. ``NaN`` is "not published".
    totals : Totals, optional
        Published totals.

    Returns
    -------
    array of float, shape (n_regions,)
        At least 0.5; ``NaN`` for a region with exactly the structure of the whole.

    References
    ----------
    .. [1] Duranton, G., Puga, D. (2000). Diversity and specialisation in cities. Urban Studies 37, 533-555.
       https://doi.org/10.1080/0042098002104

    Examples
    --------
    >>> relative_diversity_index([[10.0, 30.0], [30.0, 30.0]]).round(3)
    array([3.333, 5.   ])
    """
    return ratio(np.float64(1.0), krugman_specialisation_index(table, totals))


def gini_specialisation(quotients: ArrayLike) -> Floats:
    r"""Gini of the unweighted location quotients of each region (REAT ``gini.spec``).

    Parameters
    ----------
    quotients : array of float, shape (n_regions, n_industries)
        Location quotients; industries without a quotient (``NaN`` in every region) are left out.

    Returns
    -------
    array of float, shape (n_regions,)
        0 to :math:`(n-1)/n`; without the factor :math:`n/(n-1)`.

    References
    ----------
    .. [1] Farhauer, O., Kroell, A. (2013). Standorttheorien. Springer Gabler.
       https://doi.org/10.1007/978-3-658-01574-9

    Examples
    --------
    >>> gini_specialisation([[0.0, 1.0, 2.0, 5.0]])
    array([0.5])
    """
    from growthpoles.inequality import gini

    lq = np.atleast_2d(np.asarray(quotients, dtype=np.float64))
    return gini(lq[:, ~np.isnan(lq).all(axis=0)])


def diversity(quotients: ArrayLike, *, threshold: float = 1.0) -> Floats:
    """Number of industries in which a region is specialised (location quotient at or above ``threshold``).

    Parameters
    ----------
    quotients : array of float, shape (n_regions, n_industries)
        Location quotients; ``NaN`` does not count.
    threshold : float
        A quotient equal to it counts.

    Returns
    -------
    array of float, shape (n_regions,)
        Industries; ``NaN`` for a region without any quotient.

    References
    ----------
    .. [1] Hidalgo, C. A., Hausmann, R. (2009). The building blocks of economic complexity. PNAS 106, 10570-10575.
       https://doi.org/10.1073/pnas.0900943106

    Examples
    --------
    >>> diversity([[1.0, 0.5, 2.0]])
    array([2.])
    """
    return _count_present(np.asarray(quotients, dtype=np.float64), threshold, axis=1)


def ubiquity(quotients: ArrayLike, *, threshold: float = 1.0) -> Floats:
    """Number of regions that are specialised in an industry (location quotient at or above ``threshold``).

    Parameters
    ----------
    quotients : array of float, shape (n_regions, n_industries)
        Location quotients; ``NaN`` does not count.
    threshold : float
        A quotient equal to it counts.

    Returns
    -------
    array of float, shape (n_industries,)
        Regions; ``NaN`` for an industry without any quotient.

    References
    ----------
    .. [1] Hidalgo, C. A., Hausmann, R. (2009). The building blocks of economic complexity. PNAS 106, 10570-10575.
       https://doi.org/10.1073/pnas.0900943106

    Examples
    --------
    >>> ubiquity([[1.0, 0.5], [2.0, 0.0]])
    array([2., 0.])
    """
    return _count_present(np.asarray(quotients, dtype=np.float64), threshold, axis=0)


def _count_present(quotients: Floats, threshold: float, *, axis: int) -> Floats:
    unknown = np.isnan(quotients).all(axis=axis)
    return np.where(unknown, np.nan, (quotients >= threshold).sum(axis=axis).astype(np.float64))
