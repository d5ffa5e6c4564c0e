"""Agglomeration of plants beyond chance: Ellison-Glaeser, Maurel-Sedillot, coagglomeration, co-location."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from growthpoles.errors import InputError
from growthpoles.shares import ratio, sums_by

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
#: From so many plants on, a compiled loop is worth loading.
MANY_PLANTS = 20_000


class Agglomeration(NamedTuple):
    """Parts of the Ellison-Glaeser index of each industry; every array has shape (n_industries,).

    Parameters
    ----------
    gamma : array of float
        The index: 0 as if darts had been thrown at a map of all activity, above 0.05 high, below 0.02 low.
    raw : array of float
        Geographic concentration :math:`G = \\sum_r (q_r - w_r)^2`.
    herfindahl : array of float
        Plant Herfindahl :math:`H`.
    z : array of float
        :math:`(G - X H) / \\sqrt{\\operatorname{var} G}` under random location.
    maurel_sedillot : array of float
    plants : array of float
        Number of plants.
    """

    gamma: Floats
    raw: Floats
    herfindahl: Floats
    z: Floats
    maurel_sedillot: Floats
    plants: Floats


def ellison_glaeser(sizes: ArrayLike, regions: ArrayLike, region_weights: ArrayLike) -> float:
    r"""Ellison-Glaeser index of one industry.

    .. math:: \gamma = \frac{G - X H}{X (1 - H)}, \quad G = \sum_r (q_r - w_r)^2, \quad X = 1 - \sum_r w_r^2

    Parameters
    ----------
    sizes : array of float, shape (n_plants,)
        Employment of each plant (plants, not firms).
    regions : array of int, shape (n_plants,)
        Region of each plant, an index into ``region_weights``.
    region_weights : array of float, shape (n_regions,)
        All activity by region, in any unit. A region without the industry counts.

    Returns
    -------
    float
        Dimensionless; ``NaN`` for a single plant or a single region.

    Raises
    ------
    InputError
        If a size is negative or unknown, or a region has no weight.

    References
    ----------
    .. [1] Ellison, G., Glaeser, E. L. (1997). Geographic concentration in U.S. manufacturing industries: a dartboard
       approach. Journal of Political Economy 105, 889-927. https://doi.org/10.1086/262098

    Examples
    --------
    Ten plants in three regions, figures of the manual of REAT 3.0.3:

    >>> sizes = [200, 650, 12000, 100, 50, 16000, 13000, 1500, 1500, 25000]
    >>> round(ellison_glaeser(sizes, [0, 0, 0, 0, 0, 1, 1, 1, 1, 2], [500000, 400000, 100000]), 8)
    0.05990628
    """
    codes = np.zeros(np.shape(sizes), dtype=np.int64)
    return float(agglomeration(sizes, regions, codes, region_weights).gamma[0])


def maurel_sedillot(sizes: ArrayLike, regions: ArrayLike, region_weights: ArrayLike) -> float:
    r"""Maurel-Sedillot index of one industry.

    .. math:: \gamma_{MS} = \frac{\left(\sum_r q_r^2 - \sum_r w_r^2\right) / X - H}{1 - H}, \quad X = 1 - \sum_r w_r^2

    Parameters
    ----------
    sizes : array of float, shape (n_plants,)
    regions : array of int, shape (n_plants,)
    region_weights : array of float, shape (n_regions,)
        As for :func:`ellison_glaeser`.

    Returns
    -------
    float
        Dimensionless; estimates the same probability as gamma, and counts concentration in large regions fully.

    References
    ----------
    .. [1] Maurel, F., Sedillot, B. (1999). A measure of the geographic concentration in French manufacturing
       industries. Regional Science and Urban Economics 29, 575-604. https://doi.org/10.1016/S0166-0462(99)00020-0

    Examples
    --------
    >>> round(maurel_sedillot([5, 5], [0, 0], [1, 1]), 6)
    1.0
    """
    codes = np.zeros(np.shape(sizes), dtype=np.int64)
    return float(agglomeration(sizes, regions, codes, region_weights).maurel_sedillot[0])


def agglomeration(
    sizes: ArrayLike, regions: ArrayLike, industries: ArrayLike, region_weights: ArrayLike | None = None
) -> Agglomeration:
    r"""Ellison-Glaeser and Maurel-Sedillot indices of every industry at once.

    Parameters
    ----------
    sizes : array of float, shape (n_plants,)
        Employment of each plant.
    regions, industries : array of int, shape (n_plants,)
        Indices, from 0.
    region_weights : array of float, shape (n_regions,), optional
        All activity by region; by default the sums of the plants of all industries (a choice that matters when the
        plants are those of manufacturing only).

    Returns
    -------
    Agglomeration

    References
    ----------
    .. [1] Ellison, G., Glaeser, E. L. (1997). Geographic concentration in U.S. manufacturing industries: a dartboard
       approach. Journal of Political Economy 105, 889-927. https://doi.org/10.1086/262098

    Examples
    --------
    >>> agglomeration([5, 5, 3, 3], [0, 0, 1, 1], [0, 0, 1, 1], [1, 1]).gamma.round(6)
    array([1., 1.])
    """
    size, region, industry = checked_plants(sizes, regions, industries)
    n_industries = int(industry.max()) + 1
    if region_weights is None:
        weight = sums_by(region, size, int(region.max()) + 1)
    else:
        weight = np.asarray(region_weights, dtype=np.float64)
        if region.max() >= len(weight):
            raise InputError("a weight for every region", f"{len(weight)} weights", "give one per region")
    weight = weight / weight.sum()
    cells, total, second, fourth = _plant_sums(size, region, industry, len(weight), n_industries)
    second = np.where(total > 0, second, np.nan)
    plants = np.bincount(industry, minlength=n_industries).astype(np.float64)
    share = cells / np.where(total > 0, total, np.nan)
    return _indices(share, weight, second, fourth, plants)


def _plant_sums(
    size: Floats, region: Codes, industry: Codes, n_regions: int, n_industries: int
) -> tuple[Floats, Floats, Floats, Floats]:
    """Cells, totals, and sums of second and fourth powers of plant shares; compiled where there are many plants."""
    if len(size) >= MANY_PLANTS:
        from growthpoles.engine.kernels import plant_sums

        found: tuple[Floats, Floats, Floats, Floats] = plant_sums(size, region, industry, n_regions, n_industries)
        return found
    cells = sums_by(region * n_industries + industry, size, n_regions * n_industries).reshape(n_regions, n_industries)
    total = sums_by(industry, size, n_industries)
    share = ratio(size, total[industry])
    return cells, total, sums_by(industry, share**2, n_industries), sums_by(industry, share**4, n_industries)


def _indices(share: Floats, weight: Floats, second: Floats, fourth: Floats, plants: Floats) -> Agglomeration:
    """The indices from region shares of industries, region weights and sums of powers of plant shares."""
    squares, cubes = (weight**2).sum(), (weight**3).sum()
    spread = 1.0 - squares
    gap = share - weight[:, None]
    raw = np.einsum("ri,ri->i", gap, gap)
    gamma = ratio(raw - spread * second, spread * (1.0 - second))
    one, two = squares - 2 * cubes + squares**2, squares - 4 * cubes + 3 * squares**2
    variance = 2.0 * (second**2 * one - fourth * two)
    z = ratio(raw - spread * second, np.sqrt(np.maximum(variance, 0.0)))
    maurel = ratio(ratio(np.einsum("ri,ri->i", share, share) - squares, spread) - second, 1.0 - second)
    return Agglomeration(gamma, raw, second, z, maurel, plants)


def coagglomeration(shares: ArrayLike, region_weights: ArrayLike) -> Floats:
    r"""Coagglomeration of each pair of industries.

    .. math:: \gamma^c_{ij} = \frac{\sum_r (q_{ri} - w_r)(q_{rj} - w_r)}{1 - \sum_r w_r^2}

    Parameters
    ----------
    shares : array of float, shape (n_regions, n_industries)
        Share of each region in the employment of the industry.
    region_weights : array of float, shape (n_regions,)
        All activity by region, in any unit.

    Returns
    -------
    array of float, shape (n_industries, n_industries)
        0: independent of each other; positive: the same regions. ``NaN`` on the diagonal: an industry with itself
        needs its plants (:func:`ellison_glaeser`).

    References
    ----------
    .. [1] Ellison, G., Glaeser, E. L., Kerr, W. R. (2010). What causes industry agglomeration? American Economic
       Review 100, 1195-1213. https://doi.org/10.1257/aer.100.3.1195

    Examples
    --------
    >>> coagglomeration([[0.9, 0.8], [0.1, 0.2]], [0.5, 0.5]).round(3)
    array([[ nan, 0.48],
           [0.48,  nan]])
    """
    weight = np.asarray(region_weights, dtype=np.float64)
    weight = weight / weight.sum()
    apart = np.asarray(shares, dtype=np.float64) - weight[:, None]
    pairs = ratio(apart.T @ apart, np.float64(1.0 - (weight**2).sum()))
    np.fill_diagonal(pairs, np.nan)
    return pairs


def group_coagglomeration(
    parts: Agglomeration, shares: ArrayLike, sizes: ArrayLike, region_weights: ArrayLike
) -> float:
    r"""Coagglomeration of a group of industries (Ellison and Glaeser 1997).

    .. math:: \gamma^c = \frac{G / X - H - \sum_j \gamma_j \omega_j^2 (1 - H_j)}{1 - \sum_j \omega_j^2},
        \quad H = \sum_j \omega_j^2 H_j

    Parameters
    ----------
    parts : Agglomeration
        Of the industries of the group.
    shares : array of float, shape (n_regions, n_industries)
        Share of each region in the employment of the industry.
    sizes : array of float, shape (n_industries,)
        Employment of the industries, the weights :math:`\omega_j` in the group.
    region_weights : array of float, shape (n_regions,)

    Returns
    -------
    float
        0: no more together than apart; ``NaN`` for a single industry.

    References
    ----------
    .. [1] Ellison, G., Glaeser, E. L. (1997). Geographic concentration in U.S. manufacturing industries: a dartboard
       approach. Journal of Political Economy 105, 889-927. https://doi.org/10.1086/262098

    Examples
    --------
    >>> parts = agglomeration([5, 5, 5, 5], [0, 1, 0, 1], [0, 0, 1, 1], [1, 1])
    >>> round(group_coagglomeration(parts, [[0.5, 0.5], [0.5, 0.5]], [10, 10], [1, 1]), 6)
    0.0
    """
    weight = np.asarray(region_weights, dtype=np.float64)
    weight = weight / weight.sum()
    omega = np.asarray(sizes, dtype=np.float64) / np.sum(sizes)
    spread = 1.0 - (weight**2).sum()
    raw = ((np.asarray(shares, dtype=np.float64) @ omega - weight) ** 2).sum()
    inside = (parts.gamma * omega**2 * (1.0 - parts.herfindahl)).sum()
    plants = (omega**2 * parts.herfindahl).sum()
    return float(ratio(raw / spread - plants - inside, np.float64(1.0 - (omega**2).sum())))


def colocation(regions: Sequence[str], industries: Sequence[str], first: str, second: str) -> float:
    """Share of pairs of firms, one of each industry, that are in the same region (Howard, Newman, Tarp).

    Parameters
    ----------
    regions, industries : sequence of str, length n_firms
    first, second : str
        Two industries.

    Returns
    -------
    float
        0 to 1; ``NaN`` if an industry has no firm.

    References
    ----------
    .. [1] Howard, E., Newman, C., Tarp, F. (2016). Measuring industry coagglomeration and identifying the driving
       forces. Journal of Economic Geography 16, 1055-1078. https://doi.org/10.1093/jeg/lbv037

    Examples
    --------
    >>> round(colocation(list("XXXYYX"), list("ABABAB"), "A", "B"), 10)
    0.5555555556
    """
    place, trade = np.asarray(regions), np.asarray(industries)
    labels, codes = np.unique(place, return_inverse=True)
    one = np.bincount(codes[trade == first], minlength=len(labels)).astype(np.float64)
    other = np.bincount(codes[trade == second], minlength=len(labels)).astype(np.float64)
    return float(ratio(one @ other, one.sum() * other.sum()))


def checked_plants(sizes: ArrayLike, regions: ArrayLike, industries: ArrayLike) -> tuple[Floats, Codes, Codes]:
    """Plants as three arrays of one length, or an :class:`InputError` that names the plant."""
    size = np.asarray(sizes, dtype=np.float64)
    region, industry = np.asarray(regions, dtype=np.int64), np.asarray(industries, dtype=np.int64)
    if not (size.shape == region.shape == industry.shape and size.ndim == 1 and size.size):
        shapes = f"shapes {size.shape}, {region.shape}, {industry.shape}"
        raise InputError("a size, a region and an industry for each plant", shapes, "pass three arrays of one length")
    unusable = ~(size >= 0)
    if unusable.any():
        at = int(np.argmax(unusable))
        raise InputError(
            "the size of each plant, zero or more", f"{size[at]:g}", "correct it or leave the plant out", row=at
        )
    if min(region.min(), industry.min()) < 0:
        raise InputError("indices from 0", "a negative index", "number regions and industries from 0")
    return size, region, industry
