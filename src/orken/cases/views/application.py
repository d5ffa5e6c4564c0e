"""The application while it is filled in: task list, sections, check of the answers, submission, receipt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from orken.cases import papers
from orken.cases.desk_forms import posted_key
from orken.cases.document_form import UNCHANGED, DocumentChange, change_document, document_form
from orken.cases.forms import SectionForm, typed_answers
from orken.cases.models import Case, CaseState, Filing
from orken.cases.permissions import PERMISSIONS
from orken.cases.procedure.answers import answer_to_data
from orken.cases.procedure.conditions import Drafts, SectionReading
from orken.cases.procedure.definition import Section
from orken.cases.queries import get_case, lock_case
from orken.cases.services.drafting import Given, Saved, editable_targets, save_in_locked
from orken.cases.services.filing import (
    Check,
    FilingRefused,
    SectionCheck,
    check_draft,
    check_section,
    drafts_of,
    read_on,
    read_sections,
)
from orken.cases.services.moving import newer_version
from orken.cases.tasklist import Task, task_of
from orken.cases.transitions import perform
from orken.documents.responses import private_pdf
from orken.kernel.errors import RuleViolation
from orken.kernel.identifiers import new_reference
from orken.kernel.text import Text
from orken.parties.requests import SignedInRequest

OPEN_STATES = (CaseState.DRAFT, CaseState.RETURNED)


@login_required
def form(request: SignedInRequest, reference: str) -> HttpResponse:
    case = get_case(reference, user=request.user, permission="cases.check_draft")
    if case.state not in OPEN_STATES:
        return redirect(case)
    if not PERMISSIONS["cases.edit_draft"](request.user, case):
        return redirect("cases:check", reference)
    check, remarks = check_draft(case), _remarks(case)
    context = {"case": case, "check": check, "parts": _parts(case, check, remarks), "remarks": remarks}
    context["newer"] = newer_version(case)
    return render(request, "cases/form.html", context)


@login_required
def section(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    if request.method == "POST":
        return _save(request, reference, code)
    case = get_case(reference, user=request.user, permission="cases.edit_draft")
    asked = _reading_or_404(read_sections(case, drafts_of(case)), code).section
    if case.state not in OPEN_STATES:
        return redirect(case)
    shown = replace(_section_form(case, asked), blank_row_in=request.GET.get("add", ""))
    return _section_page(request, case, shown)


def _save(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Keep what was typed; then answer the script, or do what the pressed button says."""
    with transaction.atomic():
        try:
            case = lock_case(reference, user=request.user, permission="cases.edit_draft")
        except PermissionDenied as refusal:
            if not _asked_by_script(request):
                raise
            return JsonResponse({"message": _("Not saved. %(reason)s") % {"reason": refusal}}, status=422)
        rows = {row.section: row for row in case.draft_sections.all()}
        drafts = {name: row.typed for name, row in rows.items()}
        before = _reading_or_404(read_sections(case, drafts), code)
        try:
            given = _given(request, case, before.section)
            saved = save_in_locked(case, before.section, rows.get(code), given, actor=request.user)
        except RuleViolation as refusal:
            return _refused(request, case, refusal)
    drafts[code] = saved.draft.typed
    readings = read_on(case, before, drafts)  # an answer may have brought questions or made them needless
    reading = next(readings)
    asked = reading.section
    if _asked_by_script(request):
        change = change_document(case, asked, request.POST, None, actor=request.user)
        return _saved_as_json(saved, asked, change.not_kept)
    if saved.conflicts:
        shown = replace(_section_form(case, asked), conflicts=saved.conflicts)
        return _section_page(request, case, shown, status=409)
    return _attached(request, case, asked) or _after_saving(request, case, reading, readings, drafts)


def _given(request: SignedInRequest, case: Case, asked: Section) -> Given:
    shown = SectionForm(asked, typed={}, revision=0, editable=editable_targets(case))
    touched = request.POST["touched"].split() if request.POST.get("touched") else None
    return Given(typed_answers(shown.open_questions, request.POST), _revision(request), touched)


def _asked_by_script(request: SignedInRequest) -> bool:
    return request.headers.get("X-Requested-With") == "fetch"


def _saved_as_json(saved: Saved, asked: Section, not_kept: str) -> JsonResponse:
    """``asked`` is the section after saving: an answer may bring questions or make them needless.

    ``not_kept`` says why a date of the section's document could not be stored.
    """
    draft = saved.draft
    data = {
        "revision": draft.revision,
        "saved_at": timezone.localtime(draft.saved_at).strftime("%H:%M"),
        "conflicts": [conflict.name for conflict in saved.conflicts],
        "asked": [question.id for question in asked.questions],
        "not_kept": not_kept,
    }
    return JsonResponse(data, status=409 if saved.conflicts else 200)


def _attached(request: SignedInRequest, case: Case, asked: Section) -> HttpResponse | None:
    """Attach or date the section's document as the form says; a page only if that was refused."""
    change = change_document(case, asked, request.POST, request.FILES.get("document"), actor=request.user)
    if change.attached:
        messages.success(request, _("The document is attached."))
    return (
        _section_page(request, case, _section_form(case, asked), change=change, status=422)
        if change.is_faulty
        else None
    )


def _after_saving(
    request: SignedInRequest, case: Case, reading: SectionReading, following: Iterator[SectionReading], drafts: Drafts
) -> HttpResponse:
    """To where the pressed button leads; to the errors first, when the section was said to be ready."""
    asked = reading.section
    here = redirect("cases:section", case.reference, asked.code)
    if {"attach", "held"} & set(request.POST):
        here["Location"] += "#document"
        return here
    if adding := request.POST.get("add_row"):
        here["Location"] += f"?add={adding}#q-{adding}"
        return here
    if removed := request.POST.get("remove_row"):
        here["Location"] += f"#q-{removed.partition('.')[0]}"
        return here
    if "later" in request.POST:
        return redirect("cases:form", case.reference)
    standing = check_section(case, reading, drafts)
    if not standing.complete:
        shown = replace(_section_form(case, asked), problems=standing.problems)
        return _section_page(
            request,
            case,
            shown,
            status=422,
            missing_document=standing.missing_document,
            document_problem=standing.document_problem,
        )
    after = next(following, None) if case.state == CaseState.DRAFT else None
    return (
        redirect("cases:section", case.reference, after.section.code)
        if after
        else redirect("cases:form", case.reference)
    )


def _section_page(
    request: SignedInRequest,
    case: Case,
    shown: SectionForm,
    *,
    status: int = 200,
    change: DocumentChange = UNCHANGED,
    **context: object,
) -> HttpResponse:
    document = document_form(case, shown.section, change)
    context |= {
        "case": case,
        "form": shown,
        "section": shown.section,
        "document": document,
        "document_error": change.refusal or context.get("document_problem", ""),
        "dates_with_errors": [form for form in change.forms.values() if form.errors],
    }
    return render(request, "cases/section.html", context, status=status)


def _refused(request: SignedInRequest, case: Case, refusal: RuleViolation) -> HttpResponse:
    if _asked_by_script(request):
        return JsonResponse({"message": str(refusal)}, status=422)
    messages.error(request, str(refusal))
    return redirect(case)


def _revision(request: SignedInRequest) -> int:
    revision = request.POST.get("revision", "")
    return int(revision) if revision.isdecimal() else 0


def _reading_or_404(readings: Iterable[SectionReading], code: str) -> SectionReading:
    for reading in readings:
        if reading.section.code == code:
            return reading
    raise Http404


def _section_form(case: Case, asked: Section) -> SectionForm:
    draft = case.draft_sections.filter(section=asked.code).first()
    last = case.filings.last()
    return SectionForm(
        asked,
        typed=draft.typed if draft else {},
        revision=draft.revision if draft else 0,
        editable=editable_targets(case),
        remarks=_remarks(case),
        filed=last.content["answers"] if last else {},
    )


def _remarks(case: Case) -> dict[str, str]:
    """What the officer asks to correct now, by target."""
    return dict(case.remarks.filter(answered_by=None, sent_at__isnull=False).values_list("target", "text"))


def _parts(case: Case, check: Check, remarks: Mapping[str, str]) -> list[tuple[Text | None, list[Task]]]:
    """The task list, under the headings that the procedure gives to its parts."""
    parts: list[tuple[Text | None, list[Task]]] = []
    for standing in check.sections:
        part = standing.section.part
        if not parts or part not in (None, parts[-1][0]):
            parts.append((part, []))
        parts[-1][1].append(task_of(case, standing, remarks))
    return parts


@login_required
@require_GET
def check(request: SignedInRequest, reference: str) -> HttpResponse:
    case = get_case(reference, user=request.user, permission="cases.check_draft")
    if case.state not in OPEN_STATES:
        return redirect(case)
    return _check_page(request, case, check_draft(case))


def _check_page(request: SignedInRequest, case: Case, found: Check, status: int = 200) -> HttpResponse:
    remarks = _remarks(case)
    sections = [(standing, task_of(case, standing, remarks), _shown_answers(standing)) for standing in found.sections]
    context = {"case": case, "check": found, "sections": sections, "key": new_reference()}
    context |= {
        "may_edit": PERMISSIONS["cases.edit_draft"](request.user, case),
        "may_file": PERMISSIONS["cases.file_case"](request.user, case),
    }
    return render(request, "cases/check.html", context, status=status)


def _shown_answers(standing: SectionCheck) -> list[tuple[object, object, list[object]]]:
    """Each question of a section with its answer as it would be filed, and what is wrong with it."""
    return [
        (
            question,
            answer_to_data(standing.answers.get(question.id)),
            [problem for problem in standing.problems if problem.question_id == question.id],
        )
        for question in standing.section.questions
    ]


@login_required
@require_POST
def file(request: SignedInRequest, reference: str) -> HttpResponse:
    case = get_case(reference, user=request.user, permission="cases.file_case")
    key = posted_key(request.POST)
    try:
        transition = perform(reference, _way_to_file(case, key), actor=request.user, key=key)
    except FilingRefused as refusal:
        return _check_page(request, case, refusal.check, status=422)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
        return redirect("cases:newer", reference) if refusal.code == "version_retired" else redirect(case)
    if "filing" not in transition.data:  # the key of another step, which no page sends
        return redirect(case)
    round_ = case.filings.values_list("round", flat=True).get(number=transition.data["filing"])
    return redirect("cases:receipt", case.reference, round_)


def _way_to_file(case: Case, key: str) -> str:
    """For a form that was sent twice the same as the first time."""
    if case.state == CaseState.DRAFT:
        return "file"
    filed = case.transitions.filter(key=key, action__in=("file", "refile")).values_list("action", flat=True)
    return filed.first() or ("refile" if case.filings.exists() else "file")


@login_required
def receipt(request: SignedInRequest, reference: str, round_: int) -> HttpResponse:
    filing = _filing_or_404(request, reference, round_)
    return render(request, "cases/receipt.html", {"case": filing.case, "filing": filing, "filed": filing.content})


@login_required
def receipt_pdf(request: SignedInRequest, reference: str, round_: int) -> HttpResponse:
    filing = _filing_or_404(request, reference, round_)
    return private_pdf(papers.receipt_pdf(filing), filing.number)


def _filing_or_404(request: SignedInRequest, reference: str, round_: int) -> Filing:
    case = get_case(reference, user=request.user, permission="cases.view_case")
    return get_object_or_404(Filing.objects.select_related("case__version", "filed_by"), case=case, round=round_)
