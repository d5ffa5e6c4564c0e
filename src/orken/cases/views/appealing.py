"""How to object to a decision: until when, what an appeal does, and the button that begins one."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from orken.cases.appeals import objection_in
from orken.cases.queries import get_case
from orken.cases.services.appealing import begin_appeal
from orken.kernel.errors import RuleViolation
from orken.parties.requests import SignedInRequest


@login_required
def appeal(request: SignedInRequest, reference: str) -> HttpResponse:
    case = get_case(reference, user=request.user, permission="cases.edit_draft")
    objection = objection_in(case)
    if objection is None:
        raise Http404
    if request.method != "POST":
        return render(request, "cases/appeals/begin.html", {"case": case, "objection": objection})
    try:
        draft = begin_appeal(case, actor=request.user)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
        return redirect(case)
    return redirect("cases:form", draft.reference)
