"""Who somebody is to the operator, and for whom they may act. Everything else about rights is built on these two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from orken.parties.models import Organisation, Role, Scope, User
from orken.parties.rights import rights_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


def has_role(user: User | AnonymousUser, *roles: Role) -> bool:
    """Whether the person holds at least one of ``roles`` at the operator."""
    return not rights_of(user).roles.isdisjoint(roles)


def is_staff(user: User | AnonymousUser) -> bool:
    return has_role(user, *Role)


def acts_for(user: User | AnonymousUser, organisation: Organisation) -> bool:
    """Whether a standing mandate lets the person see and do anything for the organisation today."""
    return rights_of(user).acts_for(organisation.pk)


def may(user: User | AnonymousUser, organisation: Organisation, scope: Scope) -> bool:
    """Whether a standing mandate lets the person do this for the organisation today."""
    return rights_of(user).may(organisation.pk, scope)


def lacking(scope: Scope, organisation: Organisation) -> str:
    """What to tell a person whose mandate does not go that far."""
    message = _(
        "Your mandate for %(organisation)s does not cover this: %(scope)s. Ask somebody who manages the organisation "
        "to give you this right."
    )
    return message % {"organisation": organisation, "scope": scope.label}
