"""Giving and ending mandates. An organisation is never left without somebody who manages it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from orken.kernel.errors import RuleViolation
from orken.notices.services import notify
from orken.parties.models import Capacity, Mandate, Organisation, Scope, User
from orken.parties.queries import people_managing
from orken.parties.services.records import record_about


@dataclass(frozen=True)
class Terms:
    """As what and for what a person acts, and through which days; without a last day until revoked."""

    capacity: Capacity
    scope: tuple[Scope, ...]
    valid_from: date = field(default_factory=timezone.localdate)
    valid_to: date | None = None


class AlreadyActs(RuleViolation):
    """The person has a mandate for some of these days."""

    def __init__(self, user: User, organisation: Organisation) -> None:
        message = _(
            "%(person)s acts for %(organisation)s already. To give other rights, end that mandate first, then invite "
            "the person anew."
        )
        super().__init__("already_acts", message % {"person": user, "organisation": organisation})


class LastManager(RuleViolation):
    """Nobody would be left who may invite people and change the organisation's data."""

    def __init__(self) -> None:
        message = _(
            "This is the last person without an end date who may manage the organisation. Give this right to somebody "
            "else first, without a last day; then this mandate can be ended."
        )
        super().__init__("last_manager", message)


@transaction.atomic
def grant_mandate(user: User, organisation: Organisation, terms: Terms, *, actor: User | None = None) -> Mandate:
    """Let a person act for an organisation; its managers and the person are told.

    ``actor`` is who gave the mandate, ``None`` for the command line.

    Raises
    ------
    AlreadyActs
        Also when another connection was faster (constraint ``one_standing_mandate_per_person_and_organisation``).
    """
    try:
        with transaction.atomic():
            mandate = Mandate.objects.create(
                user=user,
                organisation=organisation,
                granted_by=actor,
                capacity=terms.capacity,
                scope=[scope.value for scope in terms.scope],
                valid_from=terms.valid_from,
                valid_to=terms.valid_to,
            )
    except IntegrityError as error:
        raise AlreadyActs(user, organisation) from error
    record_about(
        "mandate.granted", organisation, actor=actor, person=user.pk, mandate=mandate.reference, scope=mandate.scope
    )
    _tell("mandate_granted", mandate, [user])
    _tell("mandate_granted_to_other", mandate, people_managing(organisation).exclude(pk=user.pk))
    return mandate


@transaction.atomic
def revoke_mandate(mandate: Mandate, *, actor: User) -> None:
    """End a mandate at once, as somebody who manages the organisation or as the person who acts.

    The row stays, so that earlier acts remain explained. A mandate that was over before stays as it is. The
    organisation's row is locked, so that two people who end each other's mandates do it one after the other.

    Raises
    ------
    PermissionDenied
        The actor's own right to manage was ended meanwhile.
    LastManager
    """
    organisation = Organisation.objects.select_for_update().get(pk=mandate.organisation_id)
    ended = Mandate.objects.select_related("user").get(pk=mandate.pk)
    if ended.user_id != actor.pk and not manages_now(actor, organisation):
        raise PermissionDenied(_("You may not end mandates of this organisation. Ask somebody who manages it."))
    if ended.is_over:
        return
    keeping = organisation.mandates.managing_without_end()
    if keeping.filter(pk=ended.pk).exists() and keeping.count() == 1:
        raise LastManager
    # Recorded first: the entry carries the mandate under which somebody ends their own.
    record_about("mandate.revoked", organisation, actor=actor, person=ended.user_id, mandate=ended.reference)
    ended.revoked_at, ended.revoked_by = timezone.now(), actor
    ended.save(update_fields=["revoked_at", "revoked_by"])
    mandate.revoked_at, mandate.revoked_by = ended.revoked_at, actor
    if actor.pk != ended.user_id:
        _tell("mandate_revoked", ended, [ended.user])
    _tell("mandate_revoked_of_other", ended, people_managing(organisation).exclude(pk=actor.pk))


def manages_now(user: User, organisation: Organisation) -> bool:
    """Asked anew in the database, under the lock: a page may have been read when the person still managed."""
    return people_managing(organisation).filter(pk=user.pk).exists()


def _tell(template: str, mandate: Mandate, people: Iterable[User]) -> None:
    context = {"mandate": mandate, "organisation": mandate.organisation, "person": mandate.user}
    notify(people, template, context, subject_of=mandate.organisation.subject)
