from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.utils import timezone

from orken.cases.models import Case
from orken.cases.permissions import DESK_ROLES
from orken.cases.queries import without_conflicts
from orken.kernel.text import search_form
from orken.parties.models import Organisation, User
from orken.parties.permissions import has_role
from orken.parties.queries import organisations_of
from orken.registers.models import Certificate, EntryVersion
from orken.residency.models import HELD, PENDING, Residency, StatusChange
from orken.residency.permissions import PERMISSIONS
from orken.rulebook.queries import parameter_book

TERM = "hub_residency_term_years"
REMINDER = "hub_residency_reminder_days"


def residencies_past_their_term(day: date) -> QuerySet[Residency]:
    """Those whose dates say that they ended, while nobody has noted it yet."""
    return Residency.objects.filter(state__in=HELD, valid_to__lte=day)


def residencies_to_remind_of(last_day: date) -> QuerySet[Residency]:
    """Those that end by ``last_day`` and whose organisation was not told of this end yet."""
    ending = Residency.objects.filter(state__in=HELD, valid_to__lte=last_day)
    return ending.exclude(reminded_of=F("valid_to"))


def changes_due(day: date) -> QuerySet[StatusChange]:
    """Changes whose day has come; a revocation without its second signature goes on waiting."""
    return StatusChange.objects.filter(PENDING, ~Q(kind="revoke") | Q(confirmed_at__isnull=False), day__lte=day)


def is_resident(organisation: Organisation) -> bool:
    """Whether the organisation holds the status today; a suspended one is still held."""
    return held_residencies(organisation).exists()


def held_residencies(organisation: Organisation) -> QuerySet[Residency]:
    running = Q(valid_to=None) | Q(valid_to__gt=timezone.localdate())
    return Residency.objects.filter(running, organisation=organisation, state__in=HELD)


def get_residency(reference: str, *, user: User, permission: str) -> Residency:
    """The residency that the case with this reference brought, loaded together with the permission.

    Raises
    ------
    Http404
        There is none, or the user may not know of it.
    PermissionDenied
        The user sees it but may not do this; the exception carries the reason.
    """
    known = Residency.objects.select_related("organisation", "case", "entry").filter(case__reference=reference)
    visible = Q(organisation__in=organisations_of(user).values("pk"))
    if has_role(user, *DESK_ROLES):
        visible |= _without_conflicts(user)
    residency = known.filter(visible).first()
    if residency is None:
        raise Http404
    residency.case.loaded_for = user.pk
    permit = PERMISSIONS[permission](user, residency)
    if not permit:
        raise PermissionDenied(permit.reason)
    return residency


def residencies_overseen_by(user: User, *, search: str = "", state: str = "") -> QuerySet[Residency]:
    """Residencies that the user handles as staff, by the name in the register and the number of the certificate."""
    if not has_role(user, *DESK_ROLES):
        return Residency.objects.none()
    overseen = Residency.objects.filter(_without_conflicts(user))
    overseen = overseen.exclude(organisation__in=organisations_of(user).values("pk"))
    numbers = Certificate.objects.filter(version__entry=OuterRef("entry")).order_by("-issued_at", "-pk")
    overseen = overseen.annotate(certificate=Subquery(numbers.values("number")[:1]))
    for word in search.split():
        named = EntryVersion.objects.filter(search_form__contains=search_form(word)).values("entry")
        overseen = overseen.filter(
            Q(entry__in=named)
            | Q(organisation__name__icontains=word)
            | Q(organisation__bin__startswith=word)
            | Q(certificate__icontains=word)
        )
    if state:
        overseen = overseen.filter(state=state)
    return overseen.select_related("organisation", "case").order_by(
        F("valid_to").asc(nulls_last=True), "organisation__name", "pk"
    )


def _without_conflicts(user: User) -> Q:
    """Who is in conflict over the case that brought a residency sees nothing of the residency as staff."""
    return Q(case__in=without_conflicts(Case.objects.order_by(), user).values("pk"))


def pending_change(residency: Residency) -> StatusChange | None:
    return residency.changes.filter(PENDING).select_related("ordered_by", "confirmed_by").first()


def end_of_term(start: date) -> date | None:
    """The first day after a term that begins on ``start``; ``None`` where the operator has set no term."""
    term = parameter_book().at(TERM, timezone.localdate())
    if term is None or term.value is None:
        return None
    year = start.year + int(term.value)
    try:
        return start.replace(year=year)
    except ValueError:  # 29 February
        return date(year, 3, 1)


def reminder_days() -> int:
    """How many days before the end the organisation is reminded; 0 where the operator has set none."""
    days = parameter_book().at(REMINDER, timezone.localdate())
    return int(days.value) if days and days.value else 0
