"""The documents of an organisation for its own people: the list, one document, a new one."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from orken.cases.document_form import NEW, dates_form
from orken.cases.services.attaching import correct_dates, is_filed
from orken.cases.vault import Kept, kept_document, running_out, shelves_of
from orken.cases.vault_form import UploadForm
from orken.documents.forms import EvidenceDatesForm
from orken.documents.responses import private_file
from orken.documents.services import store_upload
from orken.documents.validity import EvidenceKind, kinds_held
from orken.kernel.errors import RuleViolation
from orken.parties.models import Organisation, Scope
from orken.parties.permissions import may
from orken.parties.queries import get_own_organisation
from orken.parties.requests import SignedInRequest


@login_required
@require_GET
def vault(request: SignedInRequest, reference: str) -> HttpResponse:
    organisation = get_own_organisation(reference, user=request.user)
    shelves = shelves_of(organisation)
    page = {
        "organisation": organisation,
        "shelves": shelves,
        "running_out": running_out(shelves),
        "prepares": may(request.user, organisation, Scope.PREPARE),
    }
    return render(request, "cases/vault/vault.html", page)


@login_required
def vault_upload(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """A file with its dates. A wrong date is said on the document's own page, so that the file need not come again."""
    organisation = get_own_organisation(reference, user=request.user, scope=Scope.PREPARE)
    kind = _kind_or_404(organisation, code)
    typed = request.POST if request.method == "POST" else None
    form, dates = UploadForm(typed, request.FILES or None), dates_form(kind.code, NEW, typed=typed)
    if form.is_valid():
        dates.is_valid()
        try:
            document = store_upload(
                form.cleaned_data["file"], owner=organisation, kind=code, actor=request.user, dates=dates.dates
            )
        except RuleViolation as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, _("The document is kept. You can use it in every application while it is valid."))
            for message in (str(message) for found in dates.errors.values() for message in found):
                messages.warning(request, message)
            return redirect("cases:vault_document", reference, document.reference)
    page = {"organisation": organisation, "kind": kind, "form": form, "dates": dates}
    return render(request, "cases/vault/upload.html", page, status=422 if form.errors else 200)


@login_required
def vault_document(request: SignedInRequest, reference: str, document_reference: str) -> HttpResponse:
    """One document: how it stands, where it is used, and its dates as long as nothing rests on them."""
    scope = Scope.PREPARE if request.method == "POST" else None
    organisation = get_own_organisation(reference, user=request.user, scope=scope)
    kept = kept_document(organisation, document_reference)
    form = _open_dates(request, organisation, kept)
    if form is not None and form.is_bound and form.is_valid() and _dated(request, kept, form):
        return redirect("cases:vault_document", reference, document_reference)
    page = {"organisation": organisation, "kept": kept, "form": form, "fixed": _is_fixed(kept)}
    return render(request, "cases/vault/document.html", page, status=422 if form and form.errors else 200)


@login_required
@require_GET
def vault_file(request: SignedInRequest, reference: str, document_reference: str) -> FileResponse:
    organisation = get_own_organisation(reference, user=request.user)
    return private_file(kept_document(organisation, document_reference).document)


def _kind_or_404(organisation: Organisation, code: str) -> EvidenceKind:
    for kind in kinds_held(by_foreign=organisation.is_foreign):
        if kind.code == code:
            return kind
    raise Http404


def _open_dates(request: SignedInRequest, organisation: Organisation, kept: Kept) -> EvidenceDatesForm | None:
    """``None`` where the dates stay: a filing or a finding rests on them, or the mandate does not go that far."""
    if _is_fixed(kept) or not may(request.user, organisation, Scope.PREPARE):
        return None
    typed = request.POST if request.method == "POST" else None
    return dates_form(kept.document.kind, NEW, kept.document, typed)


def _is_fixed(kept: Kept) -> bool:
    return kept.standing.verification is not None or is_filed(kept.document)


def _dated(request: SignedInRequest, kept: Kept, form: EvidenceDatesForm) -> bool:
    try:
        correct_dates(kept.document, form.dates, actor=request.user)
    except RuleViolation as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("The dates are saved."))
    return True
