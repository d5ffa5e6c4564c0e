"""Related and unrelated variety: entropy within and between groups of industries."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from growthpoles.errors import InputError
from growthpoles.inequality import times_log
from growthpoles.shares import ratio, shares_of

Floats = NDArray[np.float64]


def unrelated_variety(table: ArrayLike, groups: Sequence[str]) -> Floats:
    r"""Entropy between groups of industries, in bits.

    .. math:: UV_r = \sum_g P_{rg} \log_2 \frac{1}{P_{rg}}, \qquad P_{rg} = \sum_{i \in g} s_{ri}

    Parameters
    ----------
    table : array of float, shape (n_regions, n_industries)
        An additive quantity of one period, in one unit. ``NaN`` is "not published" and makes the region ``NaN``.
    groups : sequence of str, length n_industries
        Group of each industry, such as its two-digit code.

    Returns
    -------
    array of float, shape (n_regions,)
        Bits, 0 to :math:`\log_2` of the number of groups.

    Raises
    ------
    InputError
        If the number of groups given is not the number of industries.

    References
    ----------
    .. [1] Frenken, K., Van Oort, F., Verburg, T. (2007). Related variety, unrelated variety and regional economic
       growth. Regional Studies 41, 685-697. https://doi.org/10.1080/00343400601120296

    Examples
    --------
    >>> unrelated_variety([[1, 1, 2]], ["62", "62", "63"]), related_variety([[1, 1, 2]], ["62", "62", "63"])
    (array([1.]), array([0.5]))
    """
    share = _group_shares(shares_of(table).in_region, groups)
    return -times_log(share, share).sum(axis=1) / np.log(2.0) + 0.0


def related_variety(table: ArrayLike, groups: Sequence[str]) -> Floats:
    r"""Entropy within groups of industries, weighted by the groups, in bits.

    .. math:: RV_r = \sum_g P_{rg} H_{rg}, \qquad
        H_{rg} = \sum_{i \in g} \frac{s_{ri}}{P_{rg}} \log_2 \frac{P_{rg}}{s_{ri}}

    Parameters
    ----------
    table : array of float, shape (n_regions, n_industries)
        As in :func:`unrelated_variety`; the two add up to the entropy of the industries.
    groups : sequence of str, length n_industries

    Returns
    -------
    array of float, shape (n_regions,)
        Bits.

    References
    ----------
    .. [1] Frenken, K., Van Oort, F., Verburg, T. (2007). Related variety, unrelated variety and regional economic
       growth. Regional Studies 41, 685-697. https://doi.org/10.1080/00343400601120296

    Examples
    --------
    >>> related_variety([[1, 1, 0], [0, 0, 2]], ["62", "62", "63"])
    array([1., 0.])
    """
    share = shares_of(table).in_region
    within = _group_shares(share, groups)[:, _group_codes(groups)]
    return -times_log(share, ratio(share, within)).sum(axis=1) / np.log(2.0) + 0.0


def _group_codes(groups: Sequence[str]) -> NDArray[np.int64]:
    return np.unique(np.asarray(groups), return_inverse=True)[1].astype(np.int64)


def _group_shares(share: Floats, groups: Sequence[str]) -> Floats:
    if len(groups) != share.shape[1]:
        raise InputError(
            f"a group for each of {share.shape[1]} industries", f"{len(groups)} groups", "name every industry"
        )
    codes = _group_codes(groups)
    member = (codes[:, None] == np.arange(codes.max() + 1)).astype(np.float64)
    return share @ member
