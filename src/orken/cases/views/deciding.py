"""The officer decides: grounds are chosen, reasons written, the decision read as the applicant will, then signed."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from orken.cases.appeals import appeal_of
from orken.cases.decision_forms import CountersignatureForm, DecisionForm
from orken.cases.grounds import offered, reasons_of, requirements_of
from orken.cases.models import Case, Outcome
from orken.cases.models.stage import APPEALS_END_IN
from orken.cases.procedure.definition import ReasonTemplate
from orken.cases.queries import get_case
from orken.cases.review import latest_proposal
from orken.cases.views.review import case_in, step_taken
from orken.parties.requests import SignedInRequest


@login_required
def desk_decide(request: SignedInRequest, reference: str) -> HttpResponse:
    """Nothing is decided before the decision was shown in all three languages and its button pressed."""
    case = case_in(request, reference, "decision")
    chosen, mixed = _chosen(request, case)
    proposal = latest_proposal(case)
    form = DecisionForm(case, chosen, proposal, request.POST or None) if chosen else None
    then = request.POST.get("then", "decide")
    if form and form.is_valid():
        if then == "preview":
            return render(request, "cases/review/decide_preview.html", {"case": case, "form": form})
        if then == "decide" and step_taken(request, case, "decide", form, form.step_data):
            messages.success(request, _decided_words(case))
            return redirect("cases:desk_case", reference)
    context = _choice(case) | {"chosen": chosen, "mixed": mixed, "form": form, "proposal": proposal}
    return render(request, "cases/review/decide.html", context, status=422 if form and form.errors else 200)


@login_required
def desk_countersign(request: SignedInRequest, reference: str) -> HttpResponse:
    """The second signature under a proposed decision, of another person than who proposed it."""
    case = _case_to_countersign(request, reference)
    form = CountersignatureForm(request.POST or None)
    action = "send_back" if request.POST.get("then") == "send_back" else "countersign"
    if form.is_valid() and step_taken(request, case, action, form, form.cleaned_data):
        told = {
            "countersign": _("The decision is in effect and the applicant is told."),
            "send_back": _("The decision is sent back. The applicant does not hear of it."),
        }
        messages.success(request, told[action])
        return redirect("cases:desk_case", reference)
    context = {"case": case, "form": form, "proposal": latest_proposal(case)}
    return render(request, "cases/review/countersign.html", context, status=422 if form.errors else 200)


def _case_to_countersign(request: SignedInRequest, reference: str) -> Case:
    """Where a colleague was faster and the case has left that stage, reading it is enough, as in ``case_in``."""
    case = get_case(reference, user=request.user, permission="cases.review_case")
    stage = case.current_stage
    if case.proposals.exists() and not (stage and stage.countersign):
        return case
    return get_case(reference, user=request.user, permission="cases.countersign")


def _choice(case: Case) -> dict[str, object]:
    """What a decision may rest on, by outcome."""
    reasons = reasons_of(case)
    ends = _ends_of_an_appeal(case)
    return {
        "on_appeal": [(end, chosen) for end in ends if (chosen := [one for one in reasons if one.outcome == end])],
        "case": case,
        "decides": case.current_stage is not None and case.current_stage.kind == "decision",
        "granting": [reason for reason in reasons if reason.outcome == "granted"],
        "refusing": [reason for reason in reasons if reason.outcome == "refused"],
        "requirements": requirements_of(case),
    }


def _ends_of_an_appeal(case: Case) -> tuple[str, ...]:
    """How the appeal can end; what was granted is not sent back."""
    if not case.definition.decides_appeals:
        return ()
    granted = appeal_of(case).decision.outcome == Outcome.GRANTED
    return tuple(end.value for end in APPEALS_END_IN if not (granted and end is Outcome.SENT_BACK))


def _chosen(request: SignedInRequest, case: Case) -> tuple[list[ReasonTemplate], bool]:
    """The reasons named in the address, and whether some of them grant while others refuse."""
    reasons, asked = offered(case), request.GET.getlist("template")
    chosen = [reason for code, reason in reasons.items() if code in asked]
    mixed = len({reason.outcome for reason in chosen}) > 1
    return ([] if mixed else chosen), mixed


def _decided_words(case: Case) -> str:
    if case.current_stage and case.current_stage.countersign:
        return _("The decision is proposed. It takes effect with the second signature.")
    return _("The decision is recorded and the applicant is told.")
