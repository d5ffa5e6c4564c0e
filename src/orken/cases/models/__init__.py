from orken.cases.models.appeal import Appeal
from orken.cases.models.case import Case, CaseState, Outcome
from orken.cases.models.conflict import Conflict, ConflictKind, ConflictSource, Declaration
from orken.cases.models.draft import DraftSection, Evidence, Filing
from orken.cases.models.message import Message, MessageTemplate
from orken.cases.models.procedure import ProcedureVersion, RetiredVersion
from orken.cases.models.stage import Agreement, Clock, Decision, Proposal, Remark, Side, Signature
from orken.cases.models.transition import Transition

__all__ = [
    "Agreement",
    "Appeal",
    "Case",
    "CaseState",
    "Clock",
    "Conflict",
    "ConflictKind",
    "ConflictSource",
    "Decision",
    "Declaration",
    "DraftSection",
    "Evidence",
    "Filing",
    "Message",
    "MessageTemplate",
    "Outcome",
    "ProcedureVersion",
    "Proposal",
    "Remark",
    "RetiredVersion",
    "Side",
    "Signature",
    "Transition",
]
