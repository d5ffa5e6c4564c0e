"""The applicant's cases: the list, one case with its way and its story, its documents, agreement and withdrawal."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from orken.cases import decision_paper, papers, presentation, timeline_paper
from orken.cases.appeals import appealed_decision, decisions_in, is_left_to_nobody, objection_in, standstill
from orken.cases.desk_forms import posted_key
from orken.cases.evidence import current_evidence, first_filed, standings
from orken.cases.forms import SignatureForm
from orken.cases.models import Agreement, Case, CaseState, Outcome, Side
from orken.cases.panels import panels_for_applicant
from orken.cases.permissions import PERMISSIONS, Permit
from orken.cases.queries import get_case, get_case_with_clock, messages_of, own_cases, with_clocks
from orken.cases.transitions import perform
from orken.documents.evidence import record_view
from orken.documents.responses import private_file, private_pdf
from orken.kernel.errors import RuleViolation
from orken.kernel.identifiers import new_reference
from orken.parties.models import User
from orken.parties.permissions import acts_for
from orken.parties.requests import SignedInRequest


@login_required
def cases(request: SignedInRequest) -> HttpResponse:
    own = list(with_clocks(own_cases(request.user)).select_related("live_clock"))  # type: ignore[misc]  # a filtered relation
    live = [case for case in own if case.state != CaseState.CLOSED]
    closed = [case for case in own if case.state == CaseState.CLOSED]
    return render(request, "cases/cases.html", {"live": live, "closed": closed})


@login_required
def case(request: SignedInRequest, reference: str) -> HttpResponse:
    """Officers, who may see it too, have a page of their own."""
    found = get_case_with_clock(reference, user=request.user, permission="cases.view_case")
    if not acts_for(request.user, found.applicant):
        return redirect("cases:desk_case", reference)
    sent = found.remarks.filter(answered_by=None, sent_at__isnull=False)
    open_remarks = sent if found.state == CaseState.RETURNED else sent.none()  # not asked of the database
    filings, now = list(found.filings.all()), timezone.now()
    decisions = decisions_in(found)
    stopped = standstill(found, decisions, request.user)
    events, has_earlier = presentation.newest_events(found)
    context = {
        "case": found,
        "next": None if stopped else presentation.next_step(found),
        "stopped": stopped,
        "objection": objection_in(found, decisions),
        "appealed": appealed_decision(found, request.user),
        "nobody_left": is_left_to_nobody(found),
        "may_act": _may_take_the_next_step(request.user, found),
        "route": presentation.route_of(found),
        "events": events,
        "has_earlier": has_earlier,
        "remarks": presentation.remarks_with_titles(found, open_remarks),
        "filings": filings,
        "documents": standings(found, current_evidence(found), now, first_filed(filings)).values(),
        "papers": presentation.papers_of(found),
        "letters": messages_of(found),
        "decisions": decisions,
        "panels": panels_for_applicant(found),
        "agreement": Agreement.objects.filter(case=found).exists(),
        "may_copy": found.state == CaseState.CLOSED
        and found.outcome != Outcome.GRANTED
        and not found.definition.decides_appeals
        and PERMISSIONS["cases.edit_draft"](request.user, found),
        "may_withdraw": found.state in (CaseState.IN_PROGRESS, CaseState.RETURNED)
        and not stopped
        and PERMISSIONS["cases.withdraw_case"](request.user, found),
    }
    return render(request, "cases/case.html", context)


def _may_take_the_next_step(user: User, found: Case) -> Permit:
    """Whether what comes next is for this person; otherwise with the reason, which the page shows."""
    is_open = found.state in (CaseState.DRAFT, CaseState.RETURNED)
    return PERMISSIONS["cases.check_draft" if is_open else "cases.sign_for_applicant"](user, found)


@login_required
def document(request: SignedInRequest, reference: str, document_reference: str) -> FileResponse:
    """A document of the case. The operator's people read only what was filed, and the journal keeps that they did."""
    found = get_case(reference, user=request.user, permission="cases.view_case")
    evidence = found.evidence.select_related("document").filter(document__reference=document_reference).first()
    if evidence is None:
        raise Http404
    if not acts_for(request.user, found.applicant):
        if document_reference not in first_filed(found.filings.all()):
            raise Http404
        record_view(evidence.document, actor=request.user, seen_in=found.subject)
    return private_file(evidence.document)


@login_required
def withdraw(request: SignedInRequest, reference: str) -> HttpResponse:
    found = get_case(reference, user=request.user, permission="cases.withdraw_case")
    if request.method != "POST":
        return render(request, "cases/withdraw.html", {"case": found, "key": new_reference()})
    try:
        perform(reference, "withdraw", actor=request.user, key=posted_key(request.POST))
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The application is withdrawn. Nothing more happens with it."))
    return redirect(found)


@login_required
def agreement(request: SignedInRequest, reference: str) -> HttpResponse:
    found = get_case(reference, user=request.user, permission="cases.sign_for_applicant")
    offered = get_object_or_404(Agreement, case=found)
    form = SignatureForm(request, offered)
    if form.is_valid() and _signed(request, found, form):
        return redirect(found)
    context = {"case": found, "agreement": offered, "form": form, "signed": _applicants_signature(offered)}
    return render(request, "cases/agreement.html", context, status=422 if form.errors else 200)


@login_required
def timeline(request: SignedInRequest, reference: str) -> HttpResponse:
    """Everything that happened, where the page of the case shows the newest; for its applicant's people and staff."""
    found = get_case(reference, user=request.user, permission="cases.view_case")
    back = "cases:case" if acts_for(request.user, found.applicant) else "cases:desk_case"
    context = {"case": found, "back": reverse(back, args=[reference]), "events": presentation.timeline_of(found)}
    return render(request, "cases/timeline.html", context)


@login_required
def timeline_pdf(request: SignedInRequest, reference: str) -> HttpResponse:
    """At any time, also of a case that is closed or was withdrawn; for the applicant's people and for staff."""
    found = get_case(reference, user=request.user, permission="cases.view_case")
    paper = timeline_paper.timeline_pdf(found, for_staff=not acts_for(request.user, found.applicant))
    return private_pdf(paper, f"{found.number or found.reference}-timeline")


@login_required
def decision_pdf(request: SignedInRequest, reference: str) -> HttpResponse:
    """The decision that was taken last; a proposal is none yet."""
    found = get_case(reference, user=request.user, permission="cases.view_case")
    decision = found.decisions.select_related("decided_by", "countersigned_by").order_by("decided_at").last()
    if decision is None:
        raise Http404
    return private_pdf(decision_paper.decision_pdf(decision), f"{found.number}-decision")


@login_required
def agreement_pdf(request: SignedInRequest, reference: str) -> HttpResponse:
    found = get_case(reference, user=request.user, permission="cases.view_case")
    offered = get_object_or_404(Agreement.objects.select_related("case"), case=found)
    return private_pdf(papers.agreement_pdf(offered), f"{found.number}-agreement")


def _signed(request: SignedInRequest, found: Case, form: SignatureForm) -> bool:
    try:
        perform(
            found.reference,
            "sign_for_applicant",
            actor=request.user,
            key=form.cleaned_data["key"],
            data={"text_hash": form.cleaned_data["text_hash"], "password": form.cleaned_data["password"]},
        )
    except RuleViolation as refusal:
        form.add_error("password" if refusal.field == "password" else None, str(refusal))
        return False
    messages.success(request, _("You have signed the agreement."))
    return True


def _applicants_signature(offered: Agreement) -> object:
    return offered.signatures.filter(side=Side.APPLICANT).first()
