"""Whether somebody may apply: judged rule by rule before anything is filed, and with nothing kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from orken.cases.forms import SectionForm, typed_answers
from orken.cases.models import Case
from orken.cases.procedure.answers import Typed
from orken.cases.procedure.definition import Procedure, Section
from orken.cases.queries import newest_version
from orken.cases.services.drafting import LiveCaseExists, open_case, save_section
from orken.cases.services.eligibility import Applicant, SelfCheck, check_eligibility
from orken.cases.services.filing import sections_of
from orken.parties.models import Scope, User
from orken.parties.permissions import lacking, may
from orken.parties.queries import organisations_of
from orken.rulebook.rules import Outcome, RuleResult

HOME, ABROAD = "home", "abroad"
ORDER = (Outcome.FAILS, Outcome.NOT_JUDGED, Outcome.HOLDS, Outcome.DOES_NOT_APPLY)


def eligibility(request: HttpRequest, code: str) -> HttpResponse:
    procedure = newest_version(code).definition
    organisations = {organisation.reference: organisation for organisation in organisations_of(request.user)}
    chosen = request.POST.get("applicant") or next(iter(organisations), HOME)
    applicant = Applicant(organisations.get(chosen), _is_foreign(organisations.get(chosen), chosen))
    typed = _typed(procedure, request.POST)
    if "begin" in request.POST and applicant.organisation and isinstance(request.user, User):
        return _begin(request, procedure, applicant, typed)
    check = check_eligibility(procedure, applicant, typed)
    context = {
        "procedure": procedure,
        "organisations": organisations.values(),
        "chosen": chosen,
        "may_begin": applicant.organisation is not None and may(request.user, applicant.organisation, Scope.PREPARE),
        "forms": [_shown(section, typed, check) for section in check.sections],
        "results": sorted(check.results, key=_urgency) if request.method == "POST" else None,
        "counts": Counter(result.outcome.value for result in check.results),
        "today": timezone.localdate(),
    }
    return render(request, "cases/eligibility.html", context)


def _urgency(result: RuleResult) -> int:
    """What fails is read first, then what cannot be judged."""
    return ORDER.index(result.outcome)


def _is_foreign(organisation: object, chosen: str) -> bool:
    return bool(getattr(organisation, "is_foreign", chosen == ABROAD))


def _typed(procedure: Procedure, post: QueryDict) -> dict[str, Typed]:
    """What was typed for any question, and for the dates of documents, which are no questions of the form."""
    questions = [question for _section, question in procedure.questions()]
    dates = {name: str(post[name]) for name in post if name.startswith("document_")}
    return dates | typed_answers(questions, post)


def _shown(section: Section, typed: Mapping[str, Typed], check: SelfCheck) -> SectionForm:
    return SectionForm(section, typed=typed, revision=0, problems=check.problems)


def _begin(
    request: HttpRequest, procedure: Procedure, applicant: Applicant, typed: Mapping[str, Typed]
) -> HttpResponse:
    """A draft that has the answers already; whoever may only read or submit for the organisation begins none."""
    assert applicant.organisation is not None
    assert isinstance(request.user, User)
    if not may(request.user, applicant.organisation, Scope.PREPARE):
        raise PermissionDenied(lacking(Scope.PREPARE, applicant.organisation))
    try:
        with transaction.atomic():
            case = open_case(procedure.code, applicant=applicant.organisation, actor=request.user)
            _carry_answers(case, typed, request.user)
    except LiveCaseExists as refusal:
        messages.warning(request, str(refusal))
        return redirect(refusal.case)
    messages.success(request, _("Your answers are in the form already."))
    return redirect("cases:form", case.reference)


def _carry_answers(case: Case, typed: Mapping[str, Typed], actor: User) -> None:
    for section in sections_of(case):
        answers = {question.id: typed[question.id] for question in section.questions if typed.get(question.id)}
        if answers:
            save_section(case, section, answers, seen_revision=0, actor=actor)
