"""What an expert says to a request: free of conflicts, in a conflict, or that they decline."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from orken.cases.models import ConflictKind, Declaration
from orken.cases.services import conflicts
from orken.journal.services import record
from orken.kernel.errors import RuleViolation
from orken.kernel.masking import without_iins
from orken.parties.models import User
from orken.reviews import messages
from orken.reviews.models import Assignment, AssignmentState
from orken.reviews.queries import locked_assignment


@transaction.atomic
def accept(reference: str, *, actor: User) -> Assignment:
    """Declare freedom of conflicts of interest; from now on the case is open to the expert.

    Raises
    ------
    RuleViolation
        The expert is barred by a conflict that was found.
    """
    assignment = locked_assignment(reference, user=actor, permission="reviews.answer")
    conflicts.declare(assignment.case, person=actor, task=Declaration.Task.REVIEW, kind=None)
    assignment.state, assignment.accepted_at = AssignmentState.ACCEPTED, timezone.now()
    assignment.save(update_fields=["state", "accepted_at"])
    _record("review.accepted", assignment, actor)
    return assignment


@transaction.atomic
def declare_conflict(reference: str, kind: ConflictKind, text: str, *, actor: User) -> Assignment:
    """Declare a conflict of interest: nothing of the case is shown to the expert any more, and the review ends.

    What was filed stays and waits for the secretary, as with a conflict that was found.
    """
    assignment = locked_assignment(reference, user=actor, permission="reviews.declare")
    conflicts.declare(assignment.case, person=actor, task=Declaration.Task.REVIEW, kind=kind, text=text)
    if assignment.state == AssignmentState.FILED:
        return assignment
    return _declined(assignment, _("a conflict of interest"), actor)


@transaction.atomic
def decline(reference: str, reason: str, *, actor: User) -> Assignment:
    assignment = locked_assignment(reference, user=actor, permission="reviews.leave")
    if not reason.strip():
        raise RuleViolation("reason_missing", _("Say in a few words why you decline."), field="reason")
    return _declined(assignment, without_iins(reason.strip()), actor)


def _declined(assignment: Assignment, reason: str, actor: User) -> Assignment:
    fields = assignment.end(AssignmentState.DECLINED, timezone.now(), reason)
    assignment.save(update_fields=fields)
    _record("review.declined", assignment, actor)
    messages.tell_officers(assignment, "desk_review_declined")
    return assignment


def _record(action: str, assignment: Assignment, actor: User) -> None:
    data = {"assignment": assignment.reference, "expert": assignment.expert.user_id}
    record(action, actor=actor, subject=assignment.case.subject, data=data)
