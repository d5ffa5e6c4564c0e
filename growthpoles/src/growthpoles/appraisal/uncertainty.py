"""How far the net present value moves: one driver at a time, and all together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from growthpoles.appraisal.flows import Assumptions, Drivers, cash_flows, drivers_of, horizon_months, monthly_rate
from growthpoles.appraisal.project import Project
from growthpoles.appraisal.rates import net_present_value
from growthpoles.errors import InputError

__all__ = ["Sensitivity", "Simulation", "default_ranges", "sensitivity", "simulate"]

DRIVERS = tuple(Drivers.__dataclass_fields__)
Range = tuple[float, float, float]


@dataclass(frozen=True)
class Sensitivity:
    """Net present value at the ends of one driver's range, and the value at which it is zero."""

    driver: str
    low: float
    stated: float
    high: float
    npv_at_low: float
    npv_at_high: float
    switching_value: float


@dataclass(frozen=True)
class Simulation:
    """Draws of the net present value, money of today."""

    draws: NDArray[np.float64]
    loss_probability: float
    mean: float
    quantiles: dict[float, float]


def default_ranges(project: Project, assumptions: Assumptions) -> dict[str, Range]:
    """Lowest, likeliest and highest value of each driver, where nothing better is known.

    Occupancy runs from half to full; the fee by a fifth; the outlay from a tenth less to three tenths more, as
    building costs overrun more often than they shrink; fixed costs up to the high rent of the table, else a fifth.
    """
    d = drivers_of(project, assumptions)
    dearer = 1.2 * float(d.fixed_cost)
    if project.rent_rates and project.rent_item:
        dearer = float(d.fixed_cost) + project.monthly[project.rent_item] * (
            project.rent_rates[1] / project.rent_rates[0] - 1
        )
    occupancy = float(d.occupancy)
    return {
        "initial_cost": (0.9 * float(d.initial_cost), float(d.initial_cost), 1.3 * float(d.initial_cost)),
        "fixed_cost": (float(d.fixed_cost), float(d.fixed_cost), max(dearer, float(d.fixed_cost))),
        "fee": (0.8 * float(d.fee), float(d.fee), 1.2 * float(d.fee)),
        "occupancy": (0.5 * occupancy, occupancy, occupancy),
        "discount_rate": (0.5 * float(d.discount_rate), float(d.discount_rate), 1.5 * float(d.discount_rate)),
    }


def _checked(ranges: Mapping[str, Range]) -> Mapping[str, Range]:
    for driver, (low, mode, high) in ranges.items():
        if driver not in DRIVERS or not low <= mode <= high:
            raise InputError(
                wanted=f"for each of {', '.join(DRIVERS)} a range low <= likeliest <= high",
                given=f"{driver}: {low}, {mode}, {high}",
                remedy="correct the name or the order of the three values",
            )
    return ranges


def _value(project: Project, assumptions: Assumptions, drivers: Drivers) -> NDArray[np.float64]:
    months = horizon_months(project, assumptions)
    flows = cash_flows(drivers, months=months, depreciation=project.depreciation, assumptions=assumptions)
    return net_present_value(flows, monthly_rate(drivers.discount_rate))


def sensitivity(
    project: Project, assumptions: Assumptions | None = None, ranges: Mapping[str, Range] | None = None
) -> list[Sensitivity]:
    """Net present value with one driver at a time moved over its range, widest effect first.

    Parameters
    ----------
    project : Project
        Outlay and one month of costs and revenue.
    assumptions : Assumptions, optional
        Where the other drivers stay.
    ranges : mapping of str to (low, likeliest, high), optional
        Drivers: initial_cost, fixed_cost, cost_per_user, users, fee, occupancy, discount_rate.
        Default: `default_ranges`.

    Returns
    -------
    list of Sensitivity
        ``switching_value`` is ``NaN`` where no value between a hundredth and a hundred times the stated one brings
        the net present value to zero.

    Examples
    --------
    >>> shop = Project({"outfit": 60.0}, {"rent": 5.0}, users=10.0, fee=2.0)
    >>> year = Assumptions(discount_rate=0.0, tax_rate=0.0, horizon_years=1.0)
    >>> [row] = sensitivity(shop, year, {"fee": (1.0, 2.0, 3.0)})
    >>> round(row.npv_at_low, 6), round(row.npv_at_high, 6), round(row.switching_value, 6)
    (0.0, 240.0, 1.0)
    """
    given = assumptions or Assumptions()
    stated = drivers_of(project, given)
    rows = []
    for driver, (low, _, high) in _checked(ranges or default_ranges(project, given)).items():
        ends = _value(project, given, _moved(stated, driver, np.array([low, high])))
        switch = _switching_value(project, given, stated, driver)
        rows.append(
            Sensitivity(driver, low, float(getattr(stated, driver)), high, float(ends[0]), float(ends[1]), switch)
        )
    return sorted(rows, key=lambda row: -abs(row.npv_at_high - row.npv_at_low))


def _moved(drivers: Drivers, driver: str, values: NDArray[np.float64]) -> Drivers:
    spread = {name: np.broadcast_to(getattr(drivers, name), values.shape) for name in DRIVERS}
    return Drivers(**{**spread, driver: values})


def _switching_value(project: Project, assumptions: Assumptions, stated: Drivers, driver: str) -> float:
    start = float(getattr(stated, driver))
    grid = start * np.geomspace(0.01, 100.0, 401)
    worth = _value(project, assumptions, _moved(stated, driver, grid))
    crossings = np.flatnonzero(np.sign(worth[:-1]) * np.sign(worth[1:]) <= 0)
    if not len(crossings) or start == 0:
        return float("nan")
    nearest = int(crossings[np.argmin(np.abs(crossings - 200))])
    low, high = float(grid[nearest]), float(grid[nearest + 1])
    sign = np.sign(worth[nearest])
    for _ in range(60):
        middle = 0.5 * (low + high)
        same = np.sign(_value(project, assumptions, replace(stated, **{driver: middle}))) == sign
        low, high = (middle, high) if same else (low, middle)
    return 0.5 * (low + high)


def simulate(
    project: Project,
    assumptions: Assumptions | None = None,
    ranges: Mapping[str, Range] | None = None,
    *,
    draws: int = 10_000,
    rng: np.random.Generator | int = 0,
) -> Simulation:
    """Monte Carlo of the net present value with independent triangular drivers.

    Parameters
    ----------
    project : Project
        Outlay and one month of costs and revenue.
    assumptions : Assumptions, optional
        Values of the drivers that have no range, tax and ramp-up.
    ranges : mapping of str to (low, likeliest, high), optional
        Default: `default_ranges`.
    draws : int
        Number of draws.
    rng : numpy.random.Generator or int
        Source of randomness, or its seed.

    Returns
    -------
    Simulation
        Draws, share of draws below zero, mean, and quantiles 5, 25, 50, 75 and 95 %.

    Notes
    -----
    Drivers are drawn independently. Where a low occupancy comes with a low fee the true spread is wider.

    References
    ----------
    .. [1] Hertz, D. B. (1964). Risk analysis in capital investment. Harvard Business Review 42, 95-106.

    Examples
    --------
    >>> shop = Project({"outfit": 60.0}, {"rent": 5.0}, users=10.0, fee=2.0)
    >>> year = Assumptions(discount_rate=0.0, tax_rate=0.0, horizon_years=1.0)
    >>> round(simulate(shop, year, {"fee": (1.0, 2.0, 3.0)}, draws=20_000).mean)
    120
    """
    given = assumptions or Assumptions()
    generator = np.random.default_rng(rng)
    stated = drivers_of(project, given)
    drawn = {name: np.broadcast_to(float(getattr(stated, name)), (draws,)) for name in DRIVERS}
    for driver, (low, mode, high) in _checked(ranges or default_ranges(project, given)).items():
        drawn[driver] = generator.triangular(low, mode, high, draws) if high > low else np.full(draws, mode)
    values = _value(project, given, Drivers(**drawn))
    levels = (0.05, 0.25, 0.50, 0.75, 0.95)
    quantiles = dict(zip(levels, np.quantile(values, levels).tolist(), strict=True))
    return Simulation(values, float(np.mean(values < 0)), float(values.mean()), quantiles)
