"""Composite index: indicators on one footing, elements, and the index over them."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from growthpoles.errors import InputError

__all__ = ["Aggregation", "Normalisation", "aggregate", "normalise", "ranks"]

Floats = NDArray[np.float64]
Normalisation = Literal["minmax", "zscore", "rank"]
Aggregation = Literal["arithmetic", "geometric"]


def normalise(
    values: ArrayLike,
    method: Normalisation = "minmax",
    *,
    rising: ArrayLike = True,
    goalposts: tuple[float, float] | None = None,
) -> Floats:
    """Indicators on the scale 0 to 1, higher is better.

    Parameters
    ----------
    values : array of float, shape (n_regions,) or (n_regions, n_indicators)
        Any unit; ``NaN`` is not known.
    method : {"minmax", "zscore", "rank"}
        ``minmax``: place between the lowest and the highest value; ``zscore``: the normal distribution function of the
        standard score; ``rank``: share of regions below, ties halved.
    rising : bool or array of bool, shape (n_indicators,)
        False where less is better.
    goalposts : (float, float), optional
        Lowest and highest value for ``minmax`` instead of those of the data, so that years can be compared. Values
        outside are cut to 0 and 1.

    Returns
    -------
    array of float, same shape
        ``NaN`` stays ``NaN``; an indicator that is the same everywhere is 0.5: it tells nothing.

    References
    ----------
    .. [1] OECD, JRC (2008). Handbook on Constructing Composite Indicators. doi:10.1787/9789264043466-en

    Examples
    --------
    >>> normalise([20.0, 85.0, 79.93], goalposts=(20.0, 85.0)).round(3)
    array([0.   , 1.   , 0.922])
    """
    x = np.asarray(values, dtype=float)
    table = x.reshape(len(x), -1)
    scored = np.full_like(table, np.nan)
    for column in range(table.shape[1]):
        known = ~np.isnan(table[:, column])
        scored[known, column] = _scored(table[known, column], method, goalposts)
    return np.where(np.asarray(rising), scored, 1.0 - scored).reshape(x.shape)


def _scored(x: Floats, method: str, goalposts: tuple[float, float] | None) -> Floats:
    if method == "minmax":
        low, high = goalposts or (x.min(initial=np.inf), x.max(initial=-np.inf))
        return np.clip((x - low) / (high - low), 0.0, 1.0) if high > low else np.full(len(x), 0.5)
    if method == "zscore":
        from scipy.special import ndtr

        spread = x.std() if len(x) else 0.0
        return np.asarray(ndtr((x - x.mean()) / spread)) if spread > 0 else np.full(len(x), 0.5)
    if method == "rank":
        below = (x[:, None] > x[None, :]).sum(axis=1) + 0.5 * (x[:, None] == x[None, :]).sum(axis=1)
        return np.asarray(below / max(len(x), 1))
    raise InputError("minmax, zscore or rank", repr(method), "choose one of them")


def aggregate(
    scores: ArrayLike, weights: ArrayLike | None = None, method: Aggregation = "arithmetic", *, floor: float = 0.0
) -> Floats:
    """Weighted mean of scores along the last axis.

    Parameters
    ----------
    scores : array of float, shape (..., n)
        0 to 1; ``NaN`` is not known.
    weights : array of float, shape (n,) or (..., n), optional
        Zero or more; equal by default.
    method : {"arithmetic", "geometric"}
        The geometric mean does not let strength in one make up for nothing in another.
    floor : float
        Scores are lifted to ``floor + (1 - floor) score`` before a geometric mean, as one zero makes it zero.

    Returns
    -------
    array of float, shape (...)
        Over what is known, with weights made to add up to one; ``NaN`` where nothing is known.

    Examples
    --------
    >>> aggregate([0.5, np.nan, 1.0], [1.0, 5.0, 3.0])
    array(0.875)
    """
    x = np.asarray(scores, dtype=float)
    w = np.broadcast_to(np.ones(x.shape[-1]) if weights is None else np.asarray(weights, dtype=float), x.shape)
    w = np.where(np.isnan(x), 0.0, w)
    total = w.sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(total[..., None] > 0, w / total[..., None], np.nan)
        if method == "arithmetic":
            return np.asarray(np.where(total > 0, np.nansum(share * x, axis=-1), np.nan))
        logs = np.log(floor + (1.0 - floor) * x)
        return np.asarray(np.where(total > 0, np.exp(np.nansum(np.where(w > 0, share * logs, 0.0), axis=-1)), np.nan))


def ranks(index: ArrayLike) -> Floats:
    """Rank of each region along the last axis, 1 is the highest; equal values share the mean rank, ``NaN`` has none.

    >>> ranks([0.2, 0.9, np.nan, 0.2])
    array([2.5, 1. , nan, 2.5])
    """
    x = np.asarray(index, dtype=float)
    above = (x[..., None, :] > x[..., :, None]).sum(axis=-1)
    equal = (x[..., None, :] == x[..., :, None]).sum(axis=-1)
    return np.where(np.isnan(x), np.nan, above + (equal + 1) / 2)
