"""A draft moves to the newer form after its difference was shown; a closed case is copied into a new draft."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from orken.cases.models import CaseState, ProcedureVersion
from orken.cases.procedure.comparison import changes_between
from orken.cases.queries import get_case
from orken.cases.services.drafting import LiveCaseExists
from orken.cases.services.moving import copy_to_draft, move_draft, newer_version
from orken.cases.wording import CHANGED_PARTS, CHANGES
from orken.kernel.errors import RuleViolation
from orken.parties.requests import SignedInRequest


@login_required
def newer(request: SignedInRequest, reference: str) -> HttpResponse:
    case = get_case(reference, user=request.user, permission="cases.edit_draft")
    to = newer_version(case)
    if to is None:
        messages.info(request, _("The application has the newest form already."))
        return redirect(case)
    if request.method == "POST" and request.POST.get("to") == to.content_hash:
        return _moved(request, reference, to)
    changes = [
        (CHANGED_PARTS[change.what], CHANGES[change.how], change)
        for change in changes_between(case.version.definition, to.definition)
    ]
    return render(request, "cases/newer.html", {"case": case, "to": to, "changes": changes})


def _moved(request: SignedInRequest, reference: str, to: ProcedureVersion) -> HttpResponse:
    case = get_case(reference, user=request.user, permission="cases.edit_draft")
    try:
        move_draft(case, to=to, actor=request.user)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
        return redirect(case)
    messages.success(request, _("The application is on the new form. Your answers came along."))
    return redirect("cases:form", reference)


@login_required
@require_POST
def copy(request: SignedInRequest, reference: str) -> HttpResponse:
    case = get_case(reference, user=request.user, permission="cases.edit_draft")
    if case.state != CaseState.CLOSED:
        messages.error(request, _("This application is still under way. Go on with it; only a closed one is copied."))
        return redirect(case)
    try:
        draft = copy_to_draft(case, actor=request.user)
    except LiveCaseExists as refusal:
        messages.warning(request, str(refusal))
        return redirect(refusal.case)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
        return redirect(case)
    messages.success(
        request, _("A new draft has the answers of the earlier application. Check them before you submit.")
    )
    return redirect("cases:form", draft.reference)
