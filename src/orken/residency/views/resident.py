"""The resident's own page: where the status stands, its certificate, what happened, what to do next."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render

from orken.parties.permissions import acts_for
from orken.parties.requests import SignedInRequest
from orken.registers.models import Certificate
from orken.residency import presentation
from orken.residency.queries import get_residency, pending_change


@login_required
def residency(request: SignedInRequest, reference: str) -> HttpResponse:
    """Staff, who may see it too, have a page of their own."""
    shown = get_residency(reference, user=request.user, permission="residency.view")
    if not acts_for(request.user, shown.organisation):
        return redirect("residency:desk_residency", reference)
    waiting = pending_change(shown)
    certificates = list(Certificate.objects.filter(version__entry=shown.entry)) if shown.entry else []
    context = {
        "residency": shown,
        "tone": presentation.TONES[shown.state],
        "next": presentation.next_words(shown),
        "announced": waiting if presentation.announced(waiting) else None,
        "certificate": certificates[0] if certificates else None,
        "earlier": certificates[1:],
        "renewable": presentation.may_be_renewed(shown),
        "history": presentation.history(shown, for_staff=False),
    }
    return render(request, "residency/residency.html", context)
