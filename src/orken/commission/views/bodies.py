"""What secretaries keep: bodies, who belongs to them, by which rules they decide, their sessions."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from orken.commission.forms import BodyForm, MemberForm, RulesForm, SessionForm
from orken.commission.models import Ballot, Body, Membership, Office
from orken.commission.models import Form as FormOfSession
from orken.commission.permissions import BODY_PERMISSIONS, keep_bodies
from orken.commission.presentation import SESSION_TONES
from orken.commission.queries import get_body, proposed_for
from orken.commission.services.agenda import prepare_session
from orken.commission.services.bodies import Term, appoint, create_body, end_membership, set_rules
from orken.kernel.errors import RuleViolation
from orken.parties.requests import SignedInRequest


@login_required
def bodies(request: SignedInRequest) -> HttpResponse:
    permit = keep_bodies(request.user)
    if not permit:
        raise PermissionDenied(permit.reason)
    form = BodyForm(request.POST or None)
    if form.is_valid() and (made := _created(request, form)):
        return redirect("commission:body", made.code)
    context = {"bodies": Body.objects.all(), "form": form}
    return render(request, "commission/desk/bodies.html", context, status=422 if form.errors else 200)


def _created(request: SignedInRequest, form: BodyForm) -> Body | None:
    given = form.cleaned_data
    try:
        return create_body(given["code"], form.name, Ballot(given["ballot"]), actor=request.user)
    except RuleViolation as refusal:
        refuse(form, refusal)
        return None


@login_required
def body(request: SignedInRequest, code: str) -> HttpResponse:
    """Members, rules and sessions; each has a page to change it."""
    shown = get_body(code, user=request.user, permission="commission.keep_bodies")
    keeps = BODY_PERMISSIONS["commission.keep_sessions"](request.user, shown)
    context = {
        "body": shown,
        "members": shown.memberships.select_related("user").order_by("valid_to", "pk"),
        "today": timezone.localdate(),
        "rules": shown.rules.all(),
        "sessions": [(one, SESSION_TONES[one.state]) for one in shown.sessions.all()[:100]],
        "waiting": proposed_for(shown, request.user).count() if keeps else 0,
        "keeps": keeps,
    }
    return render(request, "commission/desk/body.html", context)


@login_required
def members(request: SignedInRequest, code: str) -> HttpResponse:
    """Appoint somebody, or end a membership with today."""
    kept = get_body(code, user=request.user, permission="commission.keep_bodies")
    if request.method == "POST" and "end" in request.POST:
        _end(request, kept)
        return redirect("commission:body", code)
    form = MemberForm(request.POST or None)
    if form.is_valid() and _appointed(request, kept, form):
        messages.success(request, _("The member is appointed."))
        return redirect("commission:body", code)
    return render(
        request, "commission/desk/member.html", {"body": kept, "form": form}, status=422 if form.errors else 200
    )


def _end(request: SignedInRequest, kept: Body) -> None:
    number = request.POST["end"]
    membership = get_object_or_404(Membership, body=kept, pk=number if number.isdecimal() else 0)
    try:
        end_membership(membership, timezone.localdate(), actor=request.user)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The membership ends today."))


def _appointed(request: SignedInRequest, kept: Body, form: MemberForm) -> bool:
    given = form.cleaned_data
    term = Term(given["valid_from"], given["valid_to"])
    try:
        appoint(kept, given["email"], Office(given["office"]), term, actor=request.user)
    except RuleViolation as refusal:
        refuse(form, refusal)
        return False
    return True


@login_required
def rules(request: SignedInRequest, code: str) -> HttpResponse:
    kept = get_body(code, user=request.user, permission="commission.keep_bodies")
    form = RulesForm(request.POST or None)
    if form.is_valid() and _set(request, kept, form):
        messages.success(request, _("The rules are set."))
        return redirect("commission:body", code)
    return render(
        request, "commission/desk/rules.html", {"body": kept, "form": form}, status=422 if form.errors else 200
    )


def _set(request: SignedInRequest, kept: Body, form: RulesForm) -> bool:
    try:
        set_rules(kept, form.rules, form.cleaned_data["valid_from"], form.citation, actor=request.user)
    except RuleViolation as refusal:
        refuse(form, refusal)
        return False
    return True


@login_required
def new_session(request: SignedInRequest, code: str) -> HttpResponse:
    kept = get_body(code, user=request.user, permission="commission.keep_sessions")
    form = SessionForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        form_of = FormOfSession(given["form"])
        try:
            made = prepare_session(kept, form_of, given["starts_at"], given["closes_at"], actor=request.user)
        except RuleViolation as refusal:
            refuse(form, refusal)
        else:
            return redirect("commission:keep", made.reference)
    return render(
        request, "commission/desk/new_session.html", {"body": kept, "form": form}, status=422 if form.errors else 200
    )


def refuse(form: Form, refusal: RuleViolation) -> None:
    """Put a refusal beside its field, or above the form."""
    field = {"user": "email"}.get(refusal.field or "", refusal.field)
    form.add_error(field if field in form.fields else None, str(refusal))
