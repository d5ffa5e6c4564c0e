"""Whether more interviews would still bring new codes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from growthpoles.errors import InputError

__all__ = ["Saturation", "expected_codes", "new_codes", "saturation", "unseen_codes"]


def _incidence(incidence: ArrayLike) -> NDArray[np.bool_]:
    found = np.asarray(incidence).astype(bool)
    if found.ndim != 2:
        raise InputError("a matrix of interviews by codes", f"{found.ndim} dimensions", "one row per interview")
    return found


def new_codes(incidence: ArrayLike) -> NDArray[np.int64]:
    """Codes that appear for the first time in each interview, in the order of the interviews.

    Parameters
    ----------
    incidence : array of bool, shape (n_interviews, n_codes)
        Whether a code was given to any segment of the interview.

    Returns
    -------
    array of int, shape (n_interviews,)

    Examples
    --------
    >>> new_codes([[1, 0, 0], [1, 1, 0], [0, 1, 0]])
    array([1, 1, 0])
    """
    seen = np.logical_or.accumulate(_incidence(incidence), axis=0)
    return np.diff(seen.sum(axis=1), prepend=0)


def expected_codes(incidence: ArrayLike) -> NDArray[np.float64]:
    r"""Expected number of codes in 1, 2, … interviews, whatever their order.

    .. math:: S(n) = \sum_j \left[ 1 - \binom{N - f_j}{n} \Big/ \binom{N}{n} \right]

    Parameters
    ----------
    incidence : array of bool, shape (n_interviews, n_codes)

    Returns
    -------
    array of float, shape (n_interviews,)
        The mean over all orders; the last is the number of codes found.

    References
    ----------
    .. [1] Colwell, R. K., Mao, C. X., Chang, J. (2004). Interpolating, extrapolating, and comparing incidence-based
       species accumulation curves. Ecology 85, 2717-2727. doi:10.1890/03-0557

    Examples
    --------
    >>> expected_codes([[1, 0], [1, 1]])
    array([1.5, 2. ])
    """
    found = _incidence(incidence)
    n = len(found)
    often = found.sum(axis=0)
    often = often[often > 0]
    # P(absent from k interviews) = prod over i < k of (N - f - i) / (N - i): the ratio of the two binomials.
    absent = np.ones(len(often))
    curve = np.empty(n)
    for k in range(n):
        absent = absent * np.clip(n - often - k, 0, None) / (n - k)
        curve[k] = len(often) - absent.sum()
    return curve


def unseen_codes(incidence: ArrayLike) -> float:
    r"""Chao's lower bound of the number of codes that no interview has shown yet.

    .. math:: \frac{N - 1}{N} \frac{Q_1 (Q_1 - 1)}{2 (Q_2 + 1)}

    Parameters
    ----------
    incidence : array of bool, shape (n_interviews, n_codes)

    Returns
    -------
    float
        Codes, bias-corrected form of Chao2; :math:`Q_k` codes are in exactly k interviews.

    References
    ----------
    .. [1] Chao, A. (1987). Estimating the population size for capture-recapture data with unequal catchability.
       Biometrics 43, 783-791. doi:10.2307/2531532

    Examples
    --------
    >>> unseen_codes([[1, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])
    4.0
    """
    found = _incidence(incidence)
    often = found.sum(axis=0)
    once, twice = int((often == 1).sum()), int((often == 2).sum())
    return (len(found) - 1) / len(found) * once * (once - 1) / (2 * (twice + 1))


@dataclass(frozen=True)
class Saturation:
    """Interviews until saturation (``None``: not reached), and the share of new codes in each run."""

    reached_after: int | None
    new_share: NDArray[np.float64]


def saturation(incidence: ArrayLike, *, base: int = 4, run: int = 2, threshold: float = 0.05) -> Saturation:
    """Saturation by base, run and threshold of new information.

    Parameters
    ----------
    incidence : array of bool, shape (n_interviews, n_codes)
        In the order of the interviews.
    base : int
        First interviews, whose codes are the base.
    run : int
        Length of the window in which new codes are counted.
    threshold : float
        Share of new codes in a run over codes of the base at or below which saturation is said to be reached.

    Returns
    -------
    Saturation
        ``new_share`` has one value per run, the first ending at interview ``base + run``, then one interview further
        each. ``reached_after`` is the number of interviews before the run, as the article reports it ("6 + 2" is a
        run that ends at 8).

    Raises
    ------
    InputError
        If there are fewer interviews than ``base + run``, or the base has no code.

    References
    ----------
    .. [1] Guest, G., Namey, E., Chen, M. (2020). A simple method to assess and report thematic saturation in
       qualitative research. PLoS ONE 15(5), e0232076. doi:10.1371/journal.pone.0232076

    Examples
    --------
    >>> saturation([[1, 1, 0], [1, 0, 0], [0, 1, 0], [1, 1, 0]], base=2, run=2).reached_after
    2
    """
    found = _incidence(incidence)
    if len(found) < base + run:
        raise InputError(f"at least {base + run} interviews", str(len(found)), "code more, or shorten base and run")
    first = new_codes(found)
    in_base = int(first[:base].sum())
    if in_base == 0:
        raise InputError(f"codes in the first {base} interviews", "none", "check the order of the interviews")
    windows = np.lib.stride_tricks.sliding_window_view(first[base:], run).sum(axis=1)
    shares = windows / in_base
    calm = np.flatnonzero(shares <= threshold)
    return Saturation(base + int(calm[0]) if len(calm) else None, shares)
