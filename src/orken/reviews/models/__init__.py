from orken.reviews.models.assignment import LIVE, OPEN, Assignment, AssignmentState
from orken.reviews.models.consensus import Confirmation, Consensus
from orken.reviews.models.expert import AwayPeriod, Expert
from orken.reviews.models.scorecard import Scorecard

__all__ = [
    "LIVE",
    "OPEN",
    "Assignment",
    "AssignmentState",
    "AwayPeriod",
    "Confirmation",
    "Consensus",
    "Expert",
    "Scorecard",
]
