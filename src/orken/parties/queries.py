from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from orken.parties.models import Mandate, Organisation, Role, Scope, User
from orken.parties.permissions import acts_for, is_staff, lacking, may
from orken.parties.rights import rights_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


def organisations_of(user: User | AnonymousUser, scope: Scope | None = None) -> QuerySet[Organisation]:
    """Organisations that the person may act for today, or for which they may do what ``scope`` says."""
    if not user.is_authenticated:
        return Organisation.objects.none()
    mandates = Mandate.objects.standing().filter(user=user)
    if scope is not None:
        mandates = mandates.filter(scope__contains=[scope])
    return Organisation.objects.filter(pk__in=mandates.values("organisation")).order_by("name", "pk")


def acted_for(user: User, organisation: Organisation, *, since: datetime) -> bool:
    """Whether the person had a mandate, ended by now, at some time from ``since`` on."""
    at_the_time = Q(revoked_at__gte=since) | Q(revoked_at=None, valid_to__gte=timezone.localdate(since))
    return organisation.mandates.filter(at_the_time, user=user, valid_from__lte=timezone.localdate()).exists()


def people_acting_for(organisation: Organisation) -> QuerySet[User]:
    """People with a standing mandate: those who get the organisation's notices."""
    return _people(Mandate.objects.standing().filter(organisation=organisation))


def people_who_may(organisation: Organisation, scope: Scope) -> QuerySet[User]:
    return _people(Mandate.objects.standing().filter(organisation=organisation, scope__contains=[scope]))


def people_managing(organisation: Organisation) -> QuerySet[User]:
    return people_who_may(organisation, Scope.MANAGE)


def _people(mandates: QuerySet[Mandate]) -> QuerySet[User]:
    return User.objects.filter(is_active=True, pk__in=mandates.values("user")).order_by("full_name", "pk")


def people_with_role(*roles: Role) -> QuerySet[User]:
    return User.objects.filter(is_active=True, staff_roles__role__in=roles).distinct().order_by("full_name", "pk")


def roles_of(user: User | AnonymousUser) -> frozenset[Role]:
    return rights_of(user).roles


def get_organisation(reference: str, *, user: User) -> Organisation:
    """The organisation for its own people and for staff; for everybody else it does not exist."""
    organisation = Organisation.objects.filter(reference=reference).first()
    if organisation is None or not (acts_for(user, organisation) or is_staff(user)):
        raise Http404
    return organisation


def get_own_organisation(reference: str, *, user: User, scope: Scope | None = None) -> Organisation:
    """The organisation for those who act for it, and for nobody else.

    Raises
    ------
    Http404
        The person does not act for such an organisation.
    PermissionDenied
        The person acts for it, but may not do what ``scope`` says.
    """
    organisation = organisations_of(user).filter(reference=reference).first()
    if organisation is None:
        raise Http404
    if scope is not None and not may(user, organisation, scope):
        raise PermissionDenied(lacking(scope, organisation))
    return organisation
