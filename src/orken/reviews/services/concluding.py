"""How a review ends: enough scorecards that lie near each other, or common scores that all its experts agree on."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from orken.cases.models import Case
from orken.cases.procedure.definition import ReviewTerms
from orken.cases.transitions import perform
from orken.journal.services import record
from orken.kernel.errors import RuleViolation
from orken.kernel.masking import without_iins
from orken.parties.models import User
from orken.reviews import messages
from orken.reviews.candidates import last_day_of_review
from orken.reviews.ending import Ending, ending_of
from orken.reviews.models import Assignment, AssignmentState, Confirmation, Consensus
from orken.reviews.queries import consensus_in, live_assignments, locked_assignment

DONE = "reviews_done"


def conclude(case: Case) -> bool:
    """With the case locked: end the stage, or ask for common scores, where all is there; whether something was done.

    Nothing ends while an expert who has filed is barred: a secretary resolves the conflict, and where it stands an
    officer sets the scorecard aside.
    """
    return _concluded(case, ending_of(case))


def conclude_with(assignment: Assignment) -> None:
    """The same after a scorecard was filed. Experts in the place of those whose scorecards were set aside join a round
    that runs, once all is there again, with as many days as the others had."""
    case = assignment.case
    ending = ending_of(case)
    if _concluded(case, ending) or ending.consensus is None:
        return
    if ending.round_runs and ending.has_all:
        _ask_who_came_later(ending.consensus, case)


def _concluded(case: Case, ending: Ending) -> bool:
    if ending.wants_round:
        _ask_for_consensus(case)
        return True
    if not ending.may_end:
        return False
    if ending.consensus is not None and ending.round_runs:
        _keep_agreed(ending.consensus)
    perform(case.reference, DONE, actor=None, key=f"{DONE}:{case.stage}")
    return True


@transaction.atomic
def record_consensus(
    reference: str, scores: Mapping[str, str], reasons: str, *, seen_revision: int, actor: User
) -> Consensus:
    """Propose common scores with reasons; the other experts are asked to confirm them.

    Raises
    ------
    RuleViolation
        No round is open, somebody has recorded others since the actor saw the page, or something is missing.
    """
    assignment, consensus = _open_round(reference, actor, seen_revision)
    consensus.scores = _readable(assignment.terms, scores)
    consensus.reasons = without_iins(reasons.strip())
    if not consensus.reasons:
        raise RuleViolation("reasons_missing", _("Give the reasons for the common scores."), field="reasons")
    consensus.revision += 1
    consensus.recorded_by, consensus.recorded_at = actor, timezone.now()
    consensus.save()
    _record("review.consensus_recorded", consensus, actor, assignment)
    _confirm(consensus, assignment)
    if consensus.agreed_at is None:
        others = [one for one in _experts_of(assignment.case) if one.pk != assignment.pk]
        messages.tell_of_consensus(consensus, others, "review_consensus_recorded")
    return consensus


@transaction.atomic
def confirm_consensus(reference: str, *, seen_revision: int, actor: User) -> Consensus:
    """Agree with the common scores as the actor saw them; with the last confirmation the stage ends."""
    assignment, consensus = _open_round(reference, actor, seen_revision)
    if consensus.revision == 0:
        raise RuleViolation("nothing_recorded", _("Nobody has recorded common scores yet."))
    _record("review.consensus_confirmed", consensus, actor, assignment)
    _confirm(consensus, assignment)
    return consensus


def _open_round(reference: str, actor: User, seen_revision: int) -> tuple[Assignment, Consensus]:
    assignment = locked_assignment(reference, user=actor, permission="reviews.compare")
    consensus = consensus_in(assignment.case, assignment.stage)
    if consensus is None or not consensus.runs_in(assignment.case):
        raise RuleViolation("no_round", _("No common scores are asked for now. Open the review again."))
    if consensus.revision != seen_revision:
        raise RuleViolation("recorded_meanwhile", _("Other common scores were recorded meanwhile. Read them first."))
    return assignment, consensus


def _confirm(consensus: Consensus, assignment: Assignment) -> None:
    Confirmation.objects.get_or_create(
        consensus=consensus,
        assignment=assignment,
        revision=consensus.revision,
        defaults={"confirmed_at": timezone.now()},
    )
    conclude(assignment.case)
    consensus.refresh_from_db(fields=["agreed_at"])


def _ask_for_consensus(case: Case) -> None:
    consensus = Consensus.objects.create(
        case=case, stage=case.stage, asked_at=timezone.now(), due_on=last_day_of_review(case)
    )
    record("review.consensus_asked", actor=None, subject=case.subject, data={"due_on": consensus.due_on})
    messages.tell_of_consensus(consensus, _experts_of(case), "review_consensus_asked")


def _ask_who_came_later(consensus: Consensus, case: Case) -> None:
    consensus.due_on = max(consensus.due_on, last_day_of_review(case))
    consensus.save(update_fields=["due_on"])
    later = [one for one in _experts_of(case) if one.ended_at is not None and one.ended_at > consensus.asked_at]
    messages.tell_of_consensus(consensus, later, "review_consensus_asked")


def _keep_agreed(consensus: Consensus) -> None:
    consensus.agreed_at = timezone.now()
    consensus.save(update_fields=["agreed_at"])
    data = {"revision": consensus.revision, "scores": consensus.scores}
    record("review.consensus_agreed", actor=None, subject=consensus.case.subject, data=data)


def _readable(terms: ReviewTerms, scores: Mapping[str, str]) -> dict[str, int]:
    read = {}
    for criterion in terms.criteria:
        levels = {str(level.score): level.score for level in criterion.levels}
        if scores.get(criterion.code, "") not in levels:
            message = _("Choose a common score for every criterion.")
            raise RuleViolation("score_missing", message, field=criterion.code)
        read[criterion.code] = levels[scores[criterion.code]]
    return read


def _experts_of(case: Case) -> list[Assignment]:
    return list(live_assignments(case).filter(state=AssignmentState.FILED))


def _record(action: str, consensus: Consensus, actor: User, assignment: Assignment) -> None:
    data = {"assignment": assignment.reference, "revision": consensus.revision, "scores": consensus.scores}
    record(action, actor=actor, subject=assignment.case.subject, data=data)
