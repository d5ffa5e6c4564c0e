"""The desk of the operator's officers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from orken.cases.permissions import DESK_ROLES, NOT_STAFF
from orken.parties.permissions import has_role
from orken.parties.requests import SignedInRequest
from orken.ui.wording import current_language
from orken.web.queue import ALL, CLOSED, OVERDUE, OWN, PAUSED, RUNNING, SOON, UNASSIGNED, counts, queue, stages

ON_A_PAGE = 50
TAB_LABELS = {ALL: _("All open"), OWN: _("Mine"), UNASSIGNED: _("Unassigned"), CLOSED: _("Closed")}
CLOCKS = [
    ("", _("Any")),
    (OVERDUE, _("Late")),
    (SOON, _("Due within two working days")),
    (RUNNING, _("Running")),
    (PAUSED, _("Paused")),
]


class QueueFilter(forms.Form):
    """Filters stand in the address, so that a view of the queue can be kept and sent to a colleague."""

    q = forms.CharField(
        label=_("Number, applicant or BIN"), required=False, max_length=100, widget=forms.TextInput({"type": "search"})
    )
    clock = forms.ChoiceField(label=_("Clock"), required=False, choices=CLOCKS)
    who = forms.ChoiceField(choices=list(TAB_LABELS.items()), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = current_language()
        found = [
            (name, f"{procedure.in_language(language)}: {stage.in_language(language)}")
            for name, procedure, stage in stages()
        ]
        self.fields["stage"] = forms.ChoiceField(label=_("Step"), required=False, choices=[("", _("Any")), *found])

    def chosen(self) -> dict[str, str]:
        """What was understood; a filter that does not exist (an old address) narrows nothing."""
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}


@login_required
def desk(request: SignedInRequest) -> HttpResponse:
    if not has_role(request.user, *DESK_ROLES):
        raise PermissionDenied(NOT_STAFF.reason)
    form = QueueFilter(request.GET)
    chosen = form.chosen()
    found = counts(request.user)
    page = Paginator(queue(request.user, chosen), ON_A_PAGE).get_page(request.GET.get("page"))
    tabs = [(who, label, found[who]) for who, label in TAB_LABELS.items()]
    narrowed = bool(chosen.keys() - {"who"})
    context = {"form": form, "page": page, "tabs": tabs, "who": chosen.get("who", ALL), "narrowed": narrowed}
    return render(request, "web/desk/queue.html", context)
