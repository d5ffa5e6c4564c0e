"""Experts for several cases at once: choose, see what would happen, confirm, read what was done."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from orken.cases.permissions import CASEWORK_ROLES, NOT_STAFF
from orken.kernel.identifiers import read_reference
from orken.parties.permissions import has_role
from orken.parties.requests import SignedInRequest
from orken.reviews.queries import working_experts
from orken.reviews.services.bulk import LARGEST, ask_all, cases_under_review, preview, wanted_in


@login_required
def bulk(request: SignedInRequest) -> HttpResponse:
    if not has_role(request.user, *CASEWORK_ROLES):
        raise PermissionDenied(NOT_STAFF.reason)
    if request.POST.get("then") == "confirm":
        chosen = (pair.partition(":") for pair in request.POST.getlist("pair"))
        done = ask_all(
            [(read_reference(case), read_reference(expert)) for case, _, expert in chosen], actor=request.user
        )
        return render(request, "reviews/desk/bulk_done.html", {"done": done})
    return _page(request)


def _page(request: SignedInRequest) -> HttpResponse:
    found = cases_under_review(request.user)
    page = Paginator(found, LARGEST).get_page(request.GET.get("page"))
    cases = [read_reference(one) for one in request.POST.getlist("case")]
    experts = [read_reference(one) for one in request.POST.getlist("expert")]
    offered = list(working_experts())
    pairs = preview(found.filter(reference__in=cases)[:LARGEST], [one for one in offered if one.reference in experts])
    context = {
        "page": page,
        "rows": [(case, wanted_in(case), case.reference in cases) for case in page],
        "experts": [(one, one.reference in experts) for one in offered],
        "previewed": request.method == "POST",
        "to_do": [pair for pair in pairs if not pair.obstacle],
        "in_the_way": [pair for pair in pairs if pair.obstacle],
    }
    return render(request, "reviews/desk/bulk.html", context)
