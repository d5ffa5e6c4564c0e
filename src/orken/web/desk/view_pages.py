"""Keeping a view of the queue: naming, sharing, opening the desk with it, deleting."""

from __future__ import annotations

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from orken.cases.permissions import DESK_ROLES, NOT_STAFF
from orken.kernel.errors import RuleViolation
from orken.parties.names import check_plain_text
from orken.parties.permissions import has_role
from orken.parties.requests import SignedInRequest
from orken.web.desk.filters import chosen_from
from orken.web.desk.queue import address_of
from orken.web.desk.saved_views import default_view, delete_view, get_view, keep_view, may_share, open_desk_with
from orken.web.models import NAME_LENGTH, SavedView


class ViewForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name of the view"), max_length=NAME_LENGTH, validators=[check_plain_text]
    )
    shared = forms.BooleanField(label=gettext_lazy("Everybody at the desk sees it"), required=False)


def only_at_the_desk(request: SignedInRequest) -> None:
    if not has_role(request.user, *DESK_ROLES):
        raise PermissionDenied(NOT_STAFF.reason)


@login_required
@require_POST
def save_view(request: SignedInRequest) -> HttpResponse:
    """Keep the filters of the queue under a name."""
    only_at_the_desk(request)
    view = SavedView(owner=request.user, filters=chosen_from(request.POST.get("filters", "")))
    form = ViewForm(request.POST)
    if _kept(request, view, form):
        messages.success(request, _("The view is saved."))
        return redirect(address_of(view.filters))
    return _page(request, view, form)


@login_required
def saved_view(request: SignedInRequest, reference: str) -> HttpResponse:
    only_at_the_desk(request)
    view = get_view(reference, user=request.user)
    match request.POST.get("then"):
        case "delete":
            return _deleted(request, view)
        case "open_with" | "do_not_open_with" as choice:
            open_desk_with(view if choice == "open_with" else None, person=request.user)
            messages.success(request, _("Saved."))
            return redirect(address_of(view.filters))
    form = ViewForm(request.POST or None, initial={"name": view.name, "shared": view.shared})
    if form.is_bound and _kept(request, view, form):
        messages.success(request, _("Saved."))
        return redirect(address_of(view.filters))
    return _page(request, view, form)


def _kept(request: SignedInRequest, view: SavedView, form: ViewForm) -> bool:
    if not form.is_valid():
        return False
    try:
        keep_view(view, actor=request.user, **form.cleaned_data)
    except RuleViolation as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    return True


def _deleted(request: SignedInRequest, view: SavedView) -> HttpResponse:
    try:
        delete_view(view, actor=request.user)
    except RuleViolation as refusal:
        raise PermissionDenied(str(refusal)) from None
    messages.success(request, _("The view is deleted. The cases are as they were."))
    return redirect("web:desk")


def _page(request: SignedInRequest, view: SavedView, form: ViewForm) -> HttpResponse:
    context = {
        "view": view,
        "address": address_of(view.filters),
        "filters": urlencode(view.filters),
        "form": form,
        "own": view.owner == request.user,
        "may_share": view.shared or may_share(request.user),
        "opens_desk": view.pk is not None and default_view(request.user) == view,
    }
    return render(request, "web/desk/view.html", context, status=422 if form.errors else 200)
