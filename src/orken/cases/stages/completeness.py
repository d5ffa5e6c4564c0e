"""Completeness check: remarks on questions and documents, return for correction, or pass on."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orken.cases.models import CaseState, Remark
from orken.cases.stages.kind import Action, StageKind, Step
from orken.kernel.errors import RuleViolation


def return_for_correction(step: Step) -> None:
    """Send the open remarks to the applicant; the clock pauses until they file again."""
    sent = Remark.objects.filter(case=step.case, sent_at=None).update(sent_at=step.at)
    if not sent:
        raise RuleViolation(
            "no_remarks", _("Write at least one remark first: the applicant must know what to correct.")
        )
    step.case.state = CaseState.RETURNED
    step.transition.data = {"remarks": sent}
    step.notices.append("case_returned")


def pass_on(step: Step) -> None:
    if Remark.objects.filter(case=step.case, sent_at=None).exists():
        raise RuleViolation(
            "open_remarks", _("There are remarks that were not sent. Return the case for correction, or delete them.")
        )
    step.run_effects("passed")
    step.advance()
    step.notices.append("case_passed_on")


COMPLETENESS = StageKind(
    actions={
        "return_for_correction": Action("cases.handle_stage", "operator", return_for_correction),
        "pass_on": Action("cases.handle_stage", "operator", pass_on),
    },
    words={
        "return_for_correction": gettext_lazy("Returned for correction"),
        "pass_on": gettext_lazy("Found complete and passed on"),
    },
    meanwhile=gettext_lazy("An officer checks whether the application is complete. You need not do anything now."),
)
