"""Densities of distances, from the distances or from histograms of them."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def smoothing_matrix(n_bins: int, bin_width: float, radii: Floats, bandwidth: float) -> Floats:
    """Gaussian density at each radius of one pair in each bin, reflected at zero.

    Returns
    -------
    array of float, shape (n_bins, n_radii)
        Per metre.
    """
    centres = (np.arange(n_bins)[:, None] + 0.5) * bin_width
    direct = np.exp(-0.5 * ((centres - radii) / bandwidth) ** 2)
    reflected = np.exp(-0.5 * ((centres + radii) / bandwidth) ** 2)
    return np.asarray((direct + reflected) / (bandwidth * np.sqrt(2.0 * np.pi)))


@njit(nogil=True, cache=True)
def density(distances: Floats, amounts: Floats, radii: Floats, bandwidth: float) -> Floats:
    """Gaussian density of weighted distances at each radius, reflected at zero; per metre times the unit of weights."""
    found = np.zeros(radii.shape[0])
    reach = 8.0 * bandwidth
    for at in range(distances.shape[0]):
        if amounts[at] != 0.0:
            for k in range(radii.shape[0]):
                ahead, behind = radii[k] - distances[at], radii[k] + distances[at]
                if abs(ahead) <= reach:
                    found[k] += amounts[at] * np.exp(-0.5 * (ahead / bandwidth) ** 2)
                if behind <= reach:
                    found[k] += amounts[at] * np.exp(-0.5 * (behind / bandwidth) ** 2)
    return found / (bandwidth * np.sqrt(2.0 * np.pi))


def rule_of_thumb_bandwidth(distances: Floats, numbers: Floats) -> float:
    """Silverman's rule of thumb [1]_: 0.9 min(s, IQR / 1.34) n^(-1/5).

    Parameters
    ----------
    distances : array of float, shape (n,)
        Metres.
    numbers : array of float, shape (n,)
        How many times each counts; for bins their centres and counts.

    Returns
    -------
    float
        Metres; 0 if all distances are equal.

    References
    ----------
    .. [1] Silverman, B. W. (1986). Density estimation for statistics and data analysis. Chapman and Hall, p. 48.
    """
    total = float(numbers.sum())
    if total < 2:
        return 0.0
    mean = float(numbers @ distances) / total
    spread = float(np.sqrt(numbers @ (distances - mean) ** 2 / (total - 1)))
    if spread <= 1e-9 * mean:
        return 0.0
    order = np.argsort(distances, kind="stable")
    lower, upper = _quantiles(distances[order], numbers[order], total)
    narrow = min(spread, (upper - lower) / 1.34) or spread
    return float(0.9 * narrow * total**-0.2)


def _quantiles(distances: Floats, numbers: Floats, total: float) -> tuple[float, float]:
    """Quartiles as R's type 7: between the order statistics round 1 + (n - 1) p, by linear interpolation."""
    last = np.cumsum(numbers)
    found = []
    for share in (0.25, 0.75):
        position = (total - 1) * share
        below = distances[np.searchsorted(last, np.floor(position), side="right")]
        above = distances[min(np.searchsorted(last, np.floor(position) + 1, side="right"), len(distances) - 1)]
        found.append(float(below + (position % 1.0) * (above - below)))
    return found[0], found[1]
