from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from orken.parties import sessions
from orken.parties.requests import SignedInRequest


@login_required
def devices(request: SignedInRequest) -> HttpResponse:
    """Where the person is signed in."""
    rows = [
        {
            "session": session,
            "device": sessions.device_in_words(session.user_agent),
            "is_this": session.session_key == request.session.session_key,
        }
        for session in sessions.sessions_of(request.user)
    ]
    return render(request, "parties/devices.html", {"rows": rows})


@login_required
@require_POST
def end_session(request: SignedInRequest, number: int) -> HttpResponse:
    session = get_object_or_404(sessions.others_of(request.user, request.session.session_key), pk=number)
    session.end()
    messages.success(request, _("That device is signed out."))
    return redirect("parties:devices")


@login_required
@require_POST
def end_other_sessions(request: SignedInRequest) -> HttpResponse:
    ended = sessions.end_sessions(request.user, but=request.session.session_key)
    told = ngettext("%(count)d device is signed out.", "%(count)d devices are signed out.", ended)
    messages.success(request, told % {"count": ended})
    return redirect("parties:devices")
