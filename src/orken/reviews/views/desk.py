"""The experts of one case at the desk: who was asked and how far they are, asking, replacing, taking back."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from orken.cases.models import Case
from orken.cases.permissions import PERMISSIONS
from orken.cases.queries import get_case
from orken.kernel.errors import RuleViolation
from orken.kernel.identifiers import read_reference
from orken.parties.requests import SignedInRequest
from orken.reviews.candidates import candidates
from orken.reviews.forms import ReasonForm
from orken.reviews.models import Assignment, AssignmentState, Expert
from orken.reviews.panels import scores_for_staff
from orken.reviews.progress import progress_of
from orken.reviews.queries import assignments_of_case
from orken.reviews.services.assigning import assign, replace, take_back
from orken.reviews.services.settling import end_round, go_on, set_aside, upheld_against
from orken.reviews.terms import is_under_review, reviewed_stage


@login_required
def case_experts(request: SignedInRequest, reference: str) -> HttpResponse:
    permission = "cases.assign_case" if request.method == "POST" else "cases.review_case"
    case = get_case(reference, user=request.user, permission=permission)
    if reviewed_stage(case) is None:
        raise Http404
    if request.method == "POST":
        STEPS.get(request.POST.get("then", ""), _ask)(request, case)
        return redirect("reviews:case_experts", reference)
    assignments = list(assignments_of_case(case))
    progress = progress_of(case, assignments)
    may_change = bool(progress.wanted and PERMISSIONS["cases.assign_case"](request.user, case))
    asks = may_change and len(progress.live) < progress.wanted
    found = candidates(case) if asks else []
    context = {
        "case": case,
        "assignments": assignments,
        "progress": progress,
        "today": timezone.localdate(),
        "may_change": may_change,
        "free": [one for one in found if not one.obstacle],
        "hindered": [one for one in found if one.obstacle],
        "asks": asks,
        "reason": ReasonForm(use_required_attribute=False),
        "panel": scores_for_staff(case) if progress.is_read else None,
    }
    return render(request, "reviews/desk/case.html", context)


@login_required
def assignment(request: SignedInRequest, reference: str, assignment_reference: str) -> HttpResponse:
    """Take a review back, with another expert in its place or not; or set a filed scorecard aside."""
    case = get_case(reference, user=request.user, permission="cases.assign_case")
    found = assignments_of_case(case).filter(reference=assignment_reference).first()
    if found is None:
        raise Http404
    form = ReasonForm(request.POST or None, use_required_attribute=False)
    if form.is_valid() and _taken_back(request, found, form):
        return redirect("reviews:case_experts", reference)
    under_review = is_under_review(case)
    others = candidates(case) if found.is_open and under_review else []
    context = {
        "case": case,
        "assignment": found,
        "form": form,
        "sets_aside": under_review and found.state == AssignmentState.FILED and upheld_against(found),
        "free": [one for one in others if not one.obstacle],
        "hindered": [one for one in others if one.obstacle],
    }
    return render(request, "reviews/desk/assignment.html", context, status=422 if form.errors else 200)


def _ask(request: SignedInRequest, case: Case) -> None:
    expert = get_object_or_404(Expert, reference=read_reference(request.POST.get("expert", "")))
    try:
        assign(case.reference, expert, actor=request.user)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(expert)s is asked to review the case.") % {"expert": expert})


def _end_round(request: SignedInRequest, case: Case) -> None:
    try:
        end_round(case.reference, reason=request.POST.get("reason", ""), actor=request.user)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The round is ended; the scores of each expert stand."))


def _go_on(request: SignedInRequest, case: Case) -> None:
    try:
        go_on(case.reference, actor=request.user)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The review goes on."))


STEPS: Mapping[str, Callable[[SignedInRequest, Case], None]] = {"end_round": _end_round, "go_on": _go_on}


def _taken_back(request: SignedInRequest, found: Assignment, form: ReasonForm) -> bool:
    """Whether it was; a refusal stands in the form, with what was typed."""
    reason, chosen = form.cleaned_data["reason"], request.POST.get("expert", "")
    try:
        if request.POST.get("then") == "set_aside":
            set_aside(found, reason=reason, actor=request.user)
            messages.success(request, _("The scorecard is set aside. Ask another expert."))
        elif chosen:
            expert = get_object_or_404(Expert, reference=read_reference(chosen))
            replace(found, expert, reason=reason, actor=request.user)
            messages.success(request, _("%(expert)s is asked instead.") % {"expert": expert})
        else:
            take_back(found, reason=reason, actor=request.user)
            messages.success(request, _("The review is taken back."))
    except RuleViolation as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    return True
