"""The officer's page of one document of a case: its dates, what was found before, and the finding to be written."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from orken.cases.evidence import attached_to, first_filed, standings
from orken.cases.models import Case, CaseState, Evidence
from orken.cases.permissions import PERMISSIONS
from orken.cases.queries import get_case
from orken.cases.services.verifying import verify_evidence
from orken.cases.verification_form import VerificationForm
from orken.documents.models import Verdict
from orken.kernel.errors import RuleViolation
from orken.parties.requests import SignedInRequest


@login_required
def desk_document(request: SignedInRequest, reference: str, document_reference: str) -> HttpResponse:
    permission = "cases.handle_stage" if request.method == "POST" else "cases.review_case"
    case = get_case(reference, user=request.user, permission=permission)
    evidence = get_object_or_404(_attached(case), document__reference=document_reference)
    standing = standings(case, {evidence.kind: evidence}, timezone.now())[evidence.kind]
    findings = list(evidence.document.verifications.all())
    form = VerificationForm(request.POST or None, seen=len(findings))
    if form.is_valid() and _found(request, evidence, form):
        return redirect(f"{reverse('cases:desk_case', args=[reference])}#document:{evidence.kind}")
    section = next(part for part in case.definition.sections if part.document and part.document.kind == evidence.kind)
    page = {
        "case": case,
        "evidence": evidence,
        "requirement": section.document,
        "standing": standing,
        "findings": findings,
        "form": form,
        "handles": PERMISSIONS["cases.handle_stage"](request.user, case),
        "is_open": case.state == CaseState.IN_PROGRESS,
    }
    return render(request, "cases/review/document.html", page, status=422 if form.errors else 200)


def _attached(case: Case) -> QuerySet[Evidence]:
    """What was filed and is attached now; a document that was replaced is history and is not checked any more."""
    return attached_to(case).filter(document__reference__in=first_filed(case.filings.all()))


def _found(request: SignedInRequest, evidence: Evidence, form: VerificationForm) -> bool:
    verdict, reason = Verdict(form.cleaned_data["verdict"]), form.cleaned_data["reason"]
    try:
        verify_evidence(evidence, verdict, reason=reason, seen=form.cleaned_data["seen"], actor=request.user)
    except RuleViolation as refusal:
        form.add_error(refusal.field, str(refusal))
        return False
    done = {
        Verdict.ACCEPTED: _("The document is accepted. Everybody who uses it sees so."),
        Verdict.REJECTED: _("The document is not accepted. Your reason stands in the remark, if one can be written."),
    }
    messages.success(request, done[verdict])
    return True
