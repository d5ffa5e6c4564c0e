"""The four stages of a cluster in strict order, each by evidence; what is missing points to a mechanism."""

from growthpoles.stages.assessment import Assessment, Evidence, assess_stages, status_of
from growthpoles.stages.criteria import Criterion, Mechanism, criteria, mechanisms, mechanisms_for
from growthpoles.stages.tables import stages

__all__ = [
    "Assessment",
    "Criterion",
    "Evidence",
    "Mechanism",
    "assess_stages",
    "criteria",
    "mechanisms",
    "mechanisms_for",
    "stages",
    "status_of",
]
