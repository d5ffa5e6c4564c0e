"""The way from the simple appraisal to the full one, one correction at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace

from growthpoles.appraisal.figures import appraise_project
from growthpoles.appraisal.flows import Assumptions, horizon_months
from growthpoles.appraisal.project import Project
from growthpoles.appraisal.simple import simple_appraisal

__all__ = ["Step", "bridge"]


@dataclass(frozen=True)
class Step:
    """One correction and the three figures after it; the net present value is money, payback years."""

    step: str
    benefit_cost_ratio: float
    payback_years: float
    net_present_value: float
    why: str


def bridge(project: Project, assumptions: Assumptions | None = None) -> list[Step]:
    """From the simple figures to the full appraisal, each correction kept while the next is added.

    Parameters
    ----------
    project : Project
        Outlay and one month of costs and revenue.
    assumptions : Assumptions, optional
        Of the last step.

    Returns
    -------
    list of Step
        The first row is the simple appraisal (no net present value: ``NaN``), the last equals `appraise_project`.

    Examples
    --------
    >>> shop = Project({"outfit": 120.0}, {"rent": 5.0}, users=10.0, fee=2.0, depreciation=5.0)
    >>> [(s.step, round(s.benefit_cost_ratio, 2)) for s in bridge(shop)][:3]
    [('simple', 2.0), ('outlay counted', 1.33), ('depreciation not paid', 2.0)]
    """
    given = assumptions or Assumptions()
    months = horizon_months(project, given)
    plain = replace(given, discount_rate=0.0, tax_rate=0.0, occupancy=1.0, ramp_up_months=0, horizon_years=months / 12)
    accounts = replace(project, monthly={**project.monthly, "depreciation": project.depreciation}, depreciation=0.0)
    simple = simple_appraisal(project)
    discounted = replace(plain, discount_rate=given.discount_rate)
    taxed = replace(discounted, tax_rate=given.tax_rate)
    return [
        Step(
            "simple",
            simple.benefit_cost_ratio,
            simple.payback_years,
            float("nan"),
            "one month's revenue over one month's cost; the outlay is only in the payback",
        ),
        _step("outlay counted", accounts, plain, f"the outlay is a cost; {months} months are looked at"),
        _step("depreciation not paid", project, plain, "with the outlay counted, depreciation would count it twice"),
        _step("discounted", project, discounted, f"money of next year is worth {given.discount_rate:.1%} less today"),
        _step("taxed", project, taxed, f"tax of {given.tax_rate:.0%} on profit after depreciation"),
        _step(
            "users as expected",
            project,
            replace(given, horizon_years=months / 12),
            f"occupancy {given.occupancy:.0%}, reached after {given.ramp_up_months} months",
        ),
    ]


def _step(name: str, project: Project, assumptions: Assumptions, why: str) -> Step:
    full = appraise_project(project, assumptions)
    return Step(name, full.benefit_cost_ratio, full.discounted_payback_years, full.net_present_value, why)
