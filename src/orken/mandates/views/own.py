"""For whom the person acts, who asks them to, and how to stop."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from orken.kernel.errors import RuleViolation
from orken.mandates.queries import invitations_to, mandates_of
from orken.parties.requests import SignedInRequest
from orken.parties.services import revoke_mandate


@login_required
@require_GET
def own_mandates(request: SignedInRequest) -> HttpResponse:
    mandates = list(mandates_of(request.user))
    page = {
        "mandates": [mandate for mandate in mandates if not mandate.is_over],
        "ended": [mandate for mandate in mandates if mandate.is_over],
        "invitations": invitations_to(request.user),
    }
    return render(request, "mandates/own.html", page)


@login_required
def stop(request: SignedInRequest, mandate_reference: str) -> HttpResponse:
    """Ask once, then end one's own mandate."""
    mandate = get_object_or_404(mandates_of(request.user), reference=mandate_reference)
    if request.method == "POST":
        try:
            revoke_mandate(mandate, actor=request.user)
        except RuleViolation as refusal:
            messages.error(request, str(refusal))
        else:
            message = _("You no longer act for %(organisation)s.")
            messages.success(request, message % {"organisation": mandate.organisation})
        return redirect("mandates:own_mandates")
    return render(request, "mandates/stop.html", {"mandate": mandate, "organisation": mandate.organisation})
