"""Experts are asked to review a case, and taken from it again.

Everything of this room locks the case first and its assignments after it, so that asking, answering, filing and taking
back wait for each other.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from orken.cases.models import Case
from orken.cases.queries import get_case, lock_case
from orken.cases.services import conflicts
from orken.journal.services import record
from orken.kernel.errors import RuleViolation
from orken.kernel.masking import without_iins
from orken.parties.models import User
from orken.parties.rights import read_anew
from orken.reviews import messages
from orken.reviews.candidates import candidates, last_day_of_review
from orken.reviews.models import Assignment, AssignmentState, Expert
from orken.reviews.queries import live_assignments
from orken.reviews.terms import is_under_review, reads_wanted

ASSIGNS = "cases.assign_case"


def assign(reference: str, expert: Expert, *, actor: User) -> Assignment:
    """Ask an expert to review a case.

    Raises
    ------
    Http404, PermissionDenied
        The actor may not know of the case, or does not assign in it.
    RuleViolation
        The case is not under review, has its readers, or this expert cannot be asked; with the reason.
    """
    _look_for_conflicts(reference, expert, actor)
    with transaction.atomic():
        case = locked_case_in_review(reference, actor)
        wanted = reads_wanted(case)
        if live_assignments(case).count() >= wanted:
            message = _("As many experts are asked as the procedure wants: %(wanted)s. Replace one of them.")
            raise RuleViolation("enough_experts", message % {"wanted": wanted})
        return _asked(case, expert, actor=actor)


def ask_several(reference: str, experts: Collection[Expert], *, actor: User) -> dict[int, str]:
    """Ask several experts to review one case; why not, by the number of each who cannot be asked, empty for the others.

    Their conflicts of interest have been looked for. Raises as ``assign`` does where nobody can be asked.
    """
    with transaction.atomic():
        case = locked_case_in_review(reference, actor)
        free = reads_wanted(case) - live_assignments(case).count()
        numbers = [expert.pk for expert in experts]
        locked = Expert.objects.select_for_update(of=("self",)).select_related("user").filter(pk__in=numbers)
        found = {one.expert.pk: one for one in candidates(case, locked.order_by("pk"))}
        obstacles: dict[int, str] = {}
        for number in dict.fromkeys(numbers):
            obstacle = found[number].obstacle
            if not obstacle and free < 1:
                obstacle = _("is not needed: as many experts are asked as the procedure wants")
            if not obstacle:
                _written(case, found[number].expert, actor)
                free -= 1
            obstacles[number] = obstacle
        return obstacles


def replace(assignment: Assignment, expert: Expert, *, reason: str, actor: User) -> Assignment:
    """Take a review back from one expert and ask another one. A filed scorecard stays, so its expert does too."""
    reference = assignment.case.reference
    _look_for_conflicts(reference, expert, actor)
    with transaction.atomic():
        case = locked_case_in_review(reference, actor)
        before = _taken_back(case, assignment, reason=reason, actor=actor)
        return _asked(case, expert, actor=actor, replaces=before)


@transaction.atomic
def take_back(assignment: Assignment, *, reason: str, actor: User) -> Assignment:
    """Take a review back without asking anybody else yet."""
    case = locked_case_in_review(assignment.case.reference, actor)
    return _taken_back(case, assignment, reason=reason, actor=actor)


def _look_for_conflicts(reference: str, expert: Expert, actor: User) -> None:
    """Outside of the transaction: what is found is kept, also where the expert is then not asked."""
    conflicts.look_for(get_case(reference, user=actor, permission=ASSIGNS), [expert.user])


def locked_case_in_review(reference: str, actor: User) -> Case:
    read_anew(actor)
    case = lock_case(reference, user=actor, permission=ASSIGNS)
    if not is_under_review(case):
        raise RuleViolation("not_in_review", _("The case is not under expert review now. Open it again."))
    return case


def _asked(case: Case, expert: Expert, *, actor: User, replaces: Assignment | None = None) -> Assignment:
    locked = Expert.objects.select_for_update(of=("self",)).select_related("user").get(pk=expert.pk)
    (candidate,) = candidates(case, [locked])
    if candidate.obstacle:
        message = _("%(expert)s cannot be asked: %(reason)s.") % {"expert": locked, "reason": candidate.obstacle}
        raise RuleViolation("cannot_be_asked", message, field="expert")
    return _written(case, locked, actor, replaces)


def _written(case: Case, expert: Expert, actor: User, replaces: Assignment | None = None) -> Assignment:
    assignment = Assignment.objects.create(
        case=case,
        stage=case.stage,
        expert=expert,
        assigned_by=actor,
        assigned_at=timezone.now(),
        due_on=last_day_of_review(case),
        replaces=replaces,
    )
    _record("review.asked", assignment, actor, due_on=assignment.due_on)
    messages.tell_expert(assignment, "review_asked")
    return assignment


def _taken_back(case: Case, assignment: Assignment, *, reason: str, actor: User) -> Assignment:
    locked = Assignment.objects.select_for_update(of=("self",)).filter(pk=assignment.pk, case=case).first()
    if locked is None:
        raise Http404
    if not locked.is_open:
        raise not_open(locked)
    if not reason.strip():
        raise RuleViolation("reason_missing", _("Say why the review is taken back."), field="reason")
    at: datetime = timezone.now()
    locked.save(update_fields=locked.end(AssignmentState.REPLACED, at, without_iins(reason.strip())))
    _record("review.taken_back", locked, actor)
    messages.tell_expert(locked, "review_taken_back")
    return locked


def not_open(assignment: Assignment) -> RuleViolation:
    """Somebody was faster; the words say where the assignment stands by now."""
    words = {
        AssignmentState.FILED: _("%(expert)s has filed their scorecard meanwhile; it stays."),
        AssignmentState.DECLINED: _("%(expert)s has declined meanwhile. Ask somebody else."),
        AssignmentState.REPLACED: _("The review was taken back from %(expert)s meanwhile."),
        AssignmentState.SET_ASIDE: _("The scorecard of %(expert)s was set aside meanwhile."),
    }[AssignmentState(assignment.state)]
    return RuleViolation("not_open", words % {"expert": assignment.expert})


def _record(action: str, assignment: Assignment, actor: User, **data: object) -> None:
    record(
        action,
        actor=actor,
        subject=assignment.case.subject,
        data={"assignment": assignment.reference, "expert": assignment.expert.user_id, **data},
    )
