"""What the link of an invitation opens: nothing of it is told to anybody but the person who was invited."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from orken.kernel.errors import RuleViolation
from orken.mandates import services
from orken.mandates.models import Invitation
from orken.mandates.queries import invitation_with, invitations_to, is_addressed_to
from orken.parties.requests import SignedInRequest


@never_cache
@require_GET
def link(request: HttpRequest, token: str) -> HttpResponse:
    """On to the invitation for the person who was invited; everybody else is told how to get there."""
    found = invitation_with(token)
    if found is None or not found.is_open:
        return render(request, "mandates/link_over.html", status=404)
    if not request.user.is_authenticated:
        return render(request, "mandates/link_sign_in.html")
    if not is_addressed_to(found, request.user):
        return render(request, "mandates/link_other.html", status=403)
    return redirect("mandates:invitation", found.reference)


@login_required
def invitation(request: SignedInRequest, invitation_reference: str) -> HttpResponse:
    """See who asks for what, and accept or decline."""
    found = get_object_or_404(invitations_to(request.user), reference=invitation_reference)
    if request.method == "POST":
        return _answered(request, found)
    return render(request, "mandates/invitation.html", {"invitation": found, "organisation": found.organisation})


def _answered(request: SignedInRequest, found: Invitation) -> HttpResponse:
    try:
        if "decline" in request.POST:
            services.decline(found, user=request.user)
            message = _("You declined to act for %(organisation)s.")
        else:
            services.accept(found, user=request.user)
            message = _("You may act for %(organisation)s.")
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, message % {"organisation": found.organisation})
    return redirect("mandates:own_mandates")
