"""Several cases and several experts at once: first what would happen, then each in a transaction of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from orken.cases.models import Case, CaseState, ProcedureVersion
from orken.cases.queries import desk_cases
from orken.kernel.errors import RuleViolation
from orken.parties.models import User
from orken.reviews.candidates import candidates
from orken.reviews.models import LIVE, AssignmentState, Expert
from orken.reviews.services.assigning import assign

LARGEST = 100


@dataclass(frozen=True)
class Pair:
    """An expert for a case; ``obstacle`` says why not, before or after it was tried."""

    case: Case
    expert: Expert
    obstacle: str = ""


def cases_under_review(user: User) -> QuerySet[Case]:
    """Cases of the user's desk that experts review now, with how many were asked (``asked``) and have filed."""
    stages = Q(pk=None)
    for version in ProcedureVersion.objects.defer("content"):
        codes = [stage.code for stage in version.definition.stages if stage.review]
        stages |= Q(version=version.pk, stage__in=codes) if codes else Q(pk=None)
    in_stage = Q(assignments__stage=F("stage"))
    return (
        desk_cases(user)
        .filter(stages, state=CaseState.IN_PROGRESS)
        .annotate(
            asked=Count("assignments", filter=in_stage & Q(assignments__state__in=LIVE)),
            reviewed=Count("assignments", filter=in_stage & Q(assignments__state=AssignmentState.FILED)),
        )
        .order_by("filed_at", "pk")
    )


def preview(cases: Iterable[Case], experts: Sequence[Expert]) -> list[Pair]:
    """Every case is given the chosen experts, those with most of its fields first, until it has its reads.

    ``cases`` come from ``cases_under_review``. Nothing is written; when it is done, the service has the last word.
    """
    planned: Counter[int] = Counter()
    pairs: list[Pair] = []
    for case in cases:
        missing = wanted_in(case) - case.asked  # type: ignore[attr-defined]  # annotated
        for candidate in candidates(case, experts):
            expert, obstacle = candidate.expert, candidate.obstacle
            if not obstacle and missing < 1:
                break
            if not obstacle and candidate.open + planned[expert.pk] >= expert.capacity:
                obstacle = _("would have more open reviews than they take at once")
            if not obstacle:
                planned[expert.pk] += 1
                missing -= 1
            pairs.append(Pair(case, expert, obstacle))
    return pairs


def ask_all(pairs: Iterable[tuple[str, str]], *, actor: User) -> list[Pair]:
    """Ask for each pair of references, in their order; a refusal stops no other one and comes back with its reason."""
    wanted = list(pairs)[:LARGEST]
    cases = {one.reference: one for one in desk_cases(actor).filter(reference__in=[case for case, _expert in wanted])}
    experts = {one.reference: one for one in Expert.objects.filter(reference__in=[expert for _case, expert in wanted])}
    done: list[Pair] = []
    for case, expert in wanted:
        if case in cases and expert in experts:
            done.append(_tried(cases[case], experts[expert], actor))
    return done


def wanted_in(case: Case) -> int:
    stage = case.current_stage
    return stage.review.reads if stage and stage.review else 0


def _tried(case: Case, expert: Expert, actor: User) -> Pair:
    try:
        assign(case.reference, expert, actor=actor)
    except (RuleViolation, PermissionDenied) as refusal:
        return Pair(case, expert, str(refusal))
    except Http404:
        return Pair(case, expert, _("You do not see this case any more."))
    return Pair(case, expert)
