"""Readers for several cases at once: choose cases, look through the proposal, confirm, read what was done."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from orken.cases.models import Case
from orken.cases.permissions import CASEWORK_ROLES, NOT_STAFF
from orken.kernel.identifiers import read_reference
from orken.parties.permissions import has_role
from orken.parties.requests import SignedInRequest
from orken.reviews.proposals import proposal_for
from orken.reviews.queries import cases_that_wait, cases_under_review, working_experts
from orken.reviews.services.bulk import LARGEST, ask_all
from orken.reviews.terms import reads_wanted

ON_A_PAGE = 100


@login_required
def bulk(request: SignedInRequest) -> HttpResponse:
    if not has_role(request.user, *CASEWORK_ROLES):
        raise PermissionDenied(NOT_STAFF.reason)
    then = request.POST.get("then")
    if then == "confirm":
        return _asked(request)
    return _proposal(request) if then == "preview" else _page(request)


def _page(request: SignedInRequest) -> HttpResponse:
    page = Paginator(cases_under_review(request.user), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(case, reads_wanted(case)) for case in page],
        "experts": list(working_experts()),
        "largest": LARGEST,
    }
    return render(request, "reviews/desk/bulk.html", context)


def _proposal(request: SignedInRequest) -> HttpResponse:
    chosen = {read_reference(one) for one in request.POST.getlist("expert")}
    experts = [one for one in working_experts() if not chosen or one.reference in chosen]
    proposal = proposal_for(_cases(request), experts, request.user)
    return render(request, "reviews/desk/proposal.html", {"proposal": proposal})


def _cases(request: SignedInRequest) -> list[Case]:
    if request.POST.get("scope") == "all":
        return cases_that_wait(request.user, LARGEST)
    chosen = [read_reference(one) for one in request.POST.getlist("case")]
    return list(cases_under_review(request.user).filter(reference__in=chosen)[:LARGEST])


def _asked(request: SignedInRequest) -> HttpResponse:
    chosen = [pair.partition(":") for pair in request.POST.getlist("pair") if pair]
    done = ask_all([(read_reference(case), read_reference(expert)) for case, _, expert in chosen], actor=request.user)
    context = {
        "asked": [pair for pair in done if not pair.obstacle],
        "fallen_away": [pair for pair in done if pair.obstacle],
    }
    return render(request, "reviews/desk/bulk_done.html", context)
