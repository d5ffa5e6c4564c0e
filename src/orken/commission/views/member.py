"""A member's sessions, and one session: declarations and votes on several items with one press."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from orken.cases.desk_forms import StepForm, posted_key
from orken.cases.models import Declaration
from orken.cases.services.conflicts import declare_free
from orken.commission.models import Session
from orken.commission.permissions import SESSION_PERMISSIONS
from orken.commission.presentation import SESSION_TONES, Row, agenda
from orken.commission.queries import get_session, memberships_of, sessions_of
from orken.commission.services.balloting import cast_votes
from orken.commission.voting import Choice
from orken.parties.requests import SignedInRequest


@login_required
def sessions(request: SignedInRequest) -> HttpResponse:
    found = [(session, SESSION_TONES[session.state]) for session in sessions_of(request.user)[:100]]
    context = {"sessions": found, "memberships": list(memberships_of(request.user))}
    return render(request, "commission/sessions.html", context)


@login_required
def session(request: SignedInRequest, reference: str) -> HttpResponse:
    """The agenda; a press declares, or votes, for the items that were chosen, or for all that wait."""
    permission = "commission.vote" if request.method == "POST" else "commission.view_session"
    shown = get_session(reference, user=request.user, permission=permission)
    rows = agenda(shown, request.user).rows
    if request.method == "POST":
        _take_step(request, rows)
        return redirect("commission:session", reference)
    context = {
        "session": shown,
        "tone": SESSION_TONES[shown.state],
        "rows": rows,
        "votes": SESSION_PERMISSIONS["commission.vote"](request.user, shown),
        "keeps": SESSION_PERMISSIONS["commission.keep_session"](request.user, shown),
        "to_declare": sum(row.to_declare for row in rows),
        "to_vote": sum(row.to_vote for row in rows),
        "abstention": shown.rules is None or shown.rules.abstention,
        "form": StepForm(),
        "minuted": has_minutes(shown),
    }
    return render(request, "commission/session.html", context)


def has_minutes(session: Session) -> bool:
    return session.state in ("minuted", "signed")


def _take_step(request: SignedInRequest, rows: list[Row]) -> None:
    then, chosen = request.POST.get("then", ""), set(request.POST.getlist("item"))
    everything = request.POST.get("scope") == "all"
    wanted = [row for row in rows if everything or row.item.reference in chosen]
    if then == "declare":
        _declare(request, [row for row in wanted if row.to_declare])
    elif then in [choice.value for choice in Choice]:
        _vote(request, [row for row in wanted if row.to_vote], Choice(then))


def _declare(request: SignedInRequest, rows: list[Row]) -> None:
    cases = [row.item.case for row in rows]
    refused = declare_free(cases, person=request.user, task=Declaration.Task.COMMISSION)
    declared = len(cases) - len(refused)
    for reason in sorted({str(refusal) for refusal in refused}):
        messages.error(request, reason)
    said = ngettext("Declared for %(count)s item.", "Declared for %(count)s items.", declared) % {"count": declared}
    (messages.success if declared else messages.warning)(request, said)


def _vote(request: SignedInRequest, rows: list[Row], choice: Choice) -> None:
    key = posted_key(request.POST)
    cast, refused = cast_votes([row.item for row in rows], person=request.user, choice=choice, key=key)
    said = ngettext("You have voted on %(count)s item.", "You have voted on %(count)s items.", cast) % {"count": cast}
    (messages.success if cast else messages.warning)(request, said)
    for reason in sorted({str(refusal) for refusal in refused}):
        messages.error(request, _("Not counted: %(reason)s") % {"reason": reason})
