"""The decision pack of a case as PDF and as JSON: for staff with names, for the applicant without."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from orken.cases.decision_pack.paper import pack_pdf
from orken.cases.decision_pack.parts import Copy
from orken.cases.decision_pack.record import copy_of, record_of
from orken.cases.queries import get_case
from orken.documents.responses import private_json, private_pdf
from orken.journal.services import record
from orken.parties.requests import SignedInRequest


@login_required
@require_safe
def own_pack_pdf(request: SignedInRequest, reference: str) -> HttpResponse:
    return _pdf(_own_copy(request, reference))


@login_required
@require_safe
def own_pack_json(request: SignedInRequest, reference: str) -> HttpResponse:
    return _json(_own_copy(request, reference))


@login_required
@require_safe
def desk_pack_pdf(request: SignedInRequest, reference: str) -> HttpResponse:
    return _pdf(_staff_copy(request, reference, "pdf"))


@login_required
@require_safe
def desk_pack_json(request: SignedInRequest, reference: str) -> HttpResponse:
    return _json(_staff_copy(request, reference, "json"))


def _own_copy(request: SignedInRequest, reference: str) -> Copy:
    case = get_case(reference, user=request.user, permission="cases.take_own_pack")
    return copy_of(case, request.user, named=False)


def _staff_copy(request: SignedInRequest, reference: str, form: str) -> Copy:
    """The journal keeps who took one."""
    case = get_case(reference, user=request.user, permission="cases.review_case")
    copy = copy_of(case, request.user, named=True)
    record(
        "case.pack_taken",
        actor=request.user,
        subject=case.subject,
        data={"form": form},
        organisation_id=case.applicant_id,
    )
    return copy


def _pdf(copy: Copy) -> HttpResponse:
    return private_pdf(pack_pdf(copy), f"{copy.case.number}-pack")


def _json(copy: Copy) -> HttpResponse:
    return private_json(record_of(copy), f"{copy.case.number}-pack")
