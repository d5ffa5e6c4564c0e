"""Conflicts of interest at the desk: those to resolve, resolving one, declaring one's own."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from orken.cases.conflict_forms import OwnConflictForm, ResolutionForm
from orken.cases.conflict_search.grounds import in_words
from orken.cases.models import Conflict, ConflictKind, Declaration
from orken.cases.permissions import NOT_RESOLVING, RESOLVING_ROLES
from orken.cases.queries import conflicts_to_resolve, get_case
from orken.cases.services.conflicts import declare, dismiss, uphold
from orken.kernel.errors import RuleViolation
from orken.parties.permissions import has_role
from orken.parties.requests import SignedInRequest

ON_A_PAGE = 50


@login_required
def conflicts(request: SignedInRequest) -> HttpResponse:
    """What waits for a secretary or a head, without the cases where they are in conflict themselves."""
    if not has_role(request.user, *RESOLVING_ROLES):
        raise PermissionDenied(NOT_RESOLVING.reason)
    page = Paginator(conflicts_to_resolve(request.user), ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [(conflict, [in_words(fact) for fact in conflict.grounds]) for conflict in page]
    return render(request, "cases/conflicts/list.html", {"page": page, "rows": rows})


@login_required
def desk_conflict(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    case = get_case(reference, user=request.user, permission="cases.resolve_conflicts")
    conflict = get_object_or_404(Conflict.objects.select_related("person", "resolved_by"), case=case, pk=number)
    form = ResolutionForm(request.POST or None)
    if form.is_valid() and _resolved(request, conflict, form):
        return redirect("cases:desk_case", reference)
    facts = [in_words(fact) for fact in conflict.grounds]
    context = {"case": case, "conflict": conflict, "facts": facts, "form": form}
    return render(request, "cases/conflicts/resolve.html", context, status=422 if form.errors else 200)


def _resolved(request: SignedInRequest, conflict: Conflict, form: ResolutionForm) -> bool:
    """Whether it was; a refusal (somebody else was faster) stands in the form with what was typed."""
    upheld = form.cleaned_data["then"] == "uphold"
    try:
        (uphold if upheld else dismiss)(conflict, request.user, form.cleaned_data["reason"])
    except RuleViolation as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    done = (
        _("The conflict is upheld. %(person)s sees nothing of the case.")
        if upheld
        else _("The conflict is dismissed. Nothing more is hidden from %(person)s because of it.")
    )
    messages.success(request, done % {"person": conflict.person})
    return True


@login_required
def own_conflict(request: SignedInRequest, reference: str) -> HttpResponse:
    """Say that one is in conflict; the case is gone from the desk at once."""
    case = get_case(reference, user=request.user, permission="cases.review_case")
    form = OwnConflictForm(request.POST or None)
    if form.is_valid():
        kind, text = ConflictKind(form.cleaned_data["kind"]), form.cleaned_data["text"]
        declare(case, person=request.user, task=Declaration.Task.CASEWORK, kind=kind, text=text)
        messages.success(request, _("You are off this case and see nothing of it from now on."))
        return redirect("web:desk")
    page = {"case": case, "form": form}
    return render(request, "cases/conflicts/own.html", page, status=422 if form.errors else 200)
