"""Growth: shift-share in three forms, convergence, growth of location quotients."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from growthpoles.errors import InputError
from growthpoles.shares import ratio

Floats = NDArray[np.float64]


class ShiftShare(NamedTuple):
    """Components of growth in the unit of the table; they add up to ``growth``.

    Parameters
    ----------
    growth : array of float, shape (n_regions, n_industries)
    national_share : array of float
        What the region would have gained at the rate of the whole economy.
    industrial_mix : array of float
        What it gained because its industries grow faster everywhere.
    regional_share : array of float
        The rest: faster than the same industries elsewhere. Esteban: the part at homothetic employment.
    allocation : array of float
        Esteban only: being specialised in what one does better; zero otherwise.
    """

    growth: Floats
    national_share: Floats
    industrial_mix: Floats
    regional_share: Floats
    allocation: Floats

    @property
    def net_total_shift(self) -> Floats:
        """Growth beyond the national share."""
        return self.growth - self.national_share


def shift_share(
    before: ArrayLike,
    after: ArrayLike,
    nation_before: ArrayLike | None = None,
    nation_after: ArrayLike | None = None,
    *,
    method: Literal["dunn", "esteban"] = "dunn",
) -> ShiftShare:
    r"""Shift-share decomposition of growth between two periods.

    .. math:: \underbrace{e (E'/E - 1)}_{\text{national share}} +
        \underbrace{e (E_i'/E_i - E'/E)}_{\text{industrial mix}} +
        \underbrace{e' - e E_i'/E_i}_{\text{regional share}}

    Parameters
    ----------
    before, after : array of float, shape (n_regions, n_industries)
        The same regions and industries, in one unit; ``NaN`` is "not published".
    nation_before, nation_after : array of float, shape (n_industries,), optional
        The whole economy; sums over the regions without them.
    method : {"dunn", "esteban"}
        Esteban splits the regional share by homothetic employment :math:`e_r E_i / E` and an allocation effect.

    Returns
    -------
    ShiftShare
        Per region and industry; sum over industries for the classical components of a region.

    Raises
    ------
    InputError
        If the arrays do not belong together.

    Notes
    -----
    Nothing is divided by a cell of a region: an industry that was zero there has no rate of growth, and all it gained
    is regional share (with Esteban: allocation). REAT returns NA for such regions.

    References
    ----------
    .. [1] Dunn, E. S. (1960). A statistical and analytical technique for regional analysis. Papers in Regional Science
       6, 97-112. https://doi.org/10.1111/j.1435-5597.1960.tb01705.x
    .. [2] Esteban-Marquillas, J. M. (1972). A reinterpretation of shift-share analysis. Regional and Urban Economics
       2, 249-255. https://doi.org/10.1016/0034-3331(72)90033-4

    Examples
    --------
    Region A of Farhauer and Kroell (2013):

    >>> parts = shift_share([[90, 20, 10, 60]], [[100, 40, 10, 55]], [400, 150, 150, 400], [440, 210, 135, 480])
    >>> [round(float(part.sum()), 6) for part in (parts.growth, parts.national_share, parts.industrial_mix)]
    [25.0, 27.0, 1.0]
    >>> round(float(parts.regional_share.sum()), 6), round(float(parts.net_total_shift.sum()), 6)
    (-3.0, -2.0)
    """
    first, last = _aligned(before, after)
    nation_first = _nation(nation_before, first)
    nation_last = _nation(nation_after, last)
    whole = nation_last.sum() / nation_first.sum()
    # An industry that is new to the whole economy is zero in every region: its rate is never used.
    rate = np.where(nation_first > 0, ratio(nation_last, nation_first), whole)
    national, mix = first * (whole - 1.0), first * (rate - whole)
    regional = last - first * rate
    allocation = np.zeros_like(regional)
    if method == "esteban":
        advantage = np.where(first > 0, ratio(regional, first), 0.0)
        homothetic = first.sum(axis=1, keepdims=True) * nation_first / nation_first.sum()
        allocation = regional - homothetic * advantage
        regional = homothetic * advantage
    elif method != "dunn":
        raise InputError("dunn or esteban", repr(method), "choose a method; dynamic_shift_share takes several periods")
    return ShiftShare(last - first, national, mix, regional, allocation)


def dynamic_shift_share(
    values: ArrayLike, nation: ArrayLike | None = None, *, method: Literal["dunn", "esteban"] = "dunn"
) -> ShiftShare:
    """Shift-share period by period, added up, so that a changing industrial mix is followed.

    Parameters
    ----------
    values : array of float, shape (n_periods, n_regions, n_industries)
        In the order of time; ``NaN`` is "not published".
    nation : array of float, shape (n_periods, n_industries), optional
    method : {"dunn", "esteban"}

    Returns
    -------
    ShiftShare

    References
    ----------
    .. [1] Barff, R. A., Knight, P. L. (1988). Dynamic shift-share analysis. Growth and Change 19, 1-10.
       https://doi.org/10.1111/j.1468-2257.1988.tb00465.x

    Examples
    --------
    >>> parts = dynamic_shift_share([[[10, 10], [10, 10]], [[12, 10], [10, 12]], [[14, 10], [10, 14]]])
    >>> parts.growth.tolist()
    [[4.0, 0.0], [0.0, 4.0]]
    """
    cube = np.asarray(values, dtype=np.float64)
    if cube.ndim != 3 or len(cube) < 2:
        raise InputError("two periods or more", f"an array of shape {cube.shape}", "stack the periods, first to last")
    whole = cube.sum(axis=1) if nation is None else np.asarray(nation, dtype=np.float64)
    steps = [
        shift_share(cube[at], cube[at + 1], whole[at], whole[at + 1], method=method) for at in range(len(cube) - 1)
    ]
    return ShiftShare(*(np.sum(parts, axis=0) for parts in zip(*steps, strict=True)))


class Convergence(NamedTuple):
    """Absolute beta convergence by least squares.

    ``beta`` is the slope of mean yearly growth on the logarithm of the initial level; ``speed`` per year and
    ``half_life`` in years follow from it; ``p_value`` of the slope.
    """

    beta: float
    intercept: float
    r_squared: float
    p_value: float
    speed: float
    half_life: float


def beta_convergence(initial: ArrayLike, final: ArrayLike, years: float) -> Convergence:
    r"""Do poorer regions grow faster?

    .. math:: \frac1T \ln \frac{y_{r,T}}{y_{r,0}} = \alpha + \beta \ln y_{r,0}, \qquad
        \text{speed} = -\frac{\ln(1 + \beta T)}{T}

    Parameters
    ----------
    initial, final : array of float, shape (n_regions,)
        Positive levels such as income per head; regions with ``NaN`` are left out.
    years : float
        Years between the two.

    Returns
    -------
    Convergence
        A negative ``beta`` is convergence; ``speed`` is ``NaN`` if :math:`1 + \beta T \le 0`.

    References
    ----------
    .. [1] Barro, R. J., Sala-i-Martin, X. (1992). Convergence. Journal of Political Economy 100, 223-251.
       https://doi.org/10.1086/261816

    Examples
    --------
    >>> found = beta_convergence([1.0, 2.0, 4.0], [2.0, 3.0, 4.5], 10)
    >>> round(found.beta, 4), round(found.speed, 4)
    (-0.0415, 0.0536)
    """
    from scipy.stats import linregress

    start, end = np.asarray(initial, dtype=np.float64), np.asarray(final, dtype=np.float64)
    known = ~(np.isnan(start) | np.isnan(end))
    start, end = start[known], end[known]
    if len(start) < 3 or (start <= 0).any() or (end <= 0).any() or not years > 0:
        raise InputError("positive levels of three regions or more", f"{len(start)} regions", "check levels and years")
    line = linregress(np.log(start), np.log(end / start) / years)
    inner = 1.0 + line.slope * years
    speed = float(-np.log(inner) / years) if inner > 0 else float("nan")
    half = float(np.log(2.0) / speed) if speed > 0 else float("nan")
    return Convergence(float(line.slope), float(line.intercept), float(line.rvalue**2), float(line.pvalue), speed, half)


def sigma_convergence(levels: ArrayLike) -> Floats:
    """Dispersion of regions by period: standard deviation of the logarithms.

    Parameters
    ----------
    levels : array of float, shape (n_periods, n_regions)
        Positive; ``NaN`` is left out.

    Returns
    -------
    array of float, shape (n_periods,)
        With n - 1; falling values are sigma convergence.

    References
    ----------
    .. [1] Barro, R. J., Sala-i-Martin, X. (1992). Convergence. Journal of Political Economy 100, 223-251.
       https://doi.org/10.1086/261816

    Examples
    --------
    >>> sigma_convergence([[1.0, 4.0], [2.0, 4.0]]).round(4)
    array([0.9803, 0.4901])
    """
    return np.nanstd(np.log(np.asarray(levels, dtype=np.float64)), axis=-1, ddof=1)


def quotient_growth(before: ArrayLike, after: ArrayLike) -> Floats:
    """Relative change of location quotients between two periods (REAT ``locq.growth``).

    Parameters
    ----------
    before, after : array of float, same shape
        Location quotients.

    Returns
    -------
    array of float, same shape
        0.1 is ten per cent more; ``NaN`` where the first was zero or unknown.

    References
    ----------
    .. [1] Wieland, T. (2019). REAT: a regional economic analysis toolbox for R. REGION 6, R1-R57.
       https://doi.org/10.18335/region.v6i3.267

    Examples
    --------
    >>> quotient_growth([1.0, 0.0], [1.1, 0.5]).round(3)
    array([0.1, nan])
    """
    first, last = np.asarray(before, dtype=np.float64), np.asarray(after, dtype=np.float64)
    return ratio(last, first) - 1.0


def _aligned(before: ArrayLike, after: ArrayLike) -> tuple[Floats, Floats]:
    first, last = np.asarray(before, dtype=np.float64), np.asarray(after, dtype=np.float64)
    if first.ndim != 2 or first.shape != last.shape:
        raise InputError(
            "two arrays of one shape", f"{first.shape} and {last.shape}", "use one universe for both periods"
        )
    if (first < 0).any() or (last < 0).any():
        raise InputError("quantities of zero or more", "a negative one", "correct it")
    return first, last


def _nation(given: ArrayLike | None, cells: Floats) -> Floats:
    nation = cells.sum(axis=0) if given is None else np.asarray(given, dtype=np.float64)
    if nation.shape != cells.shape[1:]:
        raise InputError(f"{cells.shape[1]} industries of the nation", f"shape {nation.shape}", "align them")
    return nation
