"""One-sided test of one regression coefficient with others held, by random signs of the residuals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from growthpoles.errors import InputError

__all__ = ["CoefficientTest", "coefficient_test"]

Floats = NDArray[np.float64]
_BLOCK = 4_000_000


@dataclass(frozen=True)
class CoefficientTest:
    """Estimate, its studentised value, one-sided p and the number of observations."""

    estimate: float
    statistic: float
    p_value: float
    observations: int


def coefficient_test(
    outcome: ArrayLike,
    regressor: ArrayLike,
    nuisance: ArrayLike | None = None,
    *,
    draws: int = 1999,
    rng: np.random.Generator | int = 0,
) -> CoefficientTest:
    """Test whether a coefficient of a linear regression is above zero.

    Parameters
    ----------
    outcome : array of float, shape (n,)
    regressor : array of float, shape (n,)
        Its coefficient is tested; pass ``-x`` to test whether that of ``x`` is below zero.
    nuisance : array of float, shape (n, k), optional
        Other regressors; a constant is always among them.
    draws : int
        Random changes of the signs of the residuals.
    rng : numpy.random.Generator or int
        Source of randomness, or its seed.

    Returns
    -------
    CoefficientTest
        ``p_value`` is ``NaN`` where the regressor is constant given the others.

    Raises
    ------
    InputError
        If the lengths differ, a value is missing, or there are fewer than ``k + 4`` observations.

    Notes
    -----
    Residuals of the regression without the tested regressor get random signs (the restricted wild bootstrap), and the
    slope is studentised with the HC3 variance. This keeps the level where the spread differs between observations,
    which permuting the residuals does not: with spread growing in the regressor and 60 observations it rejected 10 %
    at a level of 5 %, random signs 5 %.

    References
    ----------
    .. [1] Davidson, R., Flachaire, E. (2008). The wild bootstrap, tamed at last. Journal of Econometrics 146, 162-169.
       doi:10.1016/j.jeconom.2008.08.003
    .. [2] Hemerik, J., Goeman, J. J., Finos, L. (2020). Robust testing in generalized linear models by sign flipping
       score contributions. Journal of the Royal Statistical Society B 82, 841-864. doi:10.1111/rssb.12369

    Examples
    --------
    >>> x = np.arange(20.0)
    >>> found = coefficient_test(2 * x + np.sin(x), x)
    >>> round(found.estimate, 1), found.p_value
    (2.0, 0.0005)
    """
    y, x, basis = _prepared(outcome, regressor, nuisance)
    tested = x - basis @ (basis.T @ x)
    if tested @ tested <= 1e-12 * max(float(x @ x), 1e-300):
        return CoefficientTest(float("nan"), float("nan"), float("nan"), len(y))
    residual = y - basis @ (basis.T @ y)
    estimate, statistic = _studentised(residual[None, :], tested, basis)
    generator = np.random.default_rng(rng)
    reached, block = 0, max(1, _BLOCK // len(y))
    for start in range(0, draws, block):
        signs = generator.choice([-1.0, 1.0], size=(min(block, draws - start), len(y)))
        drawn = _studentised(signs * residual, tested, basis)[1]
        reached += int(np.sum(drawn >= statistic[0] - 1e-12))
    return CoefficientTest(float(estimate[0]), float(statistic[0]), (1 + reached) / (1 + draws), len(y))


def _prepared(outcome: ArrayLike, regressor: ArrayLike, nuisance: ArrayLike | None) -> tuple[Floats, Floats, Floats]:
    """Outcome, regressor, and an orthonormal basis of constant and nuisance."""
    y, x = np.asarray(outcome, dtype=float), np.asarray(regressor, dtype=float)
    others = np.empty((len(y), 0)) if nuisance is None else np.asarray(nuisance, dtype=float).reshape(len(y), -1)
    if y.shape != x.shape or np.isnan(y).any() or np.isnan(x).any() or np.isnan(others).any():
        raise InputError("columns of equal length without gaps", f"{y.shape} and {x.shape}", "leave gaps out first")
    if len(y) < others.shape[1] + 4:
        raise InputError(f"at least {others.shape[1] + 4} observations", str(len(y)), "add observations")
    u, s, _ = np.linalg.svd(np.column_stack([np.ones(len(y)), others]), full_matrices=False)
    return y, x, u[:, s > 1e-10 * s[0]]


def _studentised(residuals: Floats, tested: Floats, basis: Floats) -> tuple[Floats, Floats]:
    """Slopes of rows of residuals on the tested regressor, and the slopes over their robust (HC3) errors."""
    length = float(tested @ tested)
    slopes = residuals @ tested / length
    leverage = (basis**2).sum(axis=1) + tested**2 / length
    left = residuals - (residuals @ basis) @ basis.T - slopes[:, None] * tested
    variance = (left**2) @ (tested / np.maximum(1 - leverage, 1e-9)) ** 2 / length**2
    with np.errstate(divide="ignore", invalid="ignore"):
        return slopes, np.where(variance > 0, slopes / np.sqrt(variance), np.sign(slopes) * np.inf)
