"""The pages of a batch: choose what is to be done, see case by case what it would do, confirm, read the results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from orken.cases.correspondence_forms import ThreeLanguagesForm
from orken.cases.models import MessageTemplate
from orken.cases.permissions import CASEWORK_ROLES, NOT_STAFF
from orken.cases.queries import desk_cases
from orken.kernel.errors import RuleViolation
from orken.kernel.identifiers import read_reference
from orken.parties.models import Role, User
from orken.parties.permissions import has_role
from orken.parties.queries import people_with_role
from orken.parties.requests import SignedInRequest
from orken.web.desk.batches import LARGEST, Assignment, Writing, confirm_batch, prepare_batch
from orken.web.desk.filters import chosen_from
from orken.web.desk.page import last_view
from orken.web.desk.previews import Preview, items_shown, preview_of_assignment, preview_of_messages
from orken.web.desk.queue import NOBODY, queue
from orken.web.models import Batch, BatchKind, Result

ON_A_PAGE = 100


class OfficerForm(forms.Form):
    """To whom the cases go; nobody is a choice, not a default."""

    def __init__(self, data: Mapping[str, object] | None = None) -> None:
        super().__init__(data)
        self._officers = {str(person.pk): person for person in people_with_role(Role.OFFICER, Role.HEAD_OF_UNIT)}
        offered = [(key, str(person)) for key, person in self._officers.items()]
        self.fields["officer"] = forms.ChoiceField(
            label=gettext_lazy("Assign to"),
            choices=[("", gettext_lazy("Choose")), *offered, (NOBODY, gettext_lazy("Nobody"))],
        )

    @property
    def officer(self) -> User | None:
        return self._officers.get(self.cleaned_data["officer"])


def _only_for_casework(request: SignedInRequest) -> None:
    if not has_role(request.user, *CASEWORK_ROLES):
        raise PermissionDenied(NOT_STAFF.reason)


@login_required
@require_POST
def prepare(request: SignedInRequest) -> HttpResponse:
    """The selected cases, or all that fit the filters of the queue."""
    _only_for_casework(request)
    if request.POST.get("kind") not in BatchKind.values:
        return redirect(last_view(request))
    if request.POST.get("everything"):
        cases = queue(request.user, chosen_from(request.POST.get("filters", "")))[: LARGEST + 1]
    else:
        chosen = map(read_reference, request.POST.getlist("case"))
        cases = desk_cases(request.user).filter(reference__in=chosen).order_by("filed_at", "pk")
    try:
        batch = prepare_batch(BatchKind(request.POST["kind"]), cases, author=request.user)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
        return redirect(last_view(request))
    return redirect(batch)


@login_required
def batch(request: SignedInRequest, reference: str) -> HttpResponse:
    """Each batch has one page for its author: first the preview, once confirmed its results."""
    _only_for_casework(request)
    found = get_object_or_404(Batch, reference=reference, author=request.user)
    if found.confirmed_at:
        return redirect(found) if request.method == "POST" else _results(request, found)
    return _assignment(request, found) if found.kind == BatchKind.ASSIGN else _letters(request, found)


def _assignment(request: SignedInRequest, found: Batch) -> HttpResponse:
    form = OfficerForm(request.POST or None)
    if not form.is_valid():
        return _page(request, found, form, None)
    if request.POST.get("then") == "confirm":
        return _confirmed(request, found, {"officer": form.officer.pk if form.officer else None})
    preview = preview_of_assignment(found, form.officer)
    return _page(request, found, form, preview, officer=form.officer)


def _letters(request: SignedInRequest, found: Batch) -> HttpResponse:
    templates = MessageTemplate.objects.filter(switched_off_at=None)
    template = templates.filter(reference=read_reference(request.GET.get("template", ""))).first()
    form = ThreeLanguagesForm(request.POST or None, template=template)
    offered = {"templates": templates, "template": template}
    if not form.is_valid():
        return _page(request, found, form, None, **offered)
    wanted: Writing = {
        "template": template.pk if template else None,
        "subject": form.subject.to_data(),
        "body": form.body.to_data(),
    }
    if request.POST.get("then") == "confirm":
        return _confirmed(request, found, wanted)
    return _page(request, found, form, preview_of_messages(found, wanted), **offered)


def _confirmed(request: SignedInRequest, found: Batch, wanted: Assignment | Writing) -> HttpResponse:
    confirm_batch(found, wanted)
    return redirect(found)


def _page(
    request: SignedInRequest, found: Batch, form: forms.Form, preview: Preview | None, **context: object
) -> HttpResponse:
    context |= {
        "batch": found,
        "form": form,
        "preview": preview,
        "number": items_shown(found).count(),
        "queue_address": last_view(request),
    }
    name = "assign" if found.kind == BatchKind.ASSIGN else "message"
    return render(request, f"web/desk/batch_{name}.html", context, status=422 if form.errors else 200)


def _results(request: SignedInRequest, found: Batch) -> HttpResponse:
    items = items_shown(found).select_related("case__applicant").order_by("-result", "pk")
    page = Paginator(items, ON_A_PAGE).get_page(request.GET.get("page"))
    numbers = Counter(items_shown(found).order_by().values_list("result", flat=True))
    context = {
        "batch": found,
        "page": page,
        "done": numbers[Result.DONE],
        "refused": numbers[Result.REFUSED],
        "waiting": numbers[Result.WAITING],
        "queue_address": last_view(request),
    }
    return render(request, "web/desk/batch_results.html", context)
