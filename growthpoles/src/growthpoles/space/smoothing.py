"""Densities of distances from histograms of distances."""

from __future__ import annotations

import numpy as np
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


def rule_of_thumb_bandwidth(counts: Floats, bin_width: float) -> float:
    """Silverman's rule of thumb [1]_ from a histogram: 0.9 min(s, IQR / 1.34) n^(-1/5).

    Parameters
    ----------
    counts : array of float, shape (n_bins,)
    bin_width : float
        Metres.

    Returns
    -------
    float
        Metres; 0 if all distances are equal.

    References
    ----------
    .. [1] Silverman, B. W. (1986). Density estimation for statistics and data analysis. Chapman and Hall, p. 48.
    """
    total = counts.sum()
    if total < 2:
        return 0.0
    centres = (np.arange(len(counts)) + 0.5) * bin_width
    mean = counts @ centres / total
    spread = np.sqrt(counts @ (centres - mean) ** 2 / (total - 1))
    edges = np.arange(len(counts) + 1) * bin_width
    below = np.concatenate([[0.0], np.cumsum(counts)])
    # R's quantile of type 7 is the order statistic at 1 + (n - 1) p.
    lower, upper = np.interp((total - 1) * np.array([0.25, 0.75]) + 0.5, below, edges)
    narrow = min(spread, (upper - lower) / 1.34) or spread
    return float(0.9 * narrow * total**-0.2)
