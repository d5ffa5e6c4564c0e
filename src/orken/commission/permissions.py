"""Who may do what with bodies, sessions and items. Each predicate answers with the reason, as those of cases do."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext_lazy as _

from orken.cases.models import Case
from orken.cases.permissions import ALLOWED, Permit, review_case
from orken.commission.models import Body, Item, Membership, Office, Session
from orken.parties.models import Role, User
from orken.parties.permissions import has_role

NOT_A_SECRETARY = Permit(False, _("Secretaries of commissions keep bodies, their members and rules."))
NOT_ITS_SECRETARY = Permit(False, _("This is for the secretary of this body."))
NOT_ITS_MEMBER = Permit(False, _("Only members who vote in this body do this."))


def keep_bodies(user: User, body: Body | None = None) -> Permit:
    return ALLOWED if has_role(user, Role.SECRETARY) else NOT_A_SECRETARY


def keep_sessions(user: User, body: Body) -> Permit:
    """The secretary of the body, who also holds the role at the operator."""
    return ALLOWED if has_role(user, Role.SECRETARY) and _is(user, body, Office.SECRETARY) else NOT_ITS_SECRETARY


def vote_in(user: User, body: Body) -> Permit:
    standing = Membership.objects.voting().filter(body=body, user=user).exists()
    return ALLOWED if standing else NOT_ITS_MEMBER


def record_decision(user: User, case: Case) -> Permit:
    """Record what the body has decided on a case, as the secretary of that body."""
    permit = review_case(user, case)
    stage = case.current_stage
    if not permit or stage is None:
        return permit and NOT_ITS_SECRETARY
    body = Body.objects.filter(code=stage.body).first()
    return keep_sessions(user, body) if body else NOT_ITS_SECRETARY


def _is(user: User, body: Body, office: Office) -> bool:
    return bool(Membership.objects.standing().filter(body=body, user=user, office=office).exists())


def _anybody(user: User, _subject: object) -> Permit:
    """Whoever the query has shown it to."""
    return ALLOWED


BODY_PERMISSIONS: Mapping[str, Callable[[User, Body], Permit]] = {
    "commission.keep_bodies": keep_bodies,
    "commission.keep_sessions": keep_sessions,
}
SESSION_PERMISSIONS: Mapping[str, Callable[[User, Session], Permit]] = {
    "commission.view_session": _anybody,
    "commission.keep_session": lambda user, session: keep_sessions(user, session.body),
    "commission.vote": lambda user, session: vote_in(user, session.body),
}
ITEM_PERMISSIONS: Mapping[str, Callable[[User, Item], Permit]] = {
    "commission.know_item": _anybody,
    "commission.vote": lambda user, item: vote_in(user, item.session.body),
    "commission.keep_item": lambda user, item: keep_sessions(user, item.session.body),
}
