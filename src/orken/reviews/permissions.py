"""Who may do what with experts, assignments and scorecards. Each predicate answers with the reason of a refusal.

Experts are no officers: they see a case only through the pages of this room.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext_lazy as _

from orken.cases.models import CaseState, Declaration
from orken.cases.permissions import ALLOWED, CASEWORK_ROLES, DESK_ROLES, NOT_STAFF, Permit
from orken.cases.services.conflicts import has_declared
from orken.parties.models import Role, User
from orken.parties.permissions import acts_for, has_role
from orken.reviews.models import Assignment, AssignmentState

KEEPING_EXPERTS = (*CASEWORK_ROLES, Role.SECRETARY)

NOT_ANSWERED = Permit(False, _("Say first whether you are free of conflicts of interest in this case."))
ANSWERED = Permit(False, _("You have answered this request already."))
TAKEN_BACK = Permit(False, _("The operator has taken this review back. Nothing more is asked of you."))
SET_ASIDE = Permit(False, _("Your scorecard was set aside because of a conflict of interest. It does not count."))
DECLINED = Permit(False, _("You have declined this review."))
CLOSED = Permit(False, _("The case is closed; it is not open for reading any more."))
FILED = Permit(False, _("Your scorecard is filed, so it cannot be changed any more."))
NOT_FILED = Permit(False, _("The others' scores are shown when you have filed your own scorecard."))


GONE: Mapping[str, Permit] = {
    AssignmentState.REPLACED: TAKEN_BACK,
    AssignmentState.DECLINED: DECLINED,
    AssignmentState.SET_ASIDE: SET_ASIDE,
}


def _stands(assignment: Assignment) -> Permit:
    """The assignment is still one; for an organisation that they act for nobody reviews."""
    return GONE.get(assignment.state, ALLOWED)


def see(user: User, assignment: Assignment) -> Permit:
    """Know of the assignment: nothing of the case but what is needed to judge a conflict of interest."""
    return _stands(assignment)


def answer(user: User, assignment: Assignment) -> Permit:
    permit = _stands(assignment)
    if not permit or assignment.state == AssignmentState.ASKED:
        return permit
    return ANSWERED


def declare(user: User, assignment: Assignment) -> Permit:
    """Say that one is in a conflict of interest: also after filing, when one learns of it."""
    return _stands(assignment)


def leave(user: User, assignment: Assignment) -> Permit:
    """Decline, also what was accepted before, until the scorecard is filed."""
    permit = _stands(assignment)
    return FILED if permit and assignment.state == AssignmentState.FILED else permit


def read(user: User, assignment: Assignment) -> Permit:
    """Open what is not public of the case."""
    permit = _stands(assignment)
    if not permit:
        return permit
    if assignment.state != AssignmentState.FILED and not _has_answered(user, assignment):
        return NOT_ANSWERED
    if acts_for(user, assignment.case.applicant):
        return TAKEN_BACK
    return CLOSED if assignment.case.state == CaseState.CLOSED else ALLOWED


def _has_answered(user: User, assignment: Assignment) -> bool:
    """Not asked of who has filed: they were free then, and a conflict declared since bars until it is dismissed."""
    asked = assignment.state == AssignmentState.ASKED
    return not asked and has_declared(user, assignment.case, Declaration.Task.REVIEW)


def score(user: User, assignment: Assignment) -> Permit:
    permit = read(user, assignment)
    return FILED if permit and assignment.state == AssignmentState.FILED else permit


def compare(user: User, assignment: Assignment) -> Permit:
    """See the others' scores and find common ones: not before one's own scorecard is filed."""
    permit = read(user, assignment)
    return permit if not permit or assignment.state == AssignmentState.FILED else NOT_FILED


PERMISSIONS: Mapping[str, Callable[[User, Assignment], Permit]] = {
    "reviews.see": see,
    "reviews.answer": answer,
    "reviews.declare": declare,
    "reviews.leave": leave,
    "reviews.read": read,
    "reviews.score": score,
    "reviews.compare": compare,
}


def keep_experts(user: User) -> Permit:
    """Make people experts and change what is known of them."""
    return ALLOWED if has_role(user, *KEEPING_EXPERTS) else NOT_STAFF


def see_statistics(user: User) -> Permit:
    if has_role(user, Role.SECRETARY):
        return ALLOWED
    if has_role(user, *DESK_ROLES):
        return Permit(False, _("This step is for: %(roles)s.") % {"roles": Role.SECRETARY.label})
    return NOT_STAFF
