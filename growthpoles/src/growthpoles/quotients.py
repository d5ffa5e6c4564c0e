"""Modified location quotients for regional input coefficients: SLQ, CILQ, FLQ, AFLQ."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from growthpoles.errors import InputError
from growthpoles.shares import ratio

Floats = NDArray[np.float64]


def slq(region: ArrayLike, nation: ArrayLike) -> Floats:
    r"""Simple location quotient of each industry of one region, :math:`SLQ_i = (e_i / e) / (E_i / E)`.

    Parameters
    ----------
    region, nation : array of float, shape (n_industries,)
        Employment or output of the same industries in the same unit; ``NaN`` is "not published".

    Returns
    -------
    array of float, shape (n_industries,)
        Dimensionless; ``NaN`` for an industry that the nation does not have.

    Raises
    ------
    InputError
        If the two differ in length, or the region has more than the nation.

    References
    ----------
    .. [1] Flegg, A. T., Webber, C. D., Elliott, M. V. (1995). On the appropriate use of location quotients in
       generating regional input-output tables. Regional Studies 29, 547-561. https://doi.org/10.1080/00343409512331349173

    Examples
    --------
    >>> slq([10, 30], [40, 60]).round(3)
    array([0.625, 1.25 ])
    """
    local, whole = _pair(region, nation)
    return ratio(local / np.nansum(local), whole / np.nansum(whole))


def cilq(region: ArrayLike, nation: ArrayLike) -> Floats:
    r"""Cross-industry location quotient, :math:`CILQ_{ij} = SLQ_i / SLQ_j` of supplier i and buyer j.

    Parameters
    ----------
    region, nation : array of float, shape (n_industries,)
        As for :func:`slq`.

    Returns
    -------
    array of float, shape (n_industries, n_industries)
        Dimensionless; row the supplying, column the buying industry; 1 on the diagonal; ``NaN`` where the region has no
        buying industry.

    References
    ----------
    .. [1] Flegg, A. T., Webber, C. D., Elliott, M. V. (1995). On the appropriate use of location quotients in
       generating regional input-output tables. Regional Studies 29, 547-561. https://doi.org/10.1080/00343409512331349173

    Examples
    --------
    >>> cilq([10, 30], [40, 60])
    array([[1. , 0.5],
           [2. , 1. ]])
    """
    simple = slq(region, nation)
    return ratio(simple[:, None], simple[None, :])


def flq(region: ArrayLike, nation: ArrayLike, *, delta: float = 0.3) -> Floats:
    r"""Location quotient of Flegg and Webber, which lowers the quotients of small regions.

    .. math:: FLQ_{ij} = CILQ_{ij} \lambda \;(i \ne j), \quad FLQ_{ii} = SLQ_i \lambda, \quad
        \lambda = \left[\log_2\left(1 + \frac{e}{E}\right)\right]^\delta

    Parameters
    ----------
    region, nation : array of float, shape (n_industries,)
        As for :func:`slq`.
    delta : float
        0 (no correction for size) to below 1; 0.3 is usual, and sensitivity should be shown.

    Returns
    -------
    array of float, shape (n_industries, n_industries)
        Dimensionless. A regional input coefficient is the national one times ``minimum(1, FLQ)``.

    Notes
    -----
    The R package UtilMio takes :math:`\log_2(1 + e_i / E_i)` of each industry and leaves 1 on the diagonal. The ``FLQ``
    of lctools is a focal location quotient, another measure.

    References
    ----------
    .. [1] Flegg, A. T., Webber, C. D. (1997). On the appropriate use of location quotients in generating regional
       input-output tables: reply. Regional Studies 31, 795-805. https://doi.org/10.1080/713693401

    Examples
    --------
    >>> flq([10, 30], [40, 60], delta=0.3).round(3)
    array([[0.503, 0.403],
           [1.61 , 1.006]])
    """
    if not 0.0 <= delta < 1.0:
        raise InputError("a delta of 0 or more and below 1", f"{delta:g}", "0.3 is usual")
    quotients = cilq(region, nation)
    np.fill_diagonal(quotients, slq(region, nation))
    return quotients * regional_size(region, nation) ** delta


def aflq(region: ArrayLike, nation: ArrayLike, *, delta: float = 0.3) -> Floats:
    r"""FLQ augmented for specialisation of the buying industry (Flegg and Webber 2000).

    .. math:: AFLQ_{ij} = FLQ_{ij} \log_2(1 + SLQ_j) \text{ if } SLQ_j > 1, \text{ else } FLQ_{ij}

    Parameters
    ----------
    region, nation : array of float, shape (n_industries,)
        As for :func:`slq`.
    delta : float
        As for :func:`flq`.

    Returns
    -------
    array of float, shape (n_industries, n_industries)
        Dimensionless.

    References
    ----------
    .. [1] Flegg, A. T., Webber, C. D. (2000). Regional size, regional specialization and the FLQ formula. Regional
       Studies 34, 563-569. https://doi.org/10.1080/00343400050085675

    Examples
    --------
    >>> aflq([10, 30], [40, 60], delta=0.3).round(3)
    array([[0.503, 0.471],
           [1.61 , 1.177]])
    """
    simple = slq(region, nation)
    return flq(region, nation, delta=delta) * np.where(simple > 1.0, np.log2(1.0 + simple), 1.0)


def regional_size(region: ArrayLike, nation: ArrayLike) -> float:
    r"""Size of the region in the sense of Flegg and Webber, :math:`\log_2(1 + e / E)`, 0 to 1.

    Examples
    --------
    >>> regional_size([1, 1], [1, 1])
    1.0
    """
    local, whole = _pair(region, nation)
    return float(np.log2(1.0 + np.nansum(local) / np.nansum(whole)))


def trade_coefficient(quotients: ArrayLike) -> Floats:
    """Share of an input that the region supplies itself: the quotient, at most 1.

    Examples
    --------
    >>> trade_coefficient([0.4, 1.7])
    array([0.4, 1. ])
    """
    return np.minimum(np.asarray(quotients, dtype=np.float64), 1.0)


def _pair(region: ArrayLike, nation: ArrayLike) -> tuple[Floats, Floats]:
    local, whole = np.asarray(region, dtype=np.float64), np.asarray(nation, dtype=np.float64)
    if local.ndim != 1 or local.shape != whole.shape:
        raise InputError(
            "the same industries for region and nation", f"shapes {local.shape}, {whole.shape}", "align them"
        )
    if (local < 0).any() or (whole < 0).any():
        raise InputError("quantities of zero or more", "a negative one", "correct it")
    if (local > whole).any():
        at = int(np.argmax(local > whole))
        raise InputError(
            "a nation that contains the region",
            f"{local[at]:g} of {whole[at]:g} in industry {at}",
            "check the total row",
        )
    return local, whole
