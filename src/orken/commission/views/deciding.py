"""The decision that follows a vote: the secretary chooses the reasons and words them in three languages."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from orken.cases.grounds import offered, reasons_from, reasons_of, requirements_of
from orken.cases.models import Outcome
from orken.cases.procedure.definition import ReasonTemplate
from orken.commission.forms import RecordForm
from orken.commission.models import Item, ItemState
from orken.commission.presentation import arithmetic
from orken.commission.queries import get_item
from orken.commission.services.deciding import OUTCOMES, record_decision
from orken.commission.views.bodies import refuse
from orken.kernel.errors import RuleViolation
from orken.parties.requests import SignedInRequest


@login_required
def decide(request: SignedInRequest, reference: str) -> HttpResponse:
    shown = get_item(reference, user=request.user, permission="commission.keep_item")
    waits = shown.state == ItemState.COUNTED
    chosen = _chosen(request, shown) if waits else []
    form = None
    if chosen:
        begun, grants = reasons_from(chosen, shown.case), OUTCOMES[shown.verdict] is Outcome.GRANTED
        form = RecordForm(begun, grants=grants, data=request.POST or None)
        if form.is_valid() and _recorded(request, shown, chosen, form):
            messages.success(request, _("The decision is recorded and the applicant is told."))
            return redirect("commission:keep", shown.session.reference)
    context = {
        "item": shown,
        "session": shown.session,
        "case": shown.case,
        "waits": waits,
        "arithmetic": arithmetic(shown.result),
        "chosen": chosen,
        "reasons": _fitting(shown) if waits else [],
        "requirements": requirements_of(shown.case) if waits and shown.verdict == "rejected" else [],
        "form": form,
    }
    return render(request, "commission/desk/decide.html", context, status=422 if form and form.errors else 200)


def _fitting(shown: Item) -> list[ReasonTemplate]:
    return [reason for reason in reasons_of(shown.case) if reason.outcome == OUTCOMES[shown.verdict].value]


def _chosen(request: SignedInRequest, shown: Item) -> list[ReasonTemplate]:
    """The reasons named in the address, as far as they fit the vote; the only one there is needs no choice."""
    asked, outcome = request.GET.getlist("template"), OUTCOMES[shown.verdict].value
    fitting = _fitting(shown)
    if not asked and len(fitting) == 1 and outcome == Outcome.GRANTED:
        return fitting
    return [reason for code, reason in offered(shown.case).items() if code in asked and reason.outcome == outcome]


def _recorded(request: SignedInRequest, shown: Item, chosen: list[ReasonTemplate], form: RecordForm) -> bool:
    codes = [reason.code for reason in chosen]
    words = {name: text for name, text in form.cleaned_data.items() if name != "key"}
    try:
        record_decision(shown, {**words, "template": codes[0], "grounds": codes}, actor=request.user)
    except (RuleViolation, PermissionDenied) as refusal:
        refuse(form, refusal if isinstance(refusal, RuleViolation) else RuleViolation("denied", str(refusal)))
        return False
    return True
