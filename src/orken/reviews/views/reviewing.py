"""The review screen: the application beside the scorecard, which saves itself; its documents; filing."""

from __future__ import annotations

from pathlib import PurePath

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from orken.documents.responses import private_file
from orken.journal.services import record
from orken.kernel.errors import RuleViolation
from orken.parties.requests import SignedInRequest
from orken.reviews.models import Assignment, AssignmentState
from orken.reviews.queries import get_assignment
from orken.reviews.reading import document_shown, sections_shown
from orken.reviews.scorecard_form import ScorecardForm
from orken.reviews.services.scorecards import (
    Incomplete,
    Saved,
    field_names,
    file_scorecard,
    gaps_of,
    save_scorecard,
    scorecard_of,
)


@login_required
def review(request: SignedInRequest, reference: str) -> HttpResponse:
    if request.method == "POST":
        return _save(request, reference)
    if get_assignment(reference, user=request.user, permission="reviews.see").state == AssignmentState.ASKED:
        return redirect("reviews:answer", reference)
    assignment = get_assignment(reference, user=request.user, permission="reviews.read")
    return _page(request, assignment, ScorecardForm(scorecard_of(assignment)))


@login_required
def file(request: SignedInRequest, reference: str) -> HttpResponse:
    """Read once more what is final with the press of a button."""
    assignment = get_assignment(reference, user=request.user, permission="reviews.score")
    scorecard = scorecard_of(assignment)
    if gaps := gaps_of(scorecard):
        return _page(request, assignment, ScorecardForm(scorecard, gaps=gaps), status=422)
    if request.method != "POST":
        context = {"assignment": assignment, "scored": ScorecardForm(scorecard), "total": float(scorecard.total)}
        return render(request, "reviews/file.html", context)
    try:
        file_scorecard(reference, actor=request.user)
    except Incomplete as refusal:
        return _page(request, assignment, ScorecardForm(scorecard_of(assignment), gaps=refusal.gaps), status=422)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
        return redirect("reviews:review", reference)
    messages.success(request, _("Your scorecard is filed. Thank you."))
    return redirect("reviews:consensus", reference)


@login_required
@require_GET
def document(request: SignedInRequest, reference: str, document_reference: str) -> FileResponse:
    """A document of the filing that is not hidden; in a blind review without the name that the applicant gave it."""
    assignment = get_assignment(reference, user=request.user, permission="reviews.read")
    shown = document_shown(assignment, document_reference)
    if shown is None:
        raise Http404
    kind, opened = shown
    data = {"assignment": assignment.reference, "document": document_reference}
    record("review.document_opened", actor=request.user, subject=assignment.case.subject, data=data)
    response = private_file(opened)
    if assignment.terms.is_blind:
        suffix = PurePath(opened.filename).suffix.lower()
        response["Content-Disposition"] = f'attachment; filename="{kind}{suffix}"'
    return response


def _save(request: SignedInRequest, reference: str) -> HttpResponse:
    """Keep what was typed; then answer the script, or do what the pressed button says."""
    by_script = request.headers.get("X-Requested-With") == "fetch"
    try:
        assignment = get_assignment(reference, user=request.user, permission="reviews.score")
        saved = save_scorecard(
            reference,
            {name: request.POST[name] for name in field_names(assignment.terms) if name in request.POST},
            seen_revision=_number(request.POST.get("revision", "")),
            actor=request.user,
            touched=request.POST["touched"].split() if request.POST.get("touched") else None,
        )
    except PermissionDenied as refusal:
        if not by_script:
            raise
        return JsonResponse({"message": _("Not saved. %(reason)s") % {"reason": refusal}}, status=422)
    if by_script:
        return _as_json(saved)
    if saved.conflicts:
        form = ScorecardForm(saved.scorecard, conflicts=saved.conflicts)
        return _page(request, assignment, form, status=409)
    if "file" in request.POST:
        return redirect("reviews:file", reference)
    messages.success(request, _("Saved."))
    return redirect("reviews:review", reference)


def _as_json(saved: Saved) -> JsonResponse:
    scorecard = saved.scorecard
    data = {
        "revision": scorecard.revision,
        "saved_at": timezone.localtime(scorecard.saved_at).strftime("%H:%M"),
        "conflicts": [conflict.name for conflict in saved.conflicts],
        "not_kept": "",
    }
    return JsonResponse(data, status=409 if saved.conflicts else 200)


def _page(request: SignedInRequest, assignment: Assignment, form: ScorecardForm, status: int = 200) -> HttpResponse:
    context = {
        "assignment": assignment,
        "blind": assignment.terms.is_blind,
        "sections": sections_shown(assignment),
        "form": form,
        "editable": assignment.state == AssignmentState.ACCEPTED,
    }
    return render(request, "reviews/review.html", context, status=status)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0
