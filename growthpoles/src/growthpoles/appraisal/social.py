"""The project as society sees it: transfers leave, outside benefits and costs enter."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from growthpoles.appraisal.flows import Assumptions, horizon_months, monthly_rate, ramp
from growthpoles.appraisal.project import Project
from growthpoles.appraisal.rates import discount_factors

__all__ = ["SocialAppraisal", "social_appraisal"]


@dataclass(frozen=True)
class SocialAppraisal:
    """Present values to society; money of today in the project's currency."""

    users_benefit: float
    outside_benefits: float
    running_costs: float
    outside_costs: float
    initial_cost: float
    net_present_value: float
    benefit_cost_ratio: float


def social_appraisal(project: Project, assumptions: Assumptions | None = None) -> SocialAppraisal:
    r"""Social costs and benefits at the social discount rate.

    .. math:: SNPV = -I + \sum_m \frac{(1 - d) R_m + B_m - C_m^{*} - E_m}{(1 + s)^{m/12}}

    Parameters
    ----------
    project : Project
        ``social_benefits`` and ``social_costs`` are money a month that nobody pays to or receives from the project
        (firms that start, noise, …); each must be estimated outside this table.
    assumptions : Assumptions, optional
        ``displaced`` :math:`d`: share of revenue taken from other places; ``labour_conversion``: social cost of one
        unit of pay, below 1 where the hired would otherwise be idle; ``social_discount_rate`` :math:`s`.

    Returns
    -------
    SocialAppraisal
        Present values, costs positive. The ratio is all benefits over all costs.

    Notes
    -----
    Taxes are transfers and do not count. What users pay is taken as the least that the place is worth to them, so the
    benefit is a lower bound. The 5 % rate is that of the European Commission's guide for cohesion countries.

    References
    ----------
    .. [1] European Commission (2015). Guide to Cost-Benefit Analysis of Investment Projects. doi:10.2776/97516
    .. [2] Kee, J. E. (2005). Cost-Benefit Analysis. Encyclopedia of Social Measurement, 537-544.
       doi:10.1016/B0-12-369398-5/00175-4

    Examples
    --------
    >>> shop = Project({"outfit": 60.0}, {"rent": 5.0}, users=10.0, fee=2.0, social_benefits={"starts": 1.0})
    >>> year = Assumptions(social_discount_rate=0.0, horizon_years=1.0, displaced=0.5)
    >>> social_appraisal(shop, year).net_present_value
    12.0
    """
    given = assumptions or Assumptions()
    months = horizon_months(project, given)
    factors = discount_factors(float(monthly_rate(given.social_discount_rate)), months)[1:]
    annuity = float(factors.sum())
    served = given.occupancy * float(np.sum(factors * ramp(months, given.ramp_up_months)))
    benefit = project.revenue * (1 - given.displaced) * served
    outside = sum(project.social_benefits.values()) * annuity
    running = _running_cost(project, given, annuity, served)
    harm = sum(project.social_costs.values()) * annuity
    costs = running + harm + project.initial_cost
    return SocialAppraisal(
        users_benefit=benefit,
        outside_benefits=outside,
        running_costs=running,
        outside_costs=harm,
        initial_cost=project.initial_cost,
        net_present_value=benefit + outside - costs,
        benefit_cost_ratio=(benefit + outside) / costs,
    )


def _running_cost(project: Project, assumptions: Assumptions, annuity: float, served: float) -> float:
    total = 0.0
    for item, value in project.monthly.items():
        worth = value * (assumptions.labour_conversion if item == assumptions.labour_item else 1.0)
        total += worth * (served if item in assumptions.variable_items else annuity)
    return total
