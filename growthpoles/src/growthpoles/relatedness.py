"""Relatedness of industries: co-occurrence, proximity, density, cohesion, entry and exit, what could come next."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from growthpoles.errors import InputError
from growthpoles.shares import ratio

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
#: From so many cells on, compiled loops are worth loading.
LARGE = 250_000
ProximityMethod = Literal["minimum", "cosine", "jaccard", "association", "probability"]


def presence(quotients: ArrayLike, *, threshold: float = 1.0) -> Flags:
    """Where a region is specialised: location quotient at or above ``threshold``.

    Parameters
    ----------
    quotients : array of float, shape (n_regions, n_industries)
        Location quotients; ``NaN`` counts as absent, so report unknown cells beside the result.
    threshold : float
        A quotient equal to it is present, as in every package that was compared.

    Returns
    -------
    array of bool, shape (n_regions, n_industries)

    References
    ----------
    .. [1] Hidalgo, C. A., Klinger, B., Barabasi, A.-L., Hausmann, R. (2007). The product space conditions the
       development of nations. Science 317, 482-487. https://doi.org/10.1126/science.1144581

    Examples
    --------
    >>> presence([[1.0, 0.99, float("nan")]])
    array([[ True, False, False]])
    """
    return np.asarray(np.asarray(quotients, dtype=np.float64) >= threshold)


def co_occurrence(present: ArrayLike) -> Floats:
    """Number of regions in which two industries are both present.

    Parameters
    ----------
    present : array of bool, shape (n_regions, n_industries)

    Returns
    -------
    array of float, shape (n_industries, n_industries)
        Regions; the ubiquity of the industry on the diagonal.

    References
    ----------
    .. [1] Hidalgo, C. A., Klinger, B., Barabasi, A.-L., Hausmann, R. (2007). The product space conditions the
       development of nations. Science 317, 482-487. https://doi.org/10.1126/science.1144581

    Examples
    --------
    >>> co_occurrence([[True, True], [True, False]])
    array([[2., 1.],
           [1., 1.]])
    """
    return _counts_together(checked_flags(present)).astype(np.float64)


def proximity(present: ArrayLike, *, method: ProximityMethod = "minimum", diagonal: float = 0.0) -> Floats:
    r"""Proximity of each pair of industries.

    .. math:: \varphi_{ij} = \frac{C_{ij}}{\max(u_i, u_j)}

    Parameters
    ----------
    present : array of bool, shape (n_regions, n_industries)
    method : {"minimum", "cosine", "jaccard", "association", "probability"}
        ``minimum``: the smaller conditional probability (Hidalgo 2007). ``cosine``
        :math:`C_{ij}/\sqrt{u_i u_j}`, ``jaccard`` :math:`C_{ij}/(u_i+u_j-C_{ij})`; ``association`` and
        ``probability`` (Van Eck and Waltman 2009, Steijn; EconGeo) compare co-occurrence with that expected from
        the co-occurrence sums :math:`S_i` without the diagonal and their total :math:`T`.
    diagonal : float
        0 (EconGeo, econcomplex, OEC) or 1 (py-ecomplexity): it shifts every density that is built on it.

    Returns
    -------
    array of float, shape (n_industries, n_industries)
        Symmetric; 0 for an industry that is present nowhere.

    References
    ----------
    .. [1] Hidalgo, C. A., Klinger, B., Barabasi, A.-L., Hausmann, R. (2007). The product space conditions the
       development of nations. Science 317, 482-487. https://doi.org/10.1126/science.1144581
    .. [2] Van Eck, N. J., Waltman, L. (2009). How to normalize cooccurrence data? Journal of the American Society for
       Information Science and Technology 60, 1635-1651. https://doi.org/10.1002/asi.21075

    Examples
    --------
    >>> proximity([[True, True], [True, False]])
    array([[0. , 0.5],
           [0.5, 0. ]])
    """
    if method == "minimum" and np.size(present) >= LARGE:
        from growthpoles.engine.kernels import minimum_proximity

        return np.asarray(minimum_proximity(_counts_together(checked_flags(present)), diagonal))
    together = co_occurrence(present)
    if method in ("association", "probability"):
        near = _against_expected(together, method)
    else:
        near = _against_ubiquity(together, method)
    np.fill_diagonal(near, diagonal)
    return near


def _against_ubiquity(together: Floats, method: str) -> Floats:
    regions = np.diagonal(together)
    one, other = regions[:, None], regions[None, :]
    if method == "minimum":
        expected = np.maximum(one, other)
    elif method == "cosine":
        expected = np.sqrt(one * other)
    elif method == "jaccard":
        expected = one + other - together
    else:
        names = "minimum, cosine, jaccard, association or probability"
        raise InputError(f"a method ({names})", repr(method), "choose one of them")
    return np.divide(together, expected, out=np.zeros_like(together), where=expected > 0)


def _against_expected(together: Floats, method: str) -> Floats:
    apart = together - np.diag(np.diagonal(together))
    sums = apart.sum(axis=1)
    total = sums.sum()
    one, other = sums[:, None], sums[None, :]
    if method == "association":
        expected = ratio(one * other, np.float64(total))
    else:
        expected = (
            (ratio(one * other, total * (total - one)) + ratio(other * one, total * (total - other))) * total / 2.0
        )
    return np.divide(apart, expected, out=np.zeros_like(apart), where=expected > 0)


def relatedness_density(present: ArrayLike, near: ArrayLike) -> Floats:
    r"""How much of what is related to an industry a region already has.

    .. math:: \omega_{ri} = \frac{\sum_j M_{rj} \varphi_{ij}}{\sum_j \varphi_{ij}}

    Parameters
    ----------
    present : array of bool, shape (n_regions, n_industries)
    near : array of float, shape (n_industries, n_industries)
        Proximities; with a diagonal of 0 an industry is not counted as related to itself.

    Returns
    -------
    array of float, shape (n_regions, n_industries)
        0 to 1 (EconGeo: 0 to 100, rounded); ``NaN`` for an industry that is near to none.

    Raises
    ------
    InputError
        If ``near`` is of other industries than ``present``.

    References
    ----------
    .. [1] Hidalgo, C. A., Klinger, B., Barabasi, A.-L., Hausmann, R. (2007). The product space conditions the
       development of nations. Science 317, 482-487. https://doi.org/10.1126/science.1144581

    Examples
    --------
    >>> relatedness_density([[True, False, False]], [[0, 0.5, 0.2], [0.5, 0, 0.2], [0.2, 0.2, 0]]).round(3)
    array([[0.   , 0.714, 0.5  ]])
    """
    flags = checked_flags(present)
    closeness = _checked_closeness(near, flags)
    if flags.size < LARGE:
        return ratio(flags.astype(np.float64) @ closeness, closeness.sum(axis=0))
    from growthpoles.sums_of_rows import shares_of_sums

    return shares_of_sums(flags, closeness, closeness.sum(axis=0))


def cohesion(present: ArrayLike, near: ArrayLike) -> Floats:
    r"""Mean proximity between the industries that a region has.

    .. math:: \frac{\sum_{i \ne j} M_{ri} M_{rj} \varphi_{ij}}{k_r (k_r - 1)}

    Parameters
    ----------
    present : array of bool, shape (n_regions, n_industries)
    near : array of float, shape (n_industries, n_industries)

    Returns
    -------
    array of float, shape (n_regions,)
        In the unit of the proximity; ``NaN`` for a region with fewer than two industries.

    References
    ----------
    .. [1] Neffke, F., Henning, M., Boschma, R. (2011). How do regions diversify over time? Economic Geography 87,
       237-265. https://doi.org/10.1111/j.1944-8287.2011.01121.x

    Examples
    --------
    >>> cohesion([[True, True, False], [True, False, False]], [[0, 0.5, 0.2], [0.5, 0, 0.2], [0.2, 0.2, 0]])
    array([0.5, nan])
    """
    flags = checked_flags(present)
    member, closeness = flags.astype(np.float64), _checked_closeness(near, flags) * (1.0 - np.eye(flags.shape[1]))
    count = member.sum(axis=1)
    return ratio(((member @ closeness) * member).sum(axis=1), count * (count - 1.0))


class Change(NamedTuple):
    """Industries gained and lost between two periods; shape (n_regions, n_industries) each."""

    entry: Flags
    exit: Flags


def entry_and_exit(before: ArrayLike, after: ArrayLike) -> Change:
    """Where an industry appeared and where it vanished.

    Parameters
    ----------
    before, after : array of bool, shape (n_regions, n_industries)
        Presence in two periods, regions and industries in the same order.

    Returns
    -------
    Change

    References
    ----------
    .. [1] Boschma, R., Balland, P.-A., Kogler, D. F. (2015). Relatedness and technological change in cities.
       Industrial and Corporate Change 24, 223-250. https://doi.org/10.1093/icc/dtu012

    Examples
    --------
    >>> entry_and_exit([[True, False]], [[False, True]])
    Change(entry=array([[False,  True]]), exit=array([[ True, False]]))
    """
    first, last = checked_flags(before), checked_flags(after)
    if first.shape != last.shape:
        raise InputError(
            f"two arrays of one shape, {first.shape}", f"{last.shape}", "use one universe for both periods"
        )
    return Change(~first & last, first & ~last)


def related_strengths(present: ArrayLike, near: ArrayLike, region: int, industry: int, *, most: int = 3) -> list[int]:
    """The industries of a region that are nearest to one that it lacks: why it could come next.

    Parameters
    ----------
    present : array of bool, shape (n_regions, n_industries)
    near : array of float, shape (n_industries, n_industries)
    region, industry : int
        Indices.
    most : int
        At most so many, all with a proximity above zero.

    Returns
    -------
    list of int
        Indices of industries, the nearest first.

    References
    ----------
    .. [1] Neffke, F., Henning, M., Boschma, R. (2011). How do regions diversify over time? Economic Geography 87,
       237-265. https://doi.org/10.1111/j.1944-8287.2011.01121.x

    Examples
    --------
    >>> related_strengths([[True, True, False]], [[0, 0.5, 0.2], [0.5, 0, 0.4], [0.2, 0.4, 0]], 0, 2)
    [1, 0]
    """
    flags = checked_flags(present)
    held = np.where(flags[region], _checked_closeness(near, flags)[:, industry], 0.0)
    held[industry] = 0.0
    order = np.argsort(-held, kind="stable")[:most]
    return [int(at) for at in order if held[at] > 0]


def _counts_together(flags: Flags) -> NDArray[np.float32]:
    # Counts below 2**24 are exact in single precision, where the product is twice as fast.
    member = flags.astype(np.float32)
    return member.T @ member


def checked_flags(present: ArrayLike) -> Flags:
    """Flags of presence as booleans, or an :class:`InputError`."""
    flags = np.asarray(present)
    if flags.ndim != 2 or (flags.dtype != np.bool_ and not np.isin(flags, (0, 1)).all()):
        raise InputError(
            "an array of True and False, shape (n_regions, n_industries)",
            f"{flags.dtype} of shape {flags.shape}",
            "use presence(location_quotient(table))",
        )
    return flags.astype(bool, copy=False)


def _checked_closeness(near: ArrayLike, flags: Flags) -> Floats:
    closeness, square = np.ascontiguousarray(near, dtype=np.float64), (flags.shape[1], flags.shape[1])
    if closeness.shape != square:
        raise InputError(
            f"proximities of the same industries, shape {square}",
            f"shape {closeness.shape}",
            "use one universe of industries for presence and proximities",
        )
    return closeness
