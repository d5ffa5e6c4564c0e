"""Who may do what with a case. Each predicate answers with the reason, so that a refusal can say why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from orken.cases.models import Case, CaseState, Conflict
from orken.parties.models import Role, Scope, User
from orken.parties.permissions import acts_for, has_role, lacking, may

DESK_ROLES = (Role.OFFICER, Role.HEAD_OF_UNIT, Role.SIGNATORY, Role.SECRETARY)
CASEWORK_ROLES = (Role.OFFICER, Role.HEAD_OF_UNIT)
RESOLVING_ROLES = (Role.SECRETARY, Role.HEAD_OF_UNIT)


@dataclass(frozen=True)
class Permit:
    """Whether something is allowed, and if not, why."""

    allowed: bool
    reason: object = ""

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Permit(True)
NOT_YOURS = Permit(False, _("You do not act for this applicant."))
NOT_STAFF = Permit(False, _("This is for officers of the operator."))
OWN_APPLICANT = Permit(
    False, _("You act for this applicant, so another officer handles this case. You see it among your own cases.")
)
NOT_RESOLVING = Permit(False, _("Secretaries and heads of unit resolve conflicts of interest."))
BARRED = Permit(False, _("There is a conflict of interest, so somebody else handles this case."))

Predicate = Callable[[User, Case], Permit]


def view_case(user: User, case: Case) -> Permit:
    if acts_for(user, case.applicant):
        return ALLOWED
    return review_case(user, case)


def take_own_pack(user: User, case: Case) -> Permit:
    """The applicant's copy of the decision pack; staff have one of their own."""
    return ALLOWED if acts_for(user, case.applicant) else NOT_YOURS


def edit_draft(user: User, case: Case) -> Permit:
    return _acting(user, case, Scope.PREPARE)


def check_draft(user: User, case: Case) -> Permit:
    """Read what would be submitted: for those who prepare it and for those who submit it."""
    return _acting(user, case, Scope.PREPARE, Scope.SUBMIT)


def submit(user: User, case: Case) -> Permit:
    """Bind the applicant: submit, correct, withdraw, sign."""
    return _acting(user, case, Scope.SUBMIT)


def _acting(user: User, case: Case, *scopes: Scope) -> Permit:
    """A standing mandate for the applicant is needed, with one of ``scopes``."""
    if any(may(user, case.applicant, scope) for scope in scopes):
        return ALLOWED
    return Permit(False, lacking(scopes[0], case.applicant)) if acts_for(user, case.applicant) else NOT_YOURS


def review_case(user: User, case: Case) -> Permit:
    """See a filed case as the operator. Nobody does for an organisation that they act for, or in a conflict."""
    if not has_role(user, *DESK_ROLES) or case.state == CaseState.DRAFT:
        return NOT_STAFF
    if acts_for(user, case.applicant):
        return OWN_APPLICANT
    return BARRED if in_conflict(user, case) else ALLOWED


def refuse_barred(user: User, case: Case) -> None:
    """For services that hold the lock of the case: a conflict may have been recorded since the page was opened.

    Raises
    ------
    PermissionDenied
        The person is barred from the case.
    """
    if in_conflict(user, case):
        raise PermissionDenied(BARRED.reason)


def in_conflict(user: User, case: Case) -> bool:
    """Whether the person is barred from the case. A page, which loaded the case past its conflicts, need not ask."""
    return case.loaded_for != user.pk and Conflict.objects.barring().filter(case=case, person=user).exists()


def handle_stage(user: User, case: Case) -> Permit:
    """Act in the stage where the case stands: the stage's role is needed; a head of unit may act as an officer."""
    permit = review_case(user, case)
    if not permit:
        return permit
    stage = case.current_stage
    wanted = stage.role if stage else Role.OFFICER
    roles = CASEWORK_ROLES if wanted == Role.OFFICER else (Role(wanted),)
    if has_role(user, *roles):
        return ALLOWED
    names = ", ".join(str(role.label) for role in roles)
    return Permit(False, _("This step is for: %(roles)s.") % {"roles": names})


def countersign(user: User, case: Case) -> Permit:
    """Give the second signature that the stage asks for."""
    permit = review_case(user, case)
    stage = case.current_stage
    if not permit or stage is None or not stage.countersign:
        return permit and Permit(False, _("Nothing is countersigned at this step."))
    role = Role(stage.countersign)
    return ALLOWED if has_role(user, role) else Permit(False, _("This step is for: %(roles)s.") % {"roles": role.label})


def assign_case(user: User, case: Case) -> Permit:
    if not has_role(user, *CASEWORK_ROLES):
        return NOT_STAFF
    return review_case(user, case)


def resolve_conflicts(user: User, case: Case) -> Permit:
    """Uphold or dismiss conflicts of interest of others; one's own ends one's sight of the case, also for heads."""
    if not has_role(user, *RESOLVING_ROLES):
        return NOT_RESOLVING
    return review_case(user, case)


def sign_for_operator(user: User, case: Case) -> Permit:
    permit = review_case(user, case)
    if not permit or has_role(user, Role.SIGNATORY):
        return permit
    return Permit(False, _("Only a signatory of the operator signs agreements."))


# Rooms above add what their kinds of stages ask for, in ``AppConfig.ready()``.
PERMISSIONS: dict[str, Predicate] = {
    "cases.view_case": view_case,
    "cases.take_own_pack": take_own_pack,
    "cases.edit_draft": edit_draft,
    "cases.check_draft": check_draft,
    "cases.file_case": submit,
    "cases.withdraw_case": submit,
    "cases.sign_for_applicant": submit,
    "cases.review_case": review_case,
    "cases.handle_stage": handle_stage,
    "cases.countersign": countersign,
    "cases.assign_case": assign_case,
    "cases.write_to_applicant": assign_case,
    "cases.resolve_conflicts": resolve_conflicts,
    "cases.sign_for_operator": sign_for_operator,
}
