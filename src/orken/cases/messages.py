"""Who hears of a transition. The texts are in ``templates/notices``, in each recipient's language."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Concat

from orken.cases.appeals import objection_in
from orken.cases.models import Case, CaseState, Conflict
from orken.cases.queries import uninvolved
from orken.cases.stages.kind import Step
from orken.notices.services import notify
from orken.parties.models import Role, User
from orken.parties.queries import people_acting_for
from orken.parties.rights import rights_of

DESK_NOTICES = frozenset({"case_refiled", "case_withdrawn"})
DECIDED = frozenset({"case_granted", "case_refused"})


def send_notices(step: Step) -> None:
    """The applicant's people hear of every step; the assignee of what the applicant did; the role of a new stage."""
    case = step.case
    context = _context(case)
    for template in step.notices:
        told = context | _how_to_object(case) if template in DECIDED else context
        notify(people_acting_for(case.applicant), template, told, subject_of=case.subject)
        if template in DESK_NOTICES and case.assignee is not None:
            notify([case.assignee], f"desk_{template}", context, subject_of=case.subject)
    for template in step.desk_notices:
        notify(uninvolved(case, Role(step.stage.countersign)), template, context, subject_of=case.subject)
    is_reopened = step.transition.from_state == CaseState.CLOSED
    if case.state == CaseState.IN_PROGRESS and (is_reopened or case.stage != step.transition.from_stage):
        notify(_people_of_new_stage(step), "desk_case_arrived", context, subject_of=case.subject)


def _how_to_object(case: Case) -> dict[str, object]:
    objection = objection_in(case)
    return {"objection": objection.words, "last_day": objection.is_open and objection.last_day} if objection else {}


def _people_of_new_stage(step: Step) -> Iterable[User]:
    """Those who can act now."""
    if step.case.assignee is not None and step.stage.role == Role.OFFICER:
        return [step.case.assignee]
    return uninvolved(step.case, Role(step.stage.role))


def tell_of_clock(case: Case, template: str) -> None:
    """Warn whoever handles the case that its clock is about to lapse, or tell the heads that it has."""
    assigned = [case.assignee] if case.assignee else uninvolved(case, Role.OFFICER)
    people = assigned if template == "desk_clock_warning" else [*uninvolved(case, Role.HEAD_OF_UNIT), *assigned]
    notify(people, template, _context(case), subject_of=case.subject)


def tell_of_conflicts(case: Case, people: Collection[User]) -> None:
    """Ask secretaries to resolve new conflicts, or the heads where no secretary may; nobody hears of their own."""
    resolving = uninvolved(case, Role.SECRETARY) or uninvolved(case, Role.HEAD_OF_UNIT)
    context = _context(case) | {"people": sorted({str(person) for person in people})}
    notify(resolving, "desk_conflicts_found", context, subject_of=case.subject)


def tell_of_nobody_left(case: Case) -> None:
    """Whoever could give somebody the role hears that an appeal has nobody who took no part in the decision."""
    people = {*uninvolved(case, Role.HEAD_OF_UNIT), *uninvolved(case, Role.ADMINISTRATOR)}
    notify(sorted(people, key=lambda person: person.pk), "desk_nobody_left", _context(case), subject_of=case.subject)


def tell_of_lost_officer(case: Case) -> None:
    """The officer of the case is in conflict and was taken off it; the heads hear only that another one is needed."""
    notify(uninvolved(case, Role.HEAD_OF_UNIT), "desk_officer_lost", _context(case), subject_of=case.subject)


def subjects_hidden_from(user: AbstractBaseUser) -> QuerySet[Case, str]:
    """Cases that the person is barred from by now; as the applicant they go on reading what was sent to them."""
    assert isinstance(user, User)
    barring = Conflict.objects.barring().filter(person=user).values("case")
    hidden = Case.objects.filter(pk__in=barring).exclude(applicant__in=rights_of(user).organisations)
    return hidden.order_by().values_list(Concat(Value("case:"), "reference", output_field=CharField()), flat=True)


def _context(case: Case) -> dict[str, object]:
    return {"number": case.number, "reference": case.reference, "procedure": case.definition.title.to_data()}
