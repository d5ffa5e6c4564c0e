"""What officers do where a review does not end by itself: an expert in conflict, a round that came to nothing."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from orken.cases.models import Conflict
from orken.journal.services import record
from orken.kernel.errors import RuleViolation
from orken.kernel.masking import without_iins
from orken.parties.models import User
from orken.reviews.models import Assignment, AssignmentState, Consensus
from orken.reviews.queries import consensus_in
from orken.reviews.services.assigning import locked_case_in_review
from orken.reviews.services.concluding import conclude
from orken.ui.wording import day_in_words


@transaction.atomic
def set_aside(assignment: Assignment, *, reason: str, actor: User) -> Assignment:
    """Count a filed scorecard no more, because a conflict of interest of its expert is upheld; somebody else is asked.

    Raises
    ------
    RuleViolation
        The scorecard does not count, no conflict of its expert is upheld, or no reason was given.
    """
    case = locked_case_in_review(assignment.case.reference, actor)
    locked = Assignment.objects.select_for_update(of=("self",)).filter(pk=assignment.pk, case=case).first()
    if locked is None:
        raise Http404
    if locked.state != AssignmentState.FILED or not upheld_against(locked):
        message = _("A scorecard is set aside where it counts and a conflict of interest of its expert was upheld.")
        raise RuleViolation("not_in_conflict", message)
    kept = _reason(reason)
    locked.save(update_fields=locked.end(AssignmentState.SET_ASIDE, timezone.now(), kept))
    data = {"assignment": locked.reference, "expert": locked.expert.user_id}
    record("review.set_aside", actor=actor, subject=case.subject, data=data)
    return locked


@transaction.atomic
def end_round(reference: str, *, reason: str, actor: User) -> Consensus:
    """End a round that came to no common scores in its time: each expert's own scores stand, and the case moves on.

    Raises
    ------
    RuleViolation
        No round is open, its last day has not passed, no reason was given, or something else holds the review.
    """
    case = locked_case_in_review(reference, actor)
    consensus = consensus_in(case, case.stage)
    if consensus is None or consensus.is_over:
        raise RuleViolation("no_round", _("No common scores are asked for now. Open the review again."))
    if consensus.due_on >= timezone.localdate():
        message = _("The experts have until %(day)s to agree on common scores.")
        raise RuleViolation("round_runs", message % {"day": day_in_words(consensus.due_on)})
    consensus.ended_at, consensus.ended_by, consensus.end_reason = timezone.now(), actor, _reason(reason)
    consensus.save(update_fields=["ended_at", "ended_by", "end_reason"])
    record("review.consensus_ended", actor=actor, subject=case.subject, data={"reason": consensus.end_reason})
    if not conclude(case):
        raise _held()
    return consensus


@transaction.atomic
def go_on(reference: str, *, actor: User) -> None:
    """End a review that waited only for a conflict of interest to be dismissed.

    Raises
    ------
    RuleViolation
        Something else is missing, or a conflict still waits.
    """
    if not conclude(locked_case_in_review(reference, actor)):
        raise _held()


def upheld_against(assignment: Assignment) -> bool:
    """Whether a conflict of the expert in this case was found to stand."""
    upheld = Conflict.objects.barring().filter(upheld_at__isnull=False)
    return bool(upheld.filter(case=assignment.case_id, person=assignment.expert.user_id).exists())


def _reason(reason: str) -> str:
    if not reason.strip():
        raise RuleViolation("reason_missing", _("Say why: the reason is kept in the record."), field="reason")
    return without_iins(reason.strip())


def _held() -> RuleViolation:
    message = _("The review cannot end yet: a scorecard or common scores are missing, or an expert is in a conflict.")
    return RuleViolation("held", message)
