"""What the applicant can do at any stage: file, file again after correction, withdraw."""

from __future__ import annotations

from orken.cases.models import CaseState, Outcome, Remark
from orken.cases.services.drafting import take_place
from orken.cases.services.filing import record_filing
from orken.cases.stages.appeal import give_up_appeal, submit_appeal
from orken.cases.stages.kind import Action, Step


def file(step: Step) -> None:
    """Submit the draft: it is checked, frozen and hashed; the first stage begins."""
    if step.case.definition.exclusive and not step.case.exclusive:
        take_place(step.case)
    filing = record_filing(step.case, actor=step.person, at=step.at)
    step.case.number = filing.number
    step.case.filed_at = step.at
    step.case.state = CaseState.IN_PROGRESS
    step.case.stage = step.case.definition.stages[0].code
    step.transition.data = {"filing": filing.number, "content_hash": filing.content_hash}
    if step.case.definition.decides_appeals:
        submit_appeal(step)
    step.notices.append("case_filed")


def refile(step: Step) -> None:
    """Submit the corrected answers; the stage that returned the case goes on and its clock resumes."""
    filing = record_filing(step.case, actor=step.person, at=step.at)
    Remark.objects.filter(case=step.case, answered_by=None, sent_at__isnull=False).update(answered_by=filing)
    step.case.state = CaseState.IN_PROGRESS
    step.transition.data = {"filing": filing.number, "content_hash": filing.content_hash}
    step.notices.append("case_refiled")


def withdraw(step: Step) -> None:
    if step.case.definition.decides_appeals:
        give_up_appeal(step)
    step.run_effects("withdrawn")
    step.close(Outcome.WITHDRAWN)
    step.notices.append("case_withdrawn")


APPLICANT_ACTIONS = {
    "file": Action("cases.file_case", "applicant", file, frozenset({CaseState.DRAFT})),
    "refile": Action("cases.file_case", "applicant", refile, frozenset({CaseState.RETURNED})),
    "withdraw": Action(
        "cases.withdraw_case", "applicant", withdraw, frozenset({CaseState.IN_PROGRESS, CaseState.RETURNED})
    ),
}
