"""The page of the queue: views with their counts, filters, the cases, and what can be done with several at once."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from orken.cases.models import Case
from orken.cases.permissions import CASEWORK_ROLES, DESK_ROLES, NOT_STAFF, RESOLVING_ROLES
from orken.cases.queries import get_case
from orken.cases.services.casework import already_assigned, assign_case
from orken.kernel.errors import RuleViolation
from orken.parties.models import Role, User
from orken.parties.queries import roles_of
from orken.parties.requests import SignedInRequest
from orken.web.desk.filters import QueueFilter
from orken.web.desk.queue import (
    CLOSED,
    EVERY_STATE,
    ME,
    NOBODY,
    Chosen,
    address_of,
    counts,
    joined_to_clocks,
    page_of,
)
from orken.web.desk.saved_views import default_view, views_seen_by
from orken.web.desk.view_pages import ViewForm
from orken.web.models import SavedView

ON_A_PAGE = 50
LAST_VIEW = "desk_view"  # in the session: the filters with which the queue was opened last
BUILT_IN = [
    (gettext_lazy("All open"), {}),
    (gettext_lazy("Mine"), {"officer": ME}),
    (gettext_lazy("Unassigned"), {"officer": NOBODY}),
    (gettext_lazy("Closed"), {"state": CLOSED}),
]


@dataclass(frozen=True)
class Tab:
    """A view above the queue with the number of its cases; ``saved`` is where it can be renamed."""

    label: object
    address: str
    number: int
    current: bool
    saved: SavedView | None = None


@login_required
def desk(request: SignedInRequest) -> HttpResponse:
    roles = roles_of(request.user)
    if not roles & {*DESK_ROLES}:
        raise PermissionDenied(NOT_STAFF.reason)
    if not request.GET and (opening := default_view(request.user)):
        return redirect(address_of(opening.filters))
    form = QueueFilter(request.GET)
    chosen = form.chosen()
    if request.session.get(LAST_VIEW) != chosen:
        request.session[LAST_VIEW] = chosen
    cases = joined_to_clocks(request.user)
    tabs, found, everywhere = _tabs(request.user, cases, chosen)
    page = Paginator(range(found), ON_A_PAGE).get_page(request.GET.get("page"))  # of places; counted with the views
    shown = page_of(cases, chosen, reader=request.user, start=max(page.start_index() - 1, 0), number=ON_A_PAGE)
    context = {
        "form": form,
        "page": page,
        "rows": shown,
        "tabs": tabs,
        "current": next((tab for tab in tabs if tab.current), None),
        "filters": urlencode(chosen),
        "found": found,
        "elsewhere": everywhere if not found and "state" not in chosen else 0,
        "everywhere": address_of({**chosen, "state": EVERY_STATE}),
        "narrowed": bool(chosen),
        "handles": bool(roles & {*CASEWORK_ROLES}),
        "leads": Role.HEAD_OF_UNIT in roles,
        "resolves": bool(roles & {*RESOLVING_ROLES}),
        "view_form": ViewForm(auto_id="view-%s"),
    }
    return render(request, "web/desk/queue.html", context)


def _tabs(user: User, cases: QuerySet[Case], chosen: Chosen) -> tuple[list[Tab], int, int]:
    """The tabs; how many cases the filters find; how many they would find in any state."""
    views: list[tuple[object, Chosen, SavedView | None]] = [(label, filters, None) for label, filters in BUILT_IN]
    views += [(view.name, view.filters, view) for view in views_seen_by(user)]
    asked = {f"view_{place}": filters for place, (_label, filters, _view) in enumerate(views)}
    asked |= {"chosen": chosen, "everywhere": {**chosen, "state": EVERY_STATE}}
    found = counts(cases, asked, reader=user)
    tabs = [
        Tab(label, address_of(filters), found[f"view_{place}"], dict(filters) == dict(chosen), view)
        for place, (label, filters, view) in enumerate(views)
    ]
    return tabs, found["chosen"], found["everywhere"]


@login_required
@require_POST
def take(request: SignedInRequest, reference: str) -> HttpResponse:
    """Take a case that nobody handles, from the queue."""
    case = get_case(reference, user=request.user, permission="cases.assign_case")
    try:
        if case.assignee not in (None, request.user):
            raise already_assigned(case)
        assign_case(case, request.user, actor=request.user)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(case)s is your case.") % {"case": case})
    return redirect(last_view(request))


def last_view(request: SignedInRequest) -> str:
    """The address of the queue as the person saw it last."""
    return address_of(request.session.get(LAST_VIEW, {}))
