"""The decision that follows a vote: the secretary chooses the reasons and words them in three languages."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from orken.cases.grounds import Requirement, reasons_from, requirements_of
from orken.cases.models import Outcome
from orken.cases.procedure.definition import ReasonTemplate
from orken.commission.forms import RecordForm
from orken.commission.models import Item, ItemState
from orken.commission.motions import fitting_reasons, outcome_of, possible_motions, takes_conditions
from orken.commission.presentation import arithmetic, motion_words, state_words, tone_of
from orken.commission.queries import get_item
from orken.commission.services.deciding import record_decision
from orken.commission.services.moving import put_to_vote
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
        begun = reasons_from(chosen, shown.case)
        form = RecordForm(begun, with_conditions=takes_conditions(shown), data=request.POST or None)
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
        "tone": tone_of(shown),
        "state_words": state_words(shown),
        "motion": motion_words(shown),
        "reasons": fitting_reasons(shown) if waits else [],
        "requirements": _requirements(shown) if waits else [],
        "form": form,
    }
    return render(request, "commission/desk/decide.html", context, status=422 if form and form.errors else 200)


@login_required
def motion(request: SignedInRequest, reference: str) -> HttpResponse:
    """What the body votes on in an appeal; chosen before voting begins."""
    shown = get_item(reference, user=request.user, permission="commission.keep_item")
    if not shown.case.definition.decides_appeals:
        raise Http404
    if request.method == "POST":
        try:
            put_to_vote(shown, request.POST.get("reason", ""), actor=request.user)
        except RuleViolation as refusal:
            messages.error(request, str(refusal))
            return redirect("commission:motion", reference)
        messages.success(request, _("It is kept what is put to the vote."))
        return redirect("commission:keep", shown.session.reference)
    waits = shown.state == ItemState.LISTED
    context = {
        "item": shown,
        "session": shown.session,
        "case": shown.case,
        "motions": possible_motions(shown.case) if waits else [],
        "motion": motion_words(shown),
    }
    return render(request, "commission/desk/motion.html", context)


def _requirements(shown: Item) -> list[Requirement]:
    """A refusal may also rest on requirements of the procedure."""
    return requirements_of(shown.case) if outcome_of(shown) is Outcome.REFUSED else []


def _chosen(request: SignedInRequest, shown: Item) -> list[ReasonTemplate]:
    """The reasons named in the address, as far as they fit the vote; the only one there is needs no choice."""
    asked, fitting = request.GET.getlist("template"), fitting_reasons(shown)
    if not asked and len(fitting) == 1 and outcome_of(shown) is not Outcome.REFUSED:
        return fitting
    possible = [*fitting, *(requirement.reason for requirement in _requirements(shown))]
    return [reason for reason in possible if reason.code in asked]


def _recorded(request: SignedInRequest, shown: Item, chosen: list[ReasonTemplate], form: RecordForm) -> bool:
    codes = [reason.code for reason in chosen]
    words = {name: text for name, text in form.cleaned_data.items() if name != "key"}
    try:
        record_decision(shown, {**words, "template": codes[0], "grounds": codes}, actor=request.user)
    except (RuleViolation, PermissionDenied) as refusal:
        refuse(form, refusal if isinstance(refusal, RuleViolation) else RuleViolation("denied", str(refusal)))
        return False
    return True
