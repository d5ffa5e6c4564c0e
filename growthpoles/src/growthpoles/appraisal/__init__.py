"""Cost-benefit appraisal: the simple figures of a small project, then the full ones, and why they differ."""

from growthpoles.appraisal.figures import (
    Appraisal,
    Comparison,
    appraise_project,
    break_even_occupancy,
    compare_with_simple,
)
from growthpoles.appraisal.flows import Assumptions
from growthpoles.appraisal.project import Project, read_project
from growthpoles.appraisal.rates import (
    discounted_payback,
    internal_rate_of_return,
    internal_rates_of_return,
    net_present_value,
    payback_period,
)
from growthpoles.appraisal.simple import SimpleAppraisal, simple_appraisal
from growthpoles.appraisal.social import SocialAppraisal, social_appraisal
from growthpoles.appraisal.steps import Step, bridge
from growthpoles.appraisal.uncertainty import Sensitivity, Simulation, default_ranges, sensitivity, simulate

__all__ = [
    "Appraisal",
    "Assumptions",
    "Comparison",
    "Project",
    "Sensitivity",
    "SimpleAppraisal",
    "Simulation",
    "SocialAppraisal",
    "Step",
    "appraise_project",
    "break_even_occupancy",
    "bridge",
    "compare_with_simple",
    "default_ranges",
    "discounted_payback",
    "internal_rate_of_return",
    "internal_rates_of_return",
    "net_present_value",
    "payback_period",
    "read_project",
    "sensitivity",
    "simple_appraisal",
    "simulate",
    "social_appraisal",
]
