"""Residencies at the desk: the list, one with its history, changes ordered, signed and taken back."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from orken.cases.permissions import DESK_ROLES, NOT_STAFF
from orken.kernel.errors import RuleViolation
from orken.parties.permissions import has_role
from orken.parties.requests import SignedInRequest
from orken.registers.models import Certificate
from orken.residency import presentation
from orken.residency.changes import cancel_change, confirm_change, order_change
from orken.residency.forms import ChangeForm, FilterForm, PendingForm
from orken.residency.models import ChangeKind, Residency
from orken.residency.permissions import PERMISSIONS
from orken.residency.queries import get_residency, pending_change, residencies_overseen_by

ON_A_PAGE = 50


@login_required
def residencies(request: SignedInRequest) -> HttpResponse:
    if not has_role(request.user, *DESK_ROLES):
        raise PermissionDenied(NOT_STAFF.reason)
    form = FilterForm(request.GET)
    search, state = form.chosen()
    found = residencies_overseen_by(request.user, search=search, state=state)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [(residency, presentation.TONES[residency.state]) for residency in page]
    context = {"form": form, "page": page, "rows": rows, "narrowed": bool(search or state)}
    return render(request, "residency/desk/residencies.html", context)


@login_required
def residency(request: SignedInRequest, reference: str) -> HttpResponse:
    shown = get_residency(reference, user=request.user, permission="residency.oversee")
    waiting, orders = pending_change(shown), PERMISSIONS["residency.order"](request.user, shown)
    context = {
        "residency": shown,
        "tone": presentation.TONES[shown.state],
        "history": presentation.history(shown, for_staff=True),
        "certificates": Certificate.objects.filter(version__entry=shown.entry) if shown.entry else [],
        "pending": waiting,
        "orders": orders,
        "kinds": presentation.possible_changes(shown) if orders and waiting is None else [],
    }
    return render(request, "residency/desk/residency.html", context)


@login_required
def change(request: SignedInRequest, reference: str, kind: str) -> HttpResponse:
    if kind not in ChangeKind.values:
        raise Http404
    changed = get_residency(reference, user=request.user, permission="residency.order")
    asked = ChangeKind(kind)
    form = ChangeForm(changed, asked, request.POST or None)
    if form.is_valid() and _ordered(request, changed, form):
        return redirect("residency:desk_residency", reference)
    context = {
        "residency": changed,
        "kind": asked,
        "form": form,
        "possible": asked in presentation.possible_changes(changed) and pending_change(changed) is None,
    }
    return render(request, "residency/desk/change.html", context, status=422 if form.errors else 200)


@login_required
def pending(request: SignedInRequest, reference: str) -> HttpResponse:
    """A change that waits: the second signature under a revocation, or the change taken back."""
    wanted = {"confirm": "residency.confirm", "cancel": "residency.order"}
    then = request.POST.get("then", "cancel")
    permission = wanted.get(then, "residency.order") if request.method == "POST" else "residency.oversee"
    changed = get_residency(reference, user=request.user, permission=permission)
    form = PendingForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _settled(request, changed, form, confirmed=then == "confirm"):
        return redirect("residency:desk_residency", reference)
    waiting = pending_change(changed)
    context = {
        "residency": changed,
        "change": waiting,
        "explanations": presentation.own_language_first(waiting.explanation) if waiting else [],
        "form": form,
        "confirms": PERMISSIONS["residency.confirm"](request.user, changed),
        "orders": PERMISSIONS["residency.order"](request.user, changed),
        "own": waiting is not None and waiting.ordered_by_id == request.user.pk,
    }
    return render(request, "residency/desk/pending.html", context, status=422 if form.errors else 200)


def _ordered(request: SignedInRequest, changed: Residency, form: ChangeForm) -> bool:
    try:
        made = order_change(changed, form.order, actor=request.user)
    except RuleViolation as refusal:
        _refuse(form, refusal)
        return False
    if made.waits_for_signature:
        told = _("The revocation waits for a second signature. The organisation does not hear of it before.")
    elif made.carried_out_at is None:
        told = _("The change is kept for its day. The organisation is told.")
    else:
        told = _("The change holds from today. The organisation is told, the register shows it.")
    messages.success(request, told)
    return True


def _settled(request: SignedInRequest, changed: Residency, form: PendingForm, *, confirmed: bool) -> bool:
    try:
        if confirmed:
            confirm_change(changed, actor=request.user, seen=form.cleaned_data["change"])
        else:
            cancel_change(changed, note=form.cleaned_data["note"], actor=request.user, seen=form.cleaned_data["change"])
    except RuleViolation as refusal:
        _refuse(form, refusal)
        return False
    done = pgettext("change of a residency", "Signed.") if confirmed else _("The change is taken back.")
    messages.success(request, done)
    return True


def _refuse(form: Form, refusal: RuleViolation) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
