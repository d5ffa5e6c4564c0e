from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from orken.cases.models import CaseState
from orken.cases.queries import get_case
from orken.cases.services.asking import ask_to_submit
from orken.kernel.errors import RuleViolation
from orken.parties.requests import SignedInRequest


@login_required
@require_POST
def ask(request: SignedInRequest, reference: str) -> HttpResponse:
    """Tell those who may submit that the application waits for them."""
    case = get_case(reference, user=request.user, permission="cases.check_draft")
    if case.state not in (CaseState.DRAFT, CaseState.RETURNED):
        return redirect(case)
    try:
        people = ask_to_submit(case, actor=request.user)
    except RuleViolation as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Told: %(people)s.") % {"people": ", ".join(map(str, people))})
    return redirect("cases:check", reference)
