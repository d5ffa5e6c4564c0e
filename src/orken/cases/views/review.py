"""The officer's pages of one case: reading it with remarks, returning, passing on, deciding, assigning, signing."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from orken.cases import presentation
from orken.cases.appeals import appealed_decision, appeals_known_to, decisions_in, is_left_to_nobody, standstill
from orken.cases.desk_forms import AssignmentForm, RemarksForm, StepForm
from orken.cases.extension import stage_kind
from orken.cases.forms import SignatureForm
from orken.cases.models import Agreement, Case, CaseState, Conflict, Filing, Side, Signature
from orken.cases.permissions import PERMISSIONS
from orken.cases.queries import get_case, get_case_with_clock, messages_of, officers_by_name
from orken.cases.review import FilingInReview, filing_in_review, latest_proposal, may_be_remarked
from orken.cases.services.casework import already_assigned, assign_case, write_remark
from orken.cases.stages.registry import kind_of
from orken.cases.transitions import perform
from orken.kernel.errors import RuleViolation
from orken.kernel.text import Text
from orken.parties.models import User
from orken.parties.requests import SignedInRequest
from orken.statements import Given, Statement


@login_required
def desk_case(request: SignedInRequest, reference: str) -> HttpResponse:
    """The newest filing beside what can be done with it; every button keeps the remarks that were typed."""
    case = get_case_with_clock(reference, user=request.user, permission="cases.review_case")
    reviewed = _filing(request, case)
    form = RemarksForm(reviewed, request.POST or None)
    if request.method == "POST" and form.is_valid() and _remarks_kept(request, case, form):
        following = {"return": "cases:desk_return", "pass_on": "cases:desk_pass_on"}
        if name := following.get(request.POST.get("then", "")):
            return redirect(name, reference)
        if document := next((filed for filed in reviewed.documents if filed == request.POST.get("check")), ""):
            return redirect("cases:desk_document", reference, document)
        messages.success(
            request, _("The remarks are saved. The applicant does not see them until you return the case.")
        )
        return redirect("cases:desk_case", reference)
    return _case_page(request, case, reviewed, form)


@login_required
@require_POST
def desk_assign(request: SignedInRequest, reference: str) -> HttpResponse:
    case = get_case(reference, user=request.user, permission="cases.assign_case")
    form = AssignmentForm(case, request.POST)
    if not form.is_valid():
        messages.error(request, _("This person cannot handle the case. Choose another one."))
    else:
        _assign(request, case, form)
    return redirect("cases:desk_case", reference)


def _assign(request: SignedInRequest, case: Case, form: AssignmentForm) -> None:
    try:
        if form.outdated and form.chosen != case.assignee:
            raise already_assigned(case)
        assign_case(case, form.chosen, actor=request.user)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Saved."))


@login_required
def desk_return(request: SignedInRequest, reference: str) -> HttpResponse:
    case = case_in(request, reference, "completeness")
    done = _("The case is returned. The applicant is told, and the clock waits.")
    unsent = case.remarks.filter(sent_at=None)
    context = {"remarks": presentation.remarks_with_titles(case, unsent)}
    return _step_page(request, case, "return_for_correction", done, context)


@login_required
def desk_pass_on(request: SignedInRequest, reference: str) -> HttpResponse:
    case = case_in(request, reference, "completeness")
    following = case.definition.stage_after(case.stage) if case.stage else None
    return _step_page(request, case, "pass_on", _("The case is passed on."), {"following": following})


@login_required
def desk_sign(request: SignedInRequest, reference: str) -> HttpResponse:
    case = get_case(reference, user=request.user, permission="cases.sign_for_operator")
    agreement = get_object_or_404(Agreement, case=case)
    form = SignatureForm(request, agreement)
    if form.is_valid() and step_taken(request, case, "sign_for_operator", form, form.cleaned_data):
        messages.success(request, _("You have signed the agreement for the operator."))
        return redirect("cases:desk_case", reference)
    context = {"case": case, "agreement": agreement, "form": form, "signed": _signed(agreement)}
    return render(request, "cases/review/sign.html", context, status=422 if form.errors else 200)


def case_in(request: SignedInRequest, reference: str, kind: str) -> Case:
    """A case to take a step of a stage of this kind with.

    Where it has left that stage (a colleague was faster) reading it is enough: ``perform`` then says what happened,
    and what was typed stands on the page.
    """
    case = get_case(reference, user=request.user, permission="cases.review_case")
    stage = case.current_stage
    if stage is not None and stage.kind == kind:
        return get_case(reference, user=request.user, permission="cases.handle_stage")
    return case


def _filing(request: SignedInRequest, case: Case) -> FilingInReview:
    asked = request.GET.get("round", "")
    try:
        return filing_in_review(case, int(asked) if asked.isdecimal() else None)
    except Filing.DoesNotExist:
        raise Http404 from None


def _case_page(request: SignedInRequest, case: Case, reviewed: FilingInReview, form: RemarksForm) -> HttpResponse:
    handles = PERMISSIONS["cases.handle_stage"](request.user, case)
    editable = bool(handles) and reviewed.is_newest and may_be_remarked(case)
    events, has_earlier = presentation.newest_events(case)
    decisions = decisions_in(case)
    context = {
        "case": case,
        "stage": case.current_stage,
        "stage_page": _page_of_stage(case),
        "earlier_pages": _pages_of_earlier_stages(case),
        "reviewed": reviewed,
        "sections": [
            (filed.section, [(item, form[item.target] if editable else None) for item in filed.items])
            for filed in reviewed.sections
        ],
        "form": form,
        "editable": editable,
        "unsaved": [bound.value() for bound in form if form.errors and not editable and bound.value()],
        "handles": handles,
        "proposal": latest_proposal(case),
        "countersigns": PERMISSIONS["cases.countersign"](request.user, case),
        "signs": PERMISSIONS["cases.sign_for_operator"](request.user, case),
        "officers": _officers_to_choose(request, case),
        "events": events,
        "has_earlier": has_earlier,
        "stopped": standstill(case, decisions, request.user),
        "appeals": appeals_known_to(decisions, request.user),
        "appealed": appealed_decision(case, request.user),
        "nobody_left": is_left_to_nobody(case),
        "letters": messages_of(case),
        "writes": PERMISSIONS["cases.write_to_applicant"](request.user, case),
        "conflicts": _conflicts(request, case),
        "decisions": decisions,
        "signatures": Signature.objects.filter(agreement__case=case),
    }
    return render(request, "cases/review/case.html", context, status=422 if form.errors else 200)


def _officers_to_choose(request: SignedInRequest, case: Case) -> list[User] | None:
    if case.state == CaseState.CLOSED or not PERMISSIONS["cases.assign_case"](request.user, case):
        return None
    return officers_by_name(case)


def _conflicts(request: SignedInRequest, case: Case) -> list[Conflict]:
    """Those of others, for the people who may resolve them."""
    if not PERMISSIONS["cases.resolve_conflicts"](request.user, case):
        return []
    return _CONFLICTS.ask(case=case.pk)


_CONFLICTS = Statement(
    lambda: Conflict.objects.filter(case=Given("case")).select_related("person").order_by("dismissed_at", "recorded_at")
)


def _page_of_stage(case: Case) -> str:
    """Where staff work in the stage where the case stands, if that is a page of another room."""
    kind = kind_of(case)
    return reverse(kind.desk_page, args=[case.reference]) if kind and kind.desk_page else ""


def _pages_of_earlier_stages(case: Case) -> list[tuple[Text, str]]:
    """What such pages keep of the stages that the case has left; of a closed case, of its last one too."""
    stages, here = case.definition.stages, case.current_stage
    reached = stages[: stages.index(here) + (case.state == CaseState.CLOSED)] if here else ()
    pages = ((stage.title, stage_kind[stage.kind].desk_page) for stage in reached)
    return [(title, reverse(page, args=[case.reference])) for title, page in pages if page]


def _remarks_kept(request: SignedInRequest, case: Case, form: RemarksForm) -> bool:
    """All remarks or none; a refusal (somebody else was faster) stands on the page with what was typed.

    Where the case has left the check meanwhile, officers are told so; others were never to write remarks.
    """
    try:
        with transaction.atomic():
            current = get_case(case.reference, user=request.user, permission="cases.review_case")
            needed = "cases.handle_stage" if may_be_remarked(current) else "cases.assign_case"
            get_case(case.reference, user=request.user, permission=needed)
            for target in form.changed_data:
                write_remark(case, target, form.cleaned_data[target], actor=request.user)
    except RuleViolation as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _step_page(
    request: SignedInRequest, case: Case, action: str, done: str, context: Mapping[str, object]
) -> HttpResponse:
    """Say what will happen and to whom; on the second press, do it."""
    form = StepForm(request.POST or None)
    if form.is_valid() and step_taken(request, case, action, form, {}):
        messages.success(request, done)
        return redirect("cases:desk_case", case.reference)
    page = {"case": case, "form": form, **context}
    return render(request, f"cases/review/{action}.html", page, status=422 if form.errors else 200)


def step_taken(request: SignedInRequest, case: Case, action: str, form: Form, data: Mapping[str, object]) -> bool:
    """Whether the step was taken; a refusal stands in the form, with what was typed."""
    step_data = {name: value for name, value in data.items() if name != "key"}
    try:
        perform(case.reference, action, actor=request.user, key=form.cleaned_data["key"], data=step_data)
    except RuleViolation as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    return True


def _signed(agreement: Agreement) -> object:
    return agreement.signatures.filter(side=Side.OPERATOR).first()
