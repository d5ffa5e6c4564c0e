"""Who hears of what happens to a review. The texts are in ``templates/notices``, in each recipient's language.

Mails to experts name the case by its number and procedure alone: a review may be blind, and a mail is read anywhere.
Who is in a conflict of interest with the case by now hears nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterable

from orken.cases.models import Case
from orken.cases.queries import is_barred, officers_for
from orken.notices.services import notify
from orken.parties.models import Role, User
from orken.reviews.models import Assignment, Consensus


def tell_expert(assignment: Assignment, template: str) -> None:
    _tell(assignment, template, _about(assignment))


def tell_officers(assignment: Assignment, template: str) -> None:
    """The officer of the case, or all who may handle it; nobody who is in a conflict of interest."""
    case = assignment.case
    context = _about(assignment) | {"expert": str(assignment.expert)}
    notify(officers_of(case), template, context, subject_of=case.subject)


def tell_of_consensus(consensus: Consensus, assignments: Iterable[Assignment], template: str) -> None:
    """Each expert by a notice of their own, which leads to their own page."""
    for assignment in assignments:
        _tell(assignment, template, _about(assignment) | {"due_on": consensus.due_on})


def officers_of(case: Case) -> list[User]:
    able = officers_for(case)
    if case.assignee_id is not None:
        return list(able.filter(pk=case.assignee_id))
    return list(able.filter(staff_roles__role=Role.OFFICER))


def _tell(assignment: Assignment, template: str, context: dict[str, object]) -> None:
    person, case = assignment.expert.user, assignment.case
    if not is_barred(person, case):
        notify([person], template, context, subject_of=case.subject)


def _about(assignment: Assignment) -> dict[str, object]:
    return {
        "number": assignment.case.number,
        "reference": assignment.reference,
        "case_reference": assignment.case.reference,
        "procedure": assignment.case.definition.title.to_data(),
        "due_on": assignment.due_on,
    }
