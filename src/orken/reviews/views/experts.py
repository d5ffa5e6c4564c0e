"""Experts at the desk: the list, a profile, and for the secretary how they judge."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from orken.cases.permissions import CASEWORK_ROLES, Permit
from orken.kernel.errors import RuleViolation
from orken.parties.permissions import has_role
from orken.parties.requests import SignedInRequest
from orken.reviews.forms import ProfileForm
from orken.reviews.models import Expert
from orken.reviews.models.expert import FIELDS
from orken.reviews.permissions import keep_experts, see_statistics
from orken.reviews.queries import open_reviews, totals_seen_by
from orken.reviews.reading import in_words
from orken.reviews.scoring import judge_statistics
from orken.reviews.services.experts import change_expert, end_expert, make_expert, resume_expert


@login_required
def experts(request: SignedInRequest) -> HttpResponse:
    _demand(keep_experts(request.user))
    everybody = list(Expert.objects.select_related("user", "employer").prefetch_related("away"))
    open_now = open_reviews(everybody, reader=request.user)
    rows = [(one, [in_words(FIELDS, code) for code in one.fields], open_now[one.pk]) for one in everybody]
    context = {
        "rows": rows,
        "sees_statistics": see_statistics(request.user),
        "assigns": has_role(request.user, *CASEWORK_ROLES),
    }
    return render(request, "reviews/desk/experts.html", context)


@login_required
def expert(request: SignedInRequest, reference: str = "") -> HttpResponse:
    """A new expert, or the profile of one."""
    _demand(keep_experts(request.user))
    found = (
        get_object_or_404(Expert.objects.select_related("user", "employer"), reference=reference) if reference else None
    )
    if found is not None and request.POST.get("then") in ("end", "resume"):
        return _ended(request, found)
    form = ProfileForm(found, request.POST or None)
    if form.is_valid() and _kept(request, found, form):
        return redirect("reviews:experts")
    context = {"expert": found, "form": form}
    return render(request, "reviews/desk/expert.html", context, status=422 if form.errors else 200)


@login_required
def statistics(request: SignedInRequest) -> HttpResponse:
    """Over the cases that the reader may see; severity, spread and correlation as ``scoring`` defines them."""
    _demand(see_statistics(request.user))
    names = {one.pk: one for one in Expert.objects.select_related("user")}
    found = judge_statistics(totals_seen_by(request.user))
    rows = sorted(((names[pk], judged) for pk, judged in found.items()), key=lambda row: str(row[0]))
    return render(request, "reviews/desk/statistics.html", {"rows": rows})


def _demand(permit: Permit) -> None:
    if not permit:
        raise PermissionDenied(permit.reason)


def _kept(request: SignedInRequest, found: Expert | None, form: ProfileForm) -> bool:
    try:
        if found is None:
            make_expert(form.cleaned_data["email"], form.profile, actor=request.user)
        else:
            change_expert(found, form.profile, actor=request.user)
    except RuleViolation as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Saved."))
    return True


def _ended(request: SignedInRequest, found: Expert) -> HttpResponse:
    try:
        if request.POST["then"] == "end":
            end_expert(found, actor=request.user)
        else:
            resume_expert(found, actor=request.user)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Saved."))
    return redirect(found)
