"""The only ways to find experts, assignments and what came of them. What is about cases begins without conflicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from itertools import islice

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.http import Http404

from orken.cases.in_stages import in_stages
from orken.cases.models import Case, CaseState, Declaration
from orken.cases.queries import barred_people, desk_cases, without_conflicts
from orken.parties.models import User
from orken.reviews.models import LIVE, OPEN, Assignment, AssignmentState, Confirmation, Consensus, Expert, Scorecard
from orken.reviews.permissions import PERMISSIONS
from orken.reviews.terms import reads_wanted


def assignments_of(user: User) -> QuerySet[Assignment]:
    """What was asked of the user as an expert, without the cases where they are in a conflict of interest."""
    cases = without_conflicts(Case.objects.all(), user).values("pk")
    return _with_case(Assignment.objects.filter(expert__user=user, case__in=cases))


def get_assignment(reference: str, *, user: User, permission: str) -> Assignment:
    """The user's own assignment, loaded together with the permission.

    Raises
    ------
    Http404
        There is none, it is somebody else's, or the user is in a conflict of interest with its case.
    PermissionDenied
        It is theirs, but this may not be done with it; the exception carries the reason.
    """
    assignment = assignments_of(user).filter(reference=reference).first()
    if assignment is None:
        raise Http404
    permit = PERMISSIONS[permission](user, assignment)
    if not permit:
        raise PermissionDenied(permit.reason)
    return assignment


def locked_assignment(reference: str, *, user: User, permission: str) -> Assignment:
    """The same in a transaction: first the case is locked, then the assignment, in the order of the whole room."""
    found = assignments_of(user).filter(reference=reference).values_list("case_id", flat=True).first()
    if found is None:
        raise Http404
    Case.objects.select_for_update().only("pk").get(pk=found)
    list(Assignment.objects.select_for_update().filter(reference=reference).values("pk"))
    return get_assignment(reference, user=user, permission=permission)


def assignments_in(case: Case) -> QuerySet[Assignment]:
    """All of the stage where the case stands, in the order in which the experts were asked."""
    return _with_case(Assignment.objects.filter(case=case, stage=case.stage))


def assignments_of_case(case: Case) -> QuerySet[Assignment]:
    """All that were ever asked, for the desk; the caller has loaded the case with its permission."""
    return _with_case(Assignment.objects.filter(case=case)).select_related("replaces__expert__user")


def live_assignments(case: Case) -> QuerySet[Assignment]:
    return assignments_in(case).filter(state__in=LIVE)


def cases_under_review(user: User) -> QuerySet[Case]:
    """Cases of the user's desk that experts review now, the oldest first, with how many were asked (``asked``) and have
    filed (``reviewed``)."""
    in_stage = Q(assignments__stage=F("stage"))
    reviewed = in_stages(lambda stage: stage.review is not None)
    return (
        desk_cases(user)
        .filter(reviewed, state=CaseState.IN_PROGRESS)
        .annotate(
            asked=Count("assignments", filter=in_stage & Q(assignments__state__in=LIVE)),
            reviewed=Count("assignments", filter=in_stage & Q(assignments__state=AssignmentState.FILED)),
        )
        .order_by("filed_at", "pk")
    )


def cases_that_wait(user: User, most: int) -> list[Case]:
    """Those of them that lack experts; at most so many."""
    waiting = (case for case in cases_under_review(user).iterator() if case.asked < reads_wanted(case))  # type: ignore[attr-defined]  # annotated
    return list(islice(waiting, most))


def declined_by_choice(case: Case) -> QuerySet[Assignment]:
    """What was declined in the stage where the case stands, but for a conflict of interest: that bars until somebody
    dismisses it."""
    because = Declaration.objects.filter(task=Declaration.Task.REVIEW, free_of_conflicts=False, case=case.pk)
    said = because.filter(person=OuterRef("expert__user"), declared_at__gte=OuterRef("assigned_at"))
    declined = Assignment.objects.filter(case=case, stage=case.stage, state=AssignmentState.DECLINED)
    return declined.exclude(Exists(said))


def filed_scorecards(case: Case, stage: str) -> list[Scorecard]:
    """What was filed in a stage and counts, in the order of filing."""
    filed = Scorecard.objects.filter(
        assignment__case=case, assignment__stage=stage, assignment__state=AssignmentState.FILED
    )
    related = filed.select_related("assignment__case__version", "assignment__expert__user")
    return list(related.defer("assignment__case__version__content").order_by("filed_at", "pk"))


def filed_in_conflict(case: Case) -> QuerySet[Assignment]:
    """Scorecards that count although their expert is barred by now; the review does not end with one."""
    barred = barred_people(case).order_by().values("pk")
    return live_assignments(case).filter(state=AssignmentState.FILED, expert__user__in=barred)


def consensus_in(case: Case, stage: str) -> Consensus | None:
    return (
        Consensus.objects.filter(case=case, stage=stage)
        .select_related("recorded_by", "ended_by", "case__version")
        .first()
    )


def rounds_waiting_for(user: User) -> dict[int, Consensus]:
    """Rounds for common scores where the expert has not agreed yet to what is recorded now, by their assignment."""
    asked = assignments_of(user).filter(
        state=AssignmentState.FILED, case__state=CaseState.IN_PROGRESS, case__stage=F("stage")
    )
    running = Consensus.objects.filter(agreed_at=None, ended_at=None)
    rounds = {(found.case_id, found.stage): found for found in running.filter(case__in=asked.order_by().values("case"))}
    said = set(Confirmation.objects.filter(consensus__in=rounds.values()).values_list("assignment", "revision"))
    places = asked.order_by().values_list("pk", "case", "stage")
    found = {pk: rounds[case, stage] for pk, case, stage in places if (case, stage) in rounds}
    return {pk: waiting for pk, waiting in found.items() if (pk, waiting.revision) not in said}


def confirmed_by(consensus: Consensus) -> set[int]:
    """Assignments whose experts agree with the scores as they are now."""
    current = consensus.confirmations.filter(revision=consensus.revision, assignment__state=AssignmentState.FILED)
    return set(current.values_list("assignment", flat=True))


def working_experts() -> QuerySet[Expert]:
    """Experts of whom something may be asked, with their absences."""
    return Expert.objects.filter(ended_at=None, user__is_active=True).select_related("user").prefetch_related("away")


def open_reviews(experts: Iterable[Expert], *, reader: User | None = None) -> Counter[int]:
    """How many reviews each expert has open now, by the expert's number; for a page, of the cases that its ``reader``
    is not barred from, so that nobody learns of a case from a number."""
    found = Assignment.objects.filter(expert__in=experts, state__in=OPEN, case__state=CaseState.IN_PROGRESS)
    if reader is not None:
        found = found.filter(case__in=without_conflicts(Case.objects.order_by(), reader).values("pk"))
    return Counter(found.order_by().values_list("expert", flat=True))


def is_away(expert: Expert, first: date, last: date) -> bool:
    """Whether one of the expert's absences meets these days."""
    return any(away.first_day <= last and away.last_day >= first for away in expert.away.all())


def assignments_due_by(day: date) -> QuerySet[Assignment]:
    """Reviews that wait for their expert and end on ``day`` or before. For the system itself."""
    due = Assignment.objects.filter(state__in=OPEN, due_on__lte=day, case__state=CaseState.IN_PROGRESS)
    return _with_case(due)


def totals_seen_by(user: User) -> dict[int, dict[int, float]]:
    """The total of every scorecard that counts by case and expert, of the cases that the user sees at the desk."""
    filed = Scorecard.objects.filter(
        assignment__state=AssignmentState.FILED, assignment__case__in=desk_cases(user).order_by().values("pk")
    )
    totals: dict[int, dict[int, float]] = {}
    for scorecard in filed.select_related("assignment__case__version").defer("assignment__case__version__content"):
        assignment = scorecard.assignment
        totals.setdefault(assignment.case_id, {})[assignment.expert_id] = float(scorecard.total)
    return totals


def _with_case(assignments: QuerySet[Assignment]) -> QuerySet[Assignment]:
    related = assignments.select_related("case__version", "case__applicant", "expert__user", "scorecard")
    return related.defer("case__version__content", "case__words")
