"""Monthly cash flows of a project under stated assumptions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from growthpoles.appraisal.project import Project
from growthpoles.errors import InputError

__all__ = ["Assumptions", "Drivers", "cash_flows", "drivers_of", "horizon_months", "monthly_rate", "ramp"]


@dataclass(frozen=True)
class Assumptions:
    """What the table does not say. Every value is printed with the result; rates are real, flows at constant prices.

    ``tax_rate`` is charged on profit after depreciation, month by month, without carrying losses forward (20 % is the
    corporate rate of Kazakhstan since 2018; a trader under a special regime pays less). ``displaced`` is the share of
    revenue that other places lose: no gain to society. ``labour_conversion`` is the social cost of a tenge of pay.
    ``horizon_years`` ``None`` takes the life that the depreciation implies: outlay over depreciation.
    """

    discount_rate: float = 0.10
    social_discount_rate: float = 0.05
    horizon_years: float | None = None
    occupancy: float = 1.0
    ramp_up_months: int = 0
    tax_rate: float = 0.20
    displaced: float = 0.0
    labour_conversion: float = 1.0
    labour_item: str = "Salary fund"
    variable_items: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("occupancy", "tax_rate", "displaced"):
            if not 0 <= getattr(self, name) <= 1:
                raise InputError(
                    wanted=f"{name} between 0 and 1",
                    given=str(getattr(self, name)),
                    remedy="write per cent as a share: 20 % is 0.2",
                )


@dataclass(frozen=True)
class Drivers:
    """The quantities that a sensitivity or a simulation moves; floats, or arrays of one length."""

    initial_cost: NDArray[np.float64] | float
    fixed_cost: NDArray[np.float64] | float
    cost_per_user: NDArray[np.float64] | float
    users: NDArray[np.float64] | float
    fee: NDArray[np.float64] | float
    occupancy: NDArray[np.float64] | float
    discount_rate: NDArray[np.float64] | float


def drivers_of(project: Project, assumptions: Assumptions) -> Drivers:
    """Starting values of the drivers; items named as variable are spread over the stated users."""
    unknown = set(assumptions.variable_items) - set(project.monthly)
    if unknown:
        raise InputError(
            wanted=f"variable items among the monthly costs: {', '.join(project.monthly)}",
            given=", ".join(sorted(unknown)),
            remedy="spell the item as in the table",
        )
    variable = sum(project.monthly[item] for item in assumptions.variable_items)
    return Drivers(
        initial_cost=project.initial_cost,
        fixed_cost=project.monthly_cash_cost - variable,
        cost_per_user=variable / project.users if project.users else 0.0,
        users=project.users,
        fee=project.fee,
        occupancy=assumptions.occupancy,
        discount_rate=assumptions.discount_rate,
    )


def horizon_months(project: Project, assumptions: Assumptions) -> int:
    """Months that are appraised: as asked for, else the life that depreciation implies, else five years."""
    if assumptions.horizon_years is not None:
        return max(1, round(12 * assumptions.horizon_years))
    if project.depreciation > 0:
        return max(1, round(project.initial_cost / project.depreciation))
    return 60


def monthly_rate(annual: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Rate per month that compounds to the annual one."""
    return np.asarray(np.expm1(np.log1p(annual) / 12))


def ramp(months: int, ramp_up: int) -> NDArray[np.float64]:
    """Share of the settled occupancy that is reached in months 1 to ``months``, rising in equal steps.

    >>> ramp(4, 2)
    array([0.5, 1. , 1. , 1. ])
    """
    return np.minimum(1.0, np.arange(1, months + 1) / max(1, ramp_up))


def cash_flows(drivers: Drivers, *, months: int, depreciation: float, assumptions: Assumptions) -> NDArray[np.float64]:
    """Cash flows to the owner, today and at the end of each month.

    Parameters
    ----------
    drivers : Drivers
        Floats, or arrays of shape (n_draws,).
    months : int
        Horizon.
    depreciation : float
        Money a month: lowers the taxed profit, is not paid.
    assumptions : Assumptions
        Ramp-up and tax rate.

    Returns
    -------
    array of float, shape (months + 1,) or (n_draws, months + 1)
        Money; the first is minus the outlay.
    """
    d = {name: np.asarray(getattr(drivers, name), dtype=float)[..., None] for name in Drivers.__dataclass_fields__}
    served = d["users"] * d["occupancy"] * ramp(months, assumptions.ramp_up_months)
    profit = served * (d["fee"] - d["cost_per_user"]) - d["fixed_cost"]
    tax = assumptions.tax_rate * np.maximum(profit - depreciation, 0.0)
    after_tax = profit - tax
    outlay = np.broadcast_to(-d["initial_cost"], (*after_tax.shape[:-1], 1))
    return np.concatenate([outlay, after_tax], axis=-1)
