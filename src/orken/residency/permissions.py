"""Who may do what with a residency. Nobody does anything as staff for an organisation that they act for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext_lazy as _

from orken.cases.permissions import ALLOWED, BARRED, CASEWORK_ROLES, DESK_ROLES, NOT_STAFF, Permit, in_conflict
from orken.parties.models import Role, User
from orken.parties.permissions import acts_for, has_role
from orken.residency.models import Residency

OWN_ORGANISATION = Permit(False, _("You act for this organisation, so another officer handles its residency."))


def view(user: User, residency: Residency) -> Permit:
    if acts_for(user, residency.organisation):
        return ALLOWED
    return oversee(user, residency)


def oversee(user: User, residency: Residency) -> Permit:
    return _as_staff(user, residency, *DESK_ROLES)


def order(user: User, residency: Residency) -> Permit:
    """Order a change of the status, or take back one that waits."""
    return _as_staff(user, residency, *CASEWORK_ROLES)


def confirm(user: User, residency: Residency) -> Permit:
    """Give the second signature under a revocation; that it is another person's, the service demands."""
    return _as_staff(user, residency, Role.HEAD_OF_UNIT)


def _as_staff(user: User, residency: Residency, *roles: Role) -> Permit:
    if not has_role(user, *DESK_ROLES):
        return NOT_STAFF
    if acts_for(user, residency.organisation):
        return OWN_ORGANISATION
    if in_conflict(user, residency.case):
        return BARRED
    if not has_role(user, *roles):
        names = ", ".join(str(role.label) for role in roles)
        return Permit(False, _("This step is for: %(roles)s.") % {"roles": names})
    return ALLOWED


PERMISSIONS: Mapping[str, Callable[[User, Residency], Permit]] = {
    "residency.view": view,
    "residency.oversee": oversee,
    "residency.order": order,
    "residency.confirm": confirm,
}
