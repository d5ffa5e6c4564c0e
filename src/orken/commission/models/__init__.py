from orken.commission.models.body import Ballot, Body, BodyRules, Membership, Office
from orken.commission.models.minutes import Minutes, MinutesSignature
from orken.commission.models.recording import Recording
from orken.commission.models.session import Attendance, Form, Item, ItemState, Session, SessionState
from orken.commission.models.vote import BallotPaper, Dissent, SealedTally, Vote

__all__ = [
    "Attendance",
    "Ballot",
    "BallotPaper",
    "Body",
    "BodyRules",
    "Dissent",
    "Form",
    "Item",
    "ItemState",
    "Membership",
    "Minutes",
    "MinutesSignature",
    "Office",
    "Recording",
    "SealedTally",
    "Session",
    "SessionState",
    "Vote",
]
