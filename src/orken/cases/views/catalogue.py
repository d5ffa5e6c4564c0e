"""What can be asked for, and how one begins."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from orken.cases.durations import last_year
from orken.cases.forms import StartForm
from orken.cases.models import CaseState
from orken.cases.presentation import RouteStep, promised
from orken.cases.procedure.definition import Procedure
from orken.cases.queries import newest_version, offered_procedures, own_cases
from orken.cases.services.drafting import LiveCaseExists, open_case
from orken.parties.models import Scope
from orken.parties.queries import organisations_of
from orken.parties.requests import SignedInRequest


def procedures(request: HttpRequest) -> HttpResponse:
    offered = [(version, promised_total(version.definition)) for version in offered_procedures()]
    return render(request, "cases/procedures.html", {"offered": offered})


def procedure(request: HttpRequest, code: str) -> HttpResponse:
    version = newest_version(code)
    now, real = timezone.now(), last_year(code)
    steps = [
        RouteStep(stage.title, "", promised(stage, now), real=real.get(stage.code))
        for stage in version.definition.stages
    ]
    context = {"version": version, "procedure": version.definition, "steps": steps}
    return render(request, "cases/procedure.html", context)


@login_required
def start(request: SignedInRequest, code: str) -> HttpResponse:
    version = newest_version(code)
    if version.definition.decides_appeals:
        messages.info(request, _("An appeal begins on the page of the application whose decision it is about."))
        return redirect("cases:cases")
    organisations = organisations_of(request.user, Scope.PREPARE)
    form = StartForm(request.POST or None, organisations=organisations)
    if form.is_valid():
        try:
            case = open_case(code, applicant=form.cleaned_data["organisation"], actor=request.user)
        except LiveCaseExists as refusal:
            messages.warning(request, str(refusal))
            return redirect(refusal.case)
        return redirect("cases:form", case.reference)
    if not form.is_bound and len(organisations) == 1:
        form.initial["organisation"] = organisations[0].reference
    live = own_cases(request.user).filter(procedure=code).exclude(state=CaseState.CLOSED)
    context = {"version": version, "procedure": version.definition, "form": form, "live": live}
    return render(request, "cases/start.html", context, status=422 if form.errors else 200)


def promised_total(procedure: Procedure) -> int | None:
    """Working days from filing to the last step; ``None`` where a step has no term."""
    days = [promised(stage, timezone.now()) for stage in procedure.stages]
    return None if None in days else sum(day for day in days if day is not None)
