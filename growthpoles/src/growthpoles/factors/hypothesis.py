"""The first hypothesis of the source: hard factors matter more to product makers, soft ones to content makers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from growthpoles.errors import InputError
from growthpoles.factors.coefficient import coefficient_test

__all__ = ["FactorTest", "factor_effects", "factor_importance"]


@dataclass(frozen=True)
class FactorTest:
    """A half of the hypothesis, or the whole; ``difference`` is hard less soft."""

    hypothesis: str
    firms: int
    difference: float
    statistic: float
    p_value: float


PRODUCT = "product makers: hard factors matter more than soft"
CONTENT = "content makers: soft factors matter more than hard"
WHOLE = "H1: both"


def factor_effects(
    outcome: ArrayLike,
    hard: ArrayLike,
    soft: ArrayLike,
    product: ArrayLike,
    controls: ArrayLike | None = None,
    *,
    draws: int = 1999,
    rng: np.random.Generator | int = 0,
) -> list[FactorTest]:
    r"""Test the hypothesis on an outcome of firms (growth, new products, entry).

    .. math:: y = \alpha + \beta_h h + \beta_s s + \gamma' z + \varepsilon, \qquad H: \beta_h > \beta_s

    Parameters
    ----------
    outcome : array of float, shape (n_firms,)
    hard, soft : array of float, shape (n_firms,)
        Indices in equal units (standard deviations): see `factor_index`.
    product : array of bool, shape (n_firms,)
        True for a maker of products (hardware, devices), False for a maker of content.
    controls : array of float, shape (n_firms, k), optional
    draws : int
    rng : numpy.random.Generator or int

    Returns
    -------
    list of FactorTest
        Both halves and the whole. The whole is claimed only if both halves hold, so its p-value is the larger of
        theirs (intersection-union test), and its level is at most theirs.

    Raises
    ------
    InputError
        If there are too few firms of a kind.

    Notes
    -----
    Within each kind the difference :math:`\beta_h - \beta_s` is the coefficient of :math:`(h - s)/2` beside
    :math:`(h + s)/2`, tested by `coefficient_test`. Firms choose their places: a difference found is no proof of cause.

    References
    ----------
    .. [1] Kireeva, A. A., Tsoi, A. A. (2018). Economic and Social Changes 11(2), 212-224.
       doi:10.15838/esc.2018.2.56.14
    .. [2] Berger, R. L. (1982). Multiparameter hypothesis testing and acceptance sampling. Technometrics 24, 295-300.
       doi:10.2307/1267823

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> h, s, product = rng.normal(size=200), rng.normal(size=200), np.arange(200) < 100
    >>> y = np.where(product, h, s) + rng.normal(size=200)
    >>> [test.p_value < 0.05 for test in factor_effects(y, h, s, product)]
    [True, True, True]
    """
    y, h, s = (np.asarray(column, dtype=float) for column in (outcome, hard, soft))
    makes_products = np.asarray(product, dtype=bool)
    z = np.empty((len(y), 0)) if controls is None else np.asarray(controls, dtype=float).reshape(len(y), -1)
    generator = np.random.default_rng(rng)
    halves = []
    for name, chosen, sign in ((PRODUCT, makes_products, 1.0), (CONTENT, ~makes_products, -1.0)):
        others = np.column_stack([(h + s)[chosen] / 2, z[chosen]])
        _demand_firms(name, int(chosen.sum()), others.shape[1] + 4)
        contrast = sign * (h - s)[chosen] / 2
        test = coefficient_test(y[chosen], contrast, others, draws=draws, rng=generator)
        halves.append(FactorTest(name, test.observations, sign * test.estimate, test.statistic, test.p_value))
    return [*halves, _whole(halves)]


def _demand_firms(name: str, given: int, needed: int) -> None:
    if given < needed:
        raise InputError(f"at least {needed} firms for '{name}'", str(given), "add firms of this kind")


def _whole(halves: list[FactorTest]) -> FactorTest:
    weaker = max(halves, key=lambda half: half.p_value if half.p_value == half.p_value else np.inf)
    firms = sum(half.firms for half in halves)
    return FactorTest(WHOLE, firms, halves[0].difference - halves[1].difference, weaker.statistic, weaker.p_value)


def factor_importance(
    hard: ArrayLike,
    soft: ArrayLike,
    product: ArrayLike,
    *,
    draws: int = 1999,
    rng: np.random.Generator | int = 0,
) -> list[FactorTest]:
    """Test the hypothesis on how firms themselves rate hard and soft factors.

    Parameters
    ----------
    hard, soft : array of float, shape (n_firms,)
        A firm's mean rating of its hard and its soft factors, on one scale.
    product : array of bool, shape (n_firms,)
        True for a maker of products, False for a maker of content.
    draws : int
        Random changes of sign.
    rng : numpy.random.Generator or int

    Returns
    -------
    list of FactorTest
        As for `factor_effects`; the test is that of the mean of the paired differences, by random signs.

    Raises
    ------
    InputError
        If there are fewer than five firms of a kind.

    Notes
    -----
    Exact if the differences are spread evenly about zero where there is no preference.

    References
    ----------
    .. [1] Romano, J. P. (1990). On the behavior of randomization tests without a group invariance assumption. Journal
       of the American Statistical Association 85, 686-692. doi:10.1080/01621459.1990.10474928

    Examples
    --------
    >>> tests = factor_importance([5, 4, 5, 4, 5, 1, 2, 1, 2, 1], [1, 2, 2, 1, 1, 4, 4, 5, 5, 4], [1] * 5 + [0] * 5)
    >>> round(tests[0].difference, 1), round(tests[1].difference, 1)
    (3.2, -3.0)
    """
    difference = np.asarray(hard, dtype=float) - np.asarray(soft, dtype=float)
    makes_products = np.asarray(product, dtype=bool)
    generator = np.random.default_rng(rng)
    halves = [
        _signs(name, difference[chosen], sign, draws, generator)
        for name, chosen, sign in ((PRODUCT, makes_products, 1.0), (CONTENT, ~makes_products, -1.0))
    ]
    return [*halves, _whole(halves)]


def _signs(name: str, difference: NDArray[np.float64], sign: float, draws: int, rng: np.random.Generator) -> FactorTest:
    n = len(difference)
    _demand_firms(name, n, 5)
    signs = rng.choice([-1.0, 1.0], size=(draws, n))
    drawn = _t(signs * difference)
    statistic = float(_t(sign * difference[None, :])[0])
    p_value = (1 + int(np.sum(drawn >= statistic - 1e-12))) / (1 + draws)
    return FactorTest(name, n, float(difference.mean()), statistic, p_value)


def _t(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    mean, spread = rows.mean(axis=1), rows.std(axis=1, ddof=1) / np.sqrt(rows.shape[1])
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = mean / spread
    return np.where(spread > 0, ratio, np.where(mean == 0, 0.0, np.copysign(np.inf, mean)))
