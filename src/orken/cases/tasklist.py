"""The task list of an application: each section with its state, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from orken.cases.models import Case, CaseState
from orken.cases.services.filing import SectionCheck
from orken.kernel.text import Text


@dataclass(frozen=True)
class Task:
    """One section on the task list, as ``ui/task_list.html`` shows it."""

    url: str
    title: Text
    tone: str
    label: str
    icon_name: str
    hint: str = ""


def task_of(case: Case, standing: SectionCheck, remarks: Mapping[str, str]) -> Task:
    """How a section stands. In a returned case the remarks decide, in a draft the answers."""
    url = reverse("cases:section", args=[case.reference, standing.section.code])
    tone, label, icon_name, hint = _state(case, standing, _remarked(standing, remarks))
    return Task(url, standing.section.title, tone, label, icon_name, hint)


def _remarked(standing: SectionCheck, remarks: Mapping[str, str]) -> int:
    targets = [f"question:{question.id}" for question in standing.section.questions]
    if standing.section.document:
        targets.append(f"document:{standing.section.document.kind}")
    return sum(target in remarks for target in targets)


def _state(case: Case, standing: SectionCheck, remarked: int) -> tuple[str, str, str, str]:
    if remarked:
        hint = ngettext("%(number)s remark of the officer", "%(number)s remarks of the officer", remarked)
        return "warn", _("To correct"), "correct", hint % {"number": remarked}
    if standing.complete:
        return "good", _("Done"), "done", ""
    wrong = [problem for problem in standing.problems if problem.code != "required"]
    if standing.begun and wrong:
        hint = ngettext("%(number)s answer to correct", "%(number)s answers to correct", len(wrong))
        return "warn", _("To correct"), "correct", hint % {"number": len(wrong)}
    if standing.document_problem:
        return "warn", _("To correct"), "correct", standing.document_problem
    if standing.begun or case.state == CaseState.RETURNED:
        return "info", _("In progress"), "half", _missing_words(standing)
    return "neutral", _("Not begun"), "circle", ""


def _missing_words(standing: SectionCheck) -> str:
    missing = len(standing.problems) + (standing.missing_document is not None)
    return ngettext("%(number)s answer or document missing", "%(number)s answers or documents missing", missing) % {
        "number": missing
    }
