"""A function of distance between its simulations: local and global bands, and one p-value for the whole curve."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from growthpoles.errors import InputError

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class DistanceFunction:
    """A function of distance, observed and under a null model.

    Parameters
    ----------
    measure : str
    radii : array of float, shape (n_radii,)
        Metres.
    observed : array of float, shape (n_radii,)
        ``NaN`` where the function is not defined (no neighbour within the radius).
    null_mean : array of float, shape (n_radii,)
        Mean of the simulations.
    local_low, local_high : array of float, shape (n_radii,)
        Pointwise band: at each single radius a share ``level`` of the simulations leaves it.
    global_low, global_high : array of float, shape (n_radii,)
        Global band: a share ``level`` of the simulations leaves it anywhere.
    p_value : float
        Of the whole curve, by extreme rank lengths [1]_; not below 1 / (simulations + 1).
    simulations : int
    level : float
    null : str
    details : dict
        What else was used: numbers of firms, bandwidth, weights, neighbours.

    References
    ----------
    .. [1] Myllymäki, M., Mrkvička, T., Grabarnik, P., Seijo, H. and Hahn, U. (2017). Global envelope tests for spatial
       processes. Journal of the Royal Statistical Society B 79, 381-404. doi:10.1111/rssb.12172
    """

    measure: str
    radii: Floats
    observed: Floats
    null_mean: Floats
    local_low: Floats
    local_high: Floats
    global_low: Floats
    global_high: Floats
    p_value: float
    simulations: int
    level: float
    null: str
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def concentrated(self) -> NDArray[np.bool_]:
        """Radii where the observed curve is above the global band."""
        return self.observed > self.global_high

    @property
    def dispersed(self) -> NDArray[np.bool_]:
        """Radii where the observed curve is below the global band."""
        return self.observed < self.global_low


def with_envelopes(
    measure: str,
    radii: Floats,
    observed: Floats,
    curves: Floats,
    *,
    level: float,
    null: str,
    details: dict[str, Any],
) -> DistanceFunction:
    """Put bands round a curve; row 0 of ``curves`` is the observed one as the simulations were computed."""
    simulated = curves[1:]
    if len(simulated) == 0:
        blank = np.full(len(radii), np.nan)
        return DistanceFunction(
            measure, radii, observed, blank, blank, blank, blank, blank, np.nan, 0, level, null, details
        )
    defined = np.isfinite(curves).all(axis=0)
    local_low, local_high = local_band(simulated, level)
    global_low, global_high = np.full((2, len(radii)), np.nan)
    low, high = global_band(simulated[:, defined], level)
    # With few simulations a step of trimming can take away more than the pointwise band does.
    global_low[defined] = np.minimum(low, local_low[defined])
    global_high[defined] = np.maximum(high, local_high[defined])
    return DistanceFunction(
        measure,
        radii,
        observed,
        np.where(defined, simulated.mean(axis=0), np.nan),
        np.where(defined, local_low, np.nan),
        np.where(defined, local_high, np.nan),
        global_low,
        global_high,
        rank_p_value(curves[:, defined]),
        len(simulated),
        level,
        null,
        details,
    )


def local_band(simulated: Floats, level: float) -> tuple[Floats, Floats]:
    """Order statistics that leave out a share of ``level`` / 2 on each side at every radius.

    Parameters
    ----------
    simulated : array of float, shape (n_simulations, n_radii)

    Examples
    --------
    >>> low, high = local_band(np.arange(1.0, 40.0)[:, None], 0.05)
    >>> low, high
    (array([1.]), array([39.]))
    """
    rank = max(1, int(level / 2 * (len(simulated) + 1) + 1e-9))
    ordered = np.partition(simulated, [rank - 1, len(simulated) - rank], axis=0)
    return ordered[rank - 1], ordered[len(simulated) - rank]


def global_band(simulated: Floats, level: float) -> tuple[Floats, Floats]:
    """Band that a share ``level`` of the simulations leaves anywhere.

    Simulations that reach an extreme at some radius are taken away, all at once and again, until at most 1 - ``level``
    of them remain [1]_; between the last two steps the band is interpolated linearly by the number kept.

    References
    ----------
    .. [1] Duranton, G. and Overman, H. G. (2005). Testing for localization using micro-geographic data. Review of
       Economic Studies 72, 1077-1106. doi:10.1111/0034-6527.00362
    """
    if simulated.shape[1] == 0:
        return np.empty(0), np.empty(0)
    target = (1.0 - level) * len(simulated)
    kept = before = simulated
    while len(kept) > target:
        before = kept
        extreme = np.unique(np.concatenate([kept.argmin(axis=0), kept.argmax(axis=0)]))
        kept = np.delete(kept, extreme, axis=0)
        if len(kept) == 0:
            raise InputError(
                "enough simulations for a global band",
                f"{len(simulated)} simulations at {simulated.shape[1]} radii",
                "ask for more simulations or fewer radii",
            )
    step = len(before) - len(kept)
    share = (target - len(kept)) / step if step else 0.0
    low, high = kept.min(axis=0), kept.max(axis=0)
    return low + share * (before.min(axis=0) - low), high + share * (before.max(axis=0) - high)


def rank_p_value(curves: Floats) -> float:
    """Two-sided p-value of the first curve among all, by extreme rank lengths; ties count against significance.

    Equal values share their middle rank: where most simulations have the same value (no neighbour within a short
    radius), that value is nothing extreme.

    Examples
    --------
    >>> rank_p_value(np.array([[9.0, 9.0], [1.0, 2.0], [2.0, 1.0], [3.0, 3.0]]))
    0.25
    """
    if curves.shape[1] == 0:
        return float("nan")
    scale = np.abs(curves).max()
    # Equal counts may differ in the last bit after division.
    rounded = np.round(curves / scale, 12) if scale > 0 else curves
    ranks = np.empty(rounded.shape, np.int64)
    for at, column in enumerate(rounded.T):
        ordered = np.sort(column)
        # Middle ranks doubled, to stay whole: firms below and at a value, counted from either end.
        twice = np.searchsorted(ordered, column, side="left") + np.searchsorted(ordered, column, side="right")
        ranks[:, at] = np.minimum(twice, 2 * len(column) - twice)
    ranks.sort(axis=1)
    difference = ranks - ranks[0]
    first = (difference != 0).argmax(axis=1)
    as_extreme = difference[np.arange(len(curves)), first] <= 0
    return float(as_extreme.mean())
