"""Agreement between coders: Krippendorff's alpha with its interval, Cohen's kappa."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from growthpoles.errors import InputError

__all__ = ["Kappa", "Level", "cohen_kappa", "krippendorff_alpha", "krippendorff_interval"]

Level = Literal["nominal", "ordinal", "interval", "ratio", "masi"]
Floats = NDArray[np.float64]
Ratings = Sequence[Sequence[Hashable | None]]


def krippendorff_alpha(ratings: Ratings, *, level: Level = "nominal") -> float:
    r"""Krippendorff's alpha of any number of coders.

    .. math:: \alpha = 1 - \frac{D_o}{D_e}
              = 1 - (n - 1) \frac{\sum_{c,k} o_{ck} \delta_{ck}}{\sum_{c,k} n_c n_k \delta_{ck}}

    Parameters
    ----------
    ratings : sequence of sequences, shape (n_coders, n_units)
        Values that each coder gave to each unit; ``None`` or ``NaN`` where a coder gave none. Labels for ``nominal``,
        numbers for ``ordinal``, ``interval`` and ``ratio``, frozen sets of codes for ``masi``.
    level : {"nominal", "ordinal", "interval", "ratio", "masi"}
        Difference between two values; ``masi`` compares sets of codes.

    Returns
    -------
    float
        1 is perfect agreement, 0 is chance, below 0 is systematic disagreement. ``NaN`` where fewer than two values
        can be paired or all values are the same: then nothing can be said of agreement.

    Raises
    ------
    InputError
        If the coders have unequal numbers of units, or values are not numbers where they must be.

    Notes
    -----
    Units with one value are left out, as they cannot be paired.

    References
    ----------
    .. [1] Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability. University of Pennsylvania.
       https://repository.upenn.edu/asc_papers/43
    .. [2] Passonneau, R. (2006). Measuring agreement on set-valued items (MASI). LREC 2006, 831-836.

    Examples
    --------
    >>> round(krippendorff_alpha([["a", "a", "b", "b"], ["a", "b", "b", "b"]]), 3)
    0.533
    """
    values, counts = _value_counts(ratings)
    return _alpha(_unit_coincidences(counts), values, level)


def krippendorff_interval(
    ratings: Ratings,
    *,
    level: Level = "nominal",
    confidence: float = 0.95,
    resamples: int = 2000,
    rng: np.random.Generator | int = 0,
) -> tuple[float, float]:
    """Bootstrap interval of Krippendorff's alpha over units.

    Parameters
    ----------
    ratings, level
        As for `krippendorff_alpha`.
    confidence : float
        Coverage, a share.
    resamples : int
        Bootstrap samples of units.
    rng : numpy.random.Generator or int
        Source of randomness, or its seed.

    Returns
    -------
    (float, float)
        Lower and upper percentile. Samples in which alpha has no value are left out; ``NaN`` where none has one.

    References
    ----------
    .. [1] Zapf, A., Castell, S., Morawietz, L., Karch, A. (2016). Measuring inter-rater reliability for nominal data:
       which coefficients and confidence intervals are appropriate? BMC Medical Research Methodology 16, 93.
       doi:10.1186/s12874-016-0200-9

    Examples
    --------
    >>> low, high = krippendorff_interval([["a", "a", "b", "b"] * 10, ["a", "b", "b", "b"] * 10])
    >>> 0.1 < low < 0.473 < high < 0.8
    True
    """
    generator = np.random.default_rng(rng)
    values, counts = _value_counts(ratings)
    units = _unit_coincidences(counts)
    chosen = generator.integers(0, len(units), size=(resamples, len(units)))
    alphas = np.array([_alpha(units[sample], values, level) for sample in chosen])
    found = alphas[~np.isnan(alphas)]
    if not len(found):
        return float("nan"), float("nan")
    tail = (1 - confidence) / 2
    low, high = np.quantile(found, [tail, 1 - tail])
    return float(low), float(high)


def _missing(value: object) -> bool:
    return value is None or (isinstance(value, float) and np.isnan(value))


def _value_counts(ratings: Ratings) -> tuple[list[Hashable], Floats]:
    """Distinct values in ascending order, and how often each was given to each unit."""
    lengths = {len(row) for row in ratings}
    if len(lengths) != 1:
        raise InputError(
            "the same units for every coder", f"{sorted(lengths)} units", "mark units that a coder left out with None"
        )
    distinct = {value for row in ratings for value in row if not _missing(value)}
    values = sorted(distinct, key=lambda value: (str(type(value)), value if _is_number(value) else str(value)))
    place = {value: at for at, value in enumerate(values)}
    counts = np.zeros((lengths.pop(), len(values)))
    for row in ratings:
        for unit, value in enumerate(row):
            if not _missing(value):
                counts[unit, place[value]] += 1
    return values, counts


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | np.integer | np.floating)


def _unit_coincidences(counts: Floats) -> Floats:
    """Coincidences that each unit adds, shape (n_units, n_values, n_values)."""
    paired = counts[counts.sum(axis=1) > 1]
    pairs = paired[:, :, None] * paired[:, None, :] - paired[:, :, None] * np.eye(counts.shape[1])
    return np.asarray(pairs / (paired.sum(axis=1) - 1)[:, None, None])


def _alpha(units: Floats, values: list[Hashable], level: Level) -> float:
    coincidences = units.sum(axis=0)
    totals = coincidences.sum(axis=1)
    difference = _difference(values, totals, level)
    expected = float(totals @ difference @ totals)
    if expected == 0:
        return float("nan")
    return 1.0 - float(totals.sum() - 1) * float((coincidences * difference).sum()) / expected


def _difference(values: list[Hashable], totals: Floats, level: Level) -> Floats:
    if level == "nominal":
        return 1.0 - np.eye(len(values))
    if level == "masi":
        return np.array([[_masi(a, b) for b in values] for a in values]).reshape(len(values), len(values))
    if not all(_is_number(value) for value in values):
        raise InputError(f"numbers for the level {level}", repr(values[:3]), "use level='nominal' for labels")
    x = np.array(values, dtype=float)
    if level == "interval":
        return (x[:, None] - x[None, :]) ** 2
    if level == "ratio":
        added = x[:, None] + x[None, :]
        return np.where(added == 0, 0.0, (x[:, None] - x[None, :]) / np.where(added == 0, 1.0, added)) ** 2
    ranks = np.cumsum(totals) - totals / 2
    return (ranks[:, None] - ranks[None, :]) ** 2


def _masi(a: Hashable, b: Hashable) -> float:
    """Distance of two sets: one minus Jaccard's share times a weight for how they overlap."""
    left, right = _as_set(a), _as_set(b)
    common, joined = len(left & right), len(left | right)
    if left == right:
        return 0.0
    weight = 0.0 if not common else 2 / 3 if left <= right or right <= left else 1 / 3
    return 1.0 - weight * common / joined


def _as_set(value: Hashable) -> frozenset[Hashable]:
    if not isinstance(value, frozenset):
        raise InputError("frozen sets of codes for the level masi", repr(value), "pass frozenset({'code', …})")
    return value


@dataclass(frozen=True)
class Kappa:
    """Cohen's kappa, its standard error and the share of units on which the two agree."""

    kappa: float
    standard_error: float
    agreement: float

    def interval(self, confidence: float = 0.95) -> tuple[float, float]:
        """Normal interval of the given coverage."""
        from statistics import NormalDist

        reach = NormalDist().inv_cdf(0.5 + confidence / 2) * self.standard_error
        return self.kappa - reach, self.kappa + reach


def cohen_kappa(
    first: Sequence[Hashable | None],
    second: Sequence[Hashable | None],
    *,
    weights: Literal["none", "linear", "quadratic"] = "none",
) -> Kappa:
    r"""Cohen's kappa of two coders.

    .. math:: \kappa = \frac{p_o - p_e}{1 - p_e}

    Parameters
    ----------
    first, second : sequence, shape (n_units,)
        Values of the two coders; units that one of them left out (``None``, ``NaN``) are not used.
    weights : {"none", "linear", "quadratic"}
        Credit for near misses; values are then taken in ascending order with equal steps.

    Returns
    -------
    Kappa
        ``NaN`` where both use one and the same value throughout, or nothing is left.

    Raises
    ------
    InputError
        If the two have unequal numbers of units.

    References
    ----------
    .. [1] Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and Psychological Measurement
       20, 37-46. doi:10.1177/001316446002000104
    .. [2] Fleiss, J. L., Cohen, J., Everitt, B. S. (1969). Large sample standard errors of kappa and weighted kappa.
       Psychological Bulletin 72, 323-327. doi:10.1037/h0028106

    Examples
    --------
    >>> kappa = cohen_kappa(["y"] * 25 + ["n"] * 25, ["y"] * 20 + ["n"] * 5 + ["y"] * 10 + ["n"] * 15)
    >>> round(kappa.kappa, 3), kappa.agreement
    (0.4, 0.7)
    """
    values, _ = _value_counts([first, second])
    place = {value: at for at, value in enumerate(values)}
    table = np.zeros((len(values), len(values)))
    for a, b in zip(first, second, strict=True):
        if not (_missing(a) or _missing(b)):
            table[place[a], place[b]] += 1
    n = table.sum()
    if n == 0:
        return Kappa(float("nan"), float("nan"), float("nan"))
    return _kappa(table / n, _credit(len(values), weights), float(n))


def _credit(size: int, weights: str) -> Floats:
    steps = np.abs(np.subtract.outer(np.arange(size), np.arange(size))) / max(1, size - 1)
    return {"none": np.eye(size), "linear": 1 - steps, "quadratic": 1 - steps**2}[weights]


def _kappa(p: Floats, w: Floats, n: float) -> Kappa:
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    observed, expected = float((w * p).sum()), float(rows @ w @ columns)
    if np.isclose(expected, 1.0):
        return Kappa(float("nan"), float("nan"), float(np.trace(p)))
    kappa = (observed - expected) / (1 - expected)
    mean_weight = (w @ columns)[:, None] + (rows @ w)[None, :]
    spread = float((p * (w - mean_weight * (1 - kappa)) ** 2).sum()) - (kappa - expected * (1 - kappa)) ** 2
    return Kappa(kappa, float(np.sqrt(max(spread, 0.0) / n) / (1 - expected)), float(np.trace(p)))
