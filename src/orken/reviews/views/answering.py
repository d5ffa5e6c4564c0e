"""An expert's own pages before anything opens: the list of what was asked of them, and their answer to a request."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from orken.cases.models import CaseState
from orken.kernel.errors import RuleViolation
from orken.parties.requests import SignedInRequest
from orken.reviews.forms import ConflictForm, ReasonForm
from orken.reviews.models import Assignment, AssignmentState
from orken.reviews.queries import assignments_of, get_assignment, rounds_waiting_for
from orken.reviews.reading import outline_of
from orken.reviews.services.answering import accept, declare_conflict, decline


@login_required
def mine(request: SignedInRequest) -> HttpResponse:
    """Everybody has this list; for those who are no experts it is empty."""
    asked, rounds = list(assignments_of(request.user).order_by("due_on", "pk")), rounds_waiting_for(request.user)
    waiting = [
        (one, rounds.get(one.pk))
        for one in asked
        if one.pk in rounds or (one.is_open and one.case.state == CaseState.IN_PROGRESS)
    ]
    begun = {one.pk for one, _round in waiting}
    over = [one for one in asked if one.pk not in begun]
    done = sum(one.state == AssignmentState.FILED for one in asked)
    return render(request, "reviews/mine.html", {"waiting": waiting, "over": over, "done": done})


@login_required
def answer(request: SignedInRequest, reference: str) -> HttpResponse:
    """Free of conflicts, in a conflict, or declined; what was accepted can still be left for the other two, and what
    was filed for a conflict."""
    then = request.POST.get("then", "")
    permission = {"free": "reviews.answer", "decline": "reviews.leave"}.get(then, "reviews.declare")
    assignment = get_assignment(reference, user=request.user, permission=permission)
    conflict = ConflictForm(request.POST if then == "conflict" else None, use_required_attribute=False)
    reason = ReasonForm(request.POST if then == "decline" else None, use_required_attribute=False)
    try:
        if then == "free":
            accept(reference, actor=request.user)
            messages.success(request, _("Thank you. The case is open to you now."))
            return redirect("reviews:review", reference)
        if then == "conflict" and conflict.is_valid():
            declare_conflict(reference, conflict.conflict, conflict.cleaned_data["text"], actor=request.user)
            messages.success(request, _("Thank you for saying so. The secretary is told, and nothing more is shown."))
            return redirect("reviews:mine")
        if then == "decline" and reason.is_valid():
            decline(reference, reason.cleaned_data["reason"], actor=request.user)
            messages.success(request, _("You have declined. Somebody else is asked."))
            return redirect("reviews:mine")
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
        return redirect("reviews:mine")
    return _page(request, assignment, conflict, reason)


def _page(request: SignedInRequest, assignment: Assignment, conflict: Form, reason: Form) -> HttpResponse:
    context = {
        "assignment": assignment,
        "outline": outline_of(assignment),
        "conflict": conflict,
        "reason": reason,
        "may_accept": assignment.state == AssignmentState.ASKED,
        "may_decline": assignment.is_open,
    }
    status = 422 if conflict.errors or reason.errors else 200
    return render(request, "reviews/answer.html", context, status=status)
