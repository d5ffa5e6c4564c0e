"""Net present value, rate of return and break-even of a project, each beside the simple figure."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from growthpoles.appraisal.flows import Assumptions, cash_flows, drivers_of, horizon_months, monthly_rate
from growthpoles.appraisal.project import Project
from growthpoles.appraisal.rates import (
    discount_factors,
    discounted_payback,
    internal_rate_of_return,
    net_present_value,
    payback_period,
)
from growthpoles.appraisal.simple import simple_appraisal

__all__ = ["Appraisal", "Comparison", "appraise_project", "break_even_occupancy", "compare_with_simple"]


@dataclass(frozen=True)
class Appraisal:
    """Discounted figures to the owner; money in the project's currency, rates per year as shares."""

    flows: NDArray[np.float64]
    months: int
    net_present_value: float
    internal_rate_of_return: float
    payback_years: float
    discounted_payback_years: float
    benefit_cost_ratio: float
    break_even_occupancy: float


def appraise_project(project: Project, assumptions: Assumptions | None = None) -> Appraisal:
    r"""Appraise a project from its monthly cash flows.

    .. math:: NPV = -I + \sum_{m=1}^{H} \frac{R_m - C_m - T_m}{(1 + r)^{m/12}}

    Parameters
    ----------
    project : Project
        Outlay and one month of costs and revenue.
    assumptions : Assumptions, optional
        Rates, horizon, occupancy, tax; see there for the defaults.

    Returns
    -------
    Appraisal
        ``internal_rate_of_return`` is compounded to a year and ``NaN`` where none or several exist; paybacks are
        ``NaN`` where the outlay is not recovered within the horizon. ``benefit_cost_ratio`` is discounted revenue
        over the outlay and discounted payments (tax included).

    Notes
    -----
    Depreciation is not a payment: it only lowers the taxed profit. Nothing is recovered at the end of the horizon.

    References
    ----------
    .. [1] Boardman, A. E., Greenberg, D. H., Vining, A. R., Weimer, D. L. (2018). Cost-Benefit Analysis, 5th ed.
       doi:10.1017/9781108235594

    Examples
    --------
    >>> shop = Project({"outfit": 100.0}, {"rent": 5.0}, users=10.0, fee=2.0)
    >>> free_of_tax = Assumptions(discount_rate=0.0, tax_rate=0.0, horizon_years=1.0)
    >>> appraise_project(shop, free_of_tax).net_present_value
    80.0
    """
    given = assumptions or Assumptions()
    months = horizon_months(project, given)
    flows = _flows(project, given, months)
    rate = float(monthly_rate(given.discount_rate))
    revenue = _flows(project, replace(given, tax_rate=0.0), months) + _payments(project, given, months)
    factors = discount_factors(rate, months)
    monthly_irr = internal_rate_of_return(flows)
    return Appraisal(
        flows=flows,
        months=months,
        net_present_value=float(net_present_value(flows, rate)),
        internal_rate_of_return=float((1 + monthly_irr) ** 12 - 1),
        payback_years=payback_period(flows) / 12,
        discounted_payback_years=discounted_payback(flows, rate) / 12,
        benefit_cost_ratio=float((revenue * factors).sum() / ((revenue - flows) * factors).sum()),
        break_even_occupancy=break_even_occupancy(project, given),
    )


def _flows(project: Project, assumptions: Assumptions, months: int) -> NDArray[np.float64]:
    drivers = drivers_of(project, assumptions)
    return cash_flows(drivers, months=months, depreciation=project.depreciation, assumptions=assumptions)


def _payments(project: Project, assumptions: Assumptions, months: int) -> NDArray[np.float64]:
    """Outlay and running costs, positive, without tax."""
    unpaid = replace(drivers_of(project, assumptions), fee=0.0)
    free_of_tax = replace(assumptions, tax_rate=0.0)
    return -cash_flows(unpaid, months=months, depreciation=0.0, assumptions=free_of_tax)


def break_even_occupancy(project: Project, assumptions: Assumptions | None = None) -> float:
    """Share of the stated users at which the net present value is zero.

    Parameters
    ----------
    project : Project
        Outlay and one month of costs and revenue.
    assumptions : Assumptions, optional
        As for `appraise_project`; the occupancy in it is not used.

    Returns
    -------
    float
        A share of ``project.users``, above 1 where even all stated users do not suffice; ``NaN`` where no number of
        users suffices (the fee does not cover the cost per user).

    Examples
    --------
    >>> shop = Project({"outfit": 60.0}, {"rent": 5.0}, users=10.0, fee=2.0)
    >>> round(break_even_occupancy(shop, Assumptions(discount_rate=0.0, tax_rate=0.0, horizon_years=1.0)), 6)
    0.5
    """
    given = assumptions or Assumptions()
    months = horizon_months(project, given)
    rate = monthly_rate(given.discount_rate)
    drivers = drivers_of(project, given)

    def value(occupancy: float) -> float:
        at = replace(drivers, occupancy=occupancy)
        flows = cash_flows(at, months=months, depreciation=project.depreciation, assumptions=given)
        return float(net_present_value(flows, rate))

    low, high = 0.0, 1.0
    while value(high) < 0:
        low, high = high, 2 * high
        if high > 1e6:
            return float("nan")
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if value(middle) < 0 else (low, middle)
    return high


@dataclass(frozen=True)
class Comparison:
    """One measure, simple and full, and why they differ."""

    measure: str
    simple: float
    full: float
    unit: str
    reason: str


def compare_with_simple(project: Project, assumptions: Assumptions | None = None) -> list[Comparison]:
    """Each figure of the full appraisal beside the simple one, with the reason for the difference.

    Parameters
    ----------
    project : Project
        Outlay and one month of costs and revenue.
    assumptions : Assumptions, optional
        As for `appraise_project`.

    Returns
    -------
    list of Comparison
        ``NaN`` where one of the two ways has no such figure.

    Examples
    --------
    >>> shop = Project({"outfit": 100.0}, {"rent": 5.0}, users=10.0, fee=2.0)
    >>> [row.measure for row in compare_with_simple(shop)][:3]
    ['initial_cost', 'monthly_cost', 'monthly_revenue']
    """
    given = assumptions or Assumptions()
    simple, full = simple_appraisal(project), appraise_project(project, given)
    money, nan = project.currency, float("nan")
    settled = float(full.flows[-1])
    served = project.users * given.occupancy
    figures = {
        "initial_cost": (simple.initial_cost, project.initial_cost, money),
        "monthly_cost": (simple.monthly_cost, project.monthly_cash_cost, f"{money}/month"),
        "monthly_revenue": (simple.monthly_revenue, served * project.fee, f"{money}/month"),
        "monthly_profit": (simple.monthly_profit, settled, f"{money}/month"),
        "annual_profit": (simple.annual_profit, 12 * settled, f"{money}/year"),
        "payback_years": (simple.payback_years, full.payback_years, "years"),
        "discounted_payback_years": (simple.payback_years, full.discounted_payback_years, "years"),
        "benefit_cost_ratio": (simple.benefit_cost_ratio, full.benefit_cost_ratio, "ratio"),
        "net_present_value": (nan, full.net_present_value, money),
        "internal_rate_of_return": (nan, full.internal_rate_of_return, "per year"),
        "break_even_occupancy": (_simple_break_even(project), full.break_even_occupancy, "share of users"),
        "users_per_work_place": (nan, served / project.work_places, "users/work place"),
    }
    reasons = _reasons(given, full.months)
    return [Comparison(measure, *found, reasons[measure]) for measure, found in figures.items()]


def _reasons(given: Assumptions, months: int) -> dict[str, str]:
    """Why the full way finds another figure, by measure."""
    rate = f"{given.discount_rate:.1%} a year"
    return {
        "initial_cost": "the same outlay",
        "monthly_cost": "depreciation is not paid: it spreads the outlay that is counted already",
        "monthly_revenue": f"occupancy {given.occupancy:.0%} of the stated users once settled",
        "monthly_profit": "without depreciation, after tax, in the last month",
        "annual_profit": "twelve settled months; the first year differs where users come slowly",
        "payback_years": "from cash after tax month by month, not from profit that already pays depreciation",
        "discounted_payback_years": f"money of later months counts less, at {rate}",
        "benefit_cost_ratio": "the outlay and tax are costs too, depreciation is not, and all is discounted",
        "net_present_value": f"not given by the simple way; {months} months at {rate}",
        "internal_rate_of_return": "not given by the simple way; compare it with what the money earns elsewhere",
        "break_even_occupancy": (
            "simple: revenue covers one month's cost; full: it also returns the outlay with its yield"
        ),
        "users_per_work_place": "not asked by the simple way; above 1 the places must be shared in turns",
    }


def _simple_break_even(project: Project) -> float:
    return project.monthly_cost / project.revenue if project.revenue else float("nan")
