"""After filing: the others' scores, how far apart they lie, and the round for common ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from orken.cases.procedure.definition import Criterion
from orken.kernel.errors import RuleViolation
from orken.parties.requests import SignedInRequest
from orken.reviews.models import Assignment, Consensus, Scorecard
from orken.reviews.queries import confirmed_by, consensus_in, filed_scorecards, get_assignment
from orken.reviews.scoring import spread
from orken.reviews.services.concluding import confirm_consensus, record_consensus


@dataclass(frozen=True)
class Compared:
    """What everybody gave for one criterion, in the order of the columns, and why; each with the column's name."""

    criterion: Criterion
    given: list[tuple[str, int, str]]
    common: int | None


@login_required
def consensus(request: SignedInRequest, reference: str) -> HttpResponse:
    assignment = get_assignment(reference, user=request.user, permission="reviews.compare")
    error: RuleViolation | None = None
    if request.method == "POST":
        try:
            return _agreed(request, assignment)
        except RuleViolation as refusal:
            error = refusal
    return _page(request, assignment, error)


def _agreed(request: SignedInRequest, assignment: Assignment) -> HttpResponse:
    seen = request.POST.get("revision", "")
    revision = int(seen) if seen.isdecimal() else 0
    if request.POST.get("then") == "confirm":
        found = confirm_consensus(assignment.reference, seen_revision=revision, actor=request.user)
    else:
        scores = {one.code: request.POST.get(f"common-{one.code}", "") for one in assignment.terms.criteria}
        reasons = request.POST.get("reasons", "")
        found = record_consensus(assignment.reference, scores, reasons, seen_revision=revision, actor=request.user)
    said = _("All agree. The review is finished.") if found.agreed_at else _("Kept. The others are asked to confirm.")
    messages.success(request, said)
    return redirect("reviews:consensus", assignment.reference)


def _page(request: SignedInRequest, assignment: Assignment, error: RuleViolation | None) -> HttpResponse:
    terms, found = assignment.terms, consensus_in(assignment.case, assignment.stage)
    filed = filed_scorecards(assignment.case, assignment.stage)
    names, totals = _names(filed, assignment), [scorecard.total for scorecard in filed]
    agreed = confirmed_by(found) if found else set()
    context = {
        "assignment": assignment,
        "terms": terms,
        "names": names,
        "rows": _compared(assignment.terms.criteria, names, filed, found),
        "totals": [(name, float(total)) for name, total in zip(names, totals, strict=True)],
        "spread": float(spread(totals)),
        "missing": terms.reads - len(filed),
        "overall": [(name, card.overall) for name, card in zip(names, filed, strict=True)],
        "consensus": found if found and (found.is_over or found.runs_in(assignment.case)) else None,
        "consensus_total": float(found.total) if found and found.revision and not found.ended_at else None,
        "choices": [_choice(one, request.POST.get(f"common-{one.code}", "")) for one in terms.criteria],
        "confirmed": assignment.pk in agreed,
        "agreeing": len(agreed),
        "error": error,
        "typed": request.POST,
    }
    return render(request, "reviews/consensus.html", context, status=422 if error else 200)


def _choice(criterion: Criterion, typed: str) -> dict[str, object]:
    levels = [(level, str(level.score) == typed) for level in reversed(criterion.levels)]
    return {"criterion": criterion, "levels": levels}


def _names(filed: list[Scorecard], assignment: Assignment) -> list[str]:
    """Experts do not read each other's names either: they agree on arguments."""
    return [
        _("You") if card.assignment_id == assignment.pk else _("Expert %(number)s") % {"number": number}
        for number, card in enumerate(filed, start=1)
    ]


def _compared(
    criteria: Iterable[Criterion], names: list[str], filed: list[Scorecard], found: Consensus | None
) -> list[Compared]:
    common, cards = found.scores if found else {}, list(zip(names, filed, strict=True))
    return [
        Compared(
            one,
            [(name, card.scores[one.code], card.comment_on(one.code)) for name, card in cards],
            common.get(one.code),
        )
        for one in criteria
    ]
