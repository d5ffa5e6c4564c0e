"""Which local factors are hard and which soft, in the sense of the source."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from growthpoles.errors import InputError

__all__ = ["FACTORS", "HARD", "SOFT", "factor_index", "sort_factors"]

#: The everyday use is the other way round: here state support is hard and infrastructure soft.
FACTORS = {
    "state_support": "hard",
    "development_institutions": "hard",
    "skilled_labour": "soft",
    "infrastructure": "soft",
    "university_proximity": "soft",
    "local_networks": "soft",
}
HARD = tuple(name for name, kind in FACTORS.items() if kind == "hard")
SOFT = tuple(name for name, kind in FACTORS.items() if kind == "soft")


def sort_factors(hard: Iterable[str], soft: Iterable[str]) -> tuple[list[str], list[str]]:
    """Columns of hard and of soft factors, refused where they contradict the source.

    Parameters
    ----------
    hard, soft : iterable of str
        Column names. A name that the source knows must be on its side; other names are taken as the user says.

    Returns
    -------
    (list of str, list of str)

    Raises
    ------
    InputError
        If a known factor is on the wrong side, a name is on both, or a side is empty.

    Examples
    --------
    >>> sort_factors(["state_support"], ["infrastructure", "meetups"])
    (['state_support'], ['infrastructure', 'meetups'])
    """
    sides = {"hard": list(dict.fromkeys(hard)), "soft": list(dict.fromkeys(soft))}
    for side, names in sides.items():
        if not names:
            raise InputError(
                f"at least one {side} factor",
                "none",
                f"name columns such as {', '.join(HARD if side == 'hard' else SOFT)}",
            )
        for name in names:
            if FACTORS.get(name, side) != side:
                raise InputError(
                    f"'{name}' among the {FACTORS[name]} factors",
                    f"it among the {side} ones",
                    "the source counts state support as hard and infrastructure as soft: move the column",
                )
    both = sorted(set(sides["hard"]) & set(sides["soft"]))
    if both:
        raise InputError("each factor on one side", ", ".join(both), "name it once")
    return sides["hard"], sides["soft"]


def factor_index(scores: ArrayLike, *, standardise: bool = True) -> NDArray[np.float64]:
    """Index of several factors: their mean, each put on the same footing first.

    Parameters
    ----------
    scores : array of float, shape (n_firms, n_factors)
        ``NaN`` is "not answered"; the firm's index is then the mean of what it answered.
    standardise : bool
        Divide each factor, and then the index, by its standard deviation over the firms. Without it scores are taken
        as they are, which makes sense on one rating scale only.

    Returns
    -------
    array of float, shape (n_firms,)
        ``NaN`` where a firm answered nothing.

    Examples
    --------
    >>> factor_index([[1.0, 3.0], [2.0, np.nan]], standardise=False)
    array([2., 2.])
    """
    x = np.asarray(scores, dtype=float)
    if standardise:
        x = _z(x)
    answered = (~np.isnan(x)).sum(axis=1)
    index = np.where(answered > 0, np.nansum(x, axis=1) / np.maximum(answered, 1), np.nan)
    return _z(index[:, None])[:, 0] if standardise else index


def _z(x: NDArray[np.float64]) -> NDArray[np.float64]:
    known = ~np.isnan(x)
    n = np.maximum(known.sum(axis=0), 1)
    mean = np.nansum(x, axis=0) / n
    spread = np.sqrt(np.nansum((x - mean) ** 2, axis=0) / n)
    return np.asarray((x - mean) / np.where(spread > 0, spread, 1.0))
