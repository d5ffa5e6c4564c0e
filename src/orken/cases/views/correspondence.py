"""Writing to an applicant, and the templates that a head of unit keeps for it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from orken.cases.correspondence_forms import MessageForm, ThreeLanguagesForm
from orken.cases.letters import PLACEHOLDERS, filled, language_of_applicant
from orken.cases.models import Case, MessageTemplate
from orken.cases.queries import get_case
from orken.cases.services.correspondence import (
    Letter,
    keep_template,
    obstacle_to_writing,
    send_message,
    switch_template,
)
from orken.kernel.errors import RuleViolation
from orken.kernel.identifiers import read_reference
from orken.parties.models import Language, Role
from orken.parties.permissions import has_role
from orken.parties.queries import people_acting_for
from orken.parties.requests import SignedInRequest


@login_required
def desk_write(request: SignedInRequest, reference: str) -> HttpResponse:
    """Choose a template, edit the text, see it as the applicant will, send it."""
    case = get_case(reference, user=request.user, permission="cases.write_to_applicant")
    language = language_of_applicant(case)
    templates = MessageTemplate.objects.filter(switched_off_at=None)
    template = templates.filter(reference=read_reference(request.GET.get("template", ""))).first()
    begun = _begun(template, case, language) if template else {}
    form = MessageForm(language, request.POST or None, initial=begun)
    ready = form.is_valid()
    if ready and request.POST.get("then") == "send" and _sent(request, case, form, language, template):
        messages.success(request, _("The message is sent."))
        return redirect("cases:desk_case", reference)
    context = {
        "case": case,
        "form": form,
        "letter": form.cleaned_data if ready else None,
        "written_in": Language(language).label,
        "code": language,
        "templates": templates,
        "template": template,
        "readers": people_acting_for(case.applicant),
        "obstacle": obstacle_to_writing(case),
    }
    return render(request, "cases/review/write.html", context, status=422 if form.errors else 200)


def _begun(template: MessageTemplate, case: Case, language: str) -> dict[str, str]:
    return {
        "subject": filled(template.subject[language], case, language),
        "body": filled(template.body[language], case, language),
    }


def _sent(
    request: SignedInRequest, case: Case, form: MessageForm, language: str, template: MessageTemplate | None
) -> bool:
    written = form.cleaned_data
    letter = Letter(written["subject"], written["body"], language, template)
    try:
        send_message(case, letter, actor=request.user, key=written["key"])
    except RuleViolation as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _only_for_heads(request: SignedInRequest) -> None:
    if not has_role(request.user, Role.HEAD_OF_UNIT):
        raise PermissionDenied(_("Message templates are kept by heads of unit."))


@login_required
def message_templates(request: SignedInRequest) -> HttpResponse:
    _only_for_heads(request)
    templates = MessageTemplate.objects.select_related("changed_by").order_by("switched_off_at", "pk")
    return render(request, "cases/templates/list.html", {"templates": templates})


@login_required
def message_template(request: SignedInRequest, reference: str = "") -> HttpResponse:
    """Add a template, or change, switch off and switch on one."""
    _only_for_heads(request)
    template = get_object_or_404(MessageTemplate, reference=reference) if reference else MessageTemplate()
    if template.pk and (switch := request.POST.get("then")) in ("switch_off", "switch_on"):
        switch_template(template, off=switch == "switch_off", actor=request.user)
        messages.success(request, _("Saved."))
        return redirect("cases:message_templates")
    form = ThreeLanguagesForm(request.POST or None, template=template)
    if form.is_valid():
        keep_template(template, subject=form.subject, body=form.body, actor=request.user)
        messages.success(request, _("The template is saved."))
        return redirect("cases:message_templates")
    context = {
        "template": template,
        "form": form,
        "placeholders": [(n, words) for n, (words, _of) in PLACEHOLDERS.items()],
    }
    return render(request, "cases/templates/template.html", context, status=422 if form.errors else 200)
