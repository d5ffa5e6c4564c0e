"""The appraisal that the co-working table of the source makes: profit, payback, revenue over cost."""

from __future__ import annotations

from dataclasses import dataclass

from growthpoles.appraisal.project import Project

__all__ = ["SimpleAppraisal", "simple_appraisal"]


@dataclass(frozen=True)
class SimpleAppraisal:
    """Figures of one typical month, multiplied by twelve; money in the project's currency."""

    initial_cost: float
    monthly_cost: float
    monthly_revenue: float
    monthly_profit: float
    annual_profit: float
    payback_years: float
    benefit_cost_ratio: float


def simple_appraisal(project: Project) -> SimpleAppraisal:
    """Profit, payback and benefit-cost ratio without time, tax or the outlay.

    Parameters
    ----------
    project : Project
        Outlay and one month of costs and revenue.

    Returns
    -------
    SimpleAppraisal
        ``payback_years`` is the outlay over annual profit; ``benefit_cost_ratio`` is monthly revenue over monthly
        cost, depreciation included. Both are ``NaN`` or infinite where their divisor is zero.

    Notes
    -----
    The ratio leaves out the outlay and counts depreciation, which stands for it; payback counts depreciation a
    second time. `growthpoles.appraisal.bridge` shows what each of these steps changes.

    References
    ----------
    .. [1] Table 3 of the article on smart cities and the creative economy of Kazakhstan, Central Asian Economic
       Review, ISSN 2789-4398 (the project's source 001).

    Examples
    --------
    >>> simple_appraisal(Project({"outfit": 120.0}, {"rent": 20.0}, users=10.0, fee=5.0)).payback_years
    0.3333333333333333
    """
    profit = project.revenue - project.monthly_cost
    return SimpleAppraisal(
        initial_cost=project.initial_cost,
        monthly_cost=project.monthly_cost,
        monthly_revenue=project.revenue,
        monthly_profit=profit,
        annual_profit=12 * profit,
        payback_years=project.initial_cost / (12 * profit) if profit > 0 else float("nan"),
        benefit_cost_ratio=project.revenue / project.monthly_cost if project.monthly_cost else float("inf"),
    )
