"""Inviting people to act for an organisation. Each verb writes all of its parts, journal and mail too, or none."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from orken.documents.services import keep, receive_upload
from orken.journal.models import Entry
from orken.kernel.errors import RuleViolation
from orken.mandates.models import Invitation
from orken.mandates.services.links import date_anew, locked, send
from orken.parties.models import Capacity, Organisation, Scope, User
from orken.parties.permissions import lacking
from orken.parties.services import Terms, manages_now, record_about

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

SENT_A_DAY = 30
PAUSE_BEFORE_SENDING_AGAIN = timedelta(minutes=5)
SENDING = ("invitation.sent", "invitation.sent_again")  # actions of the journal
PROOF_KIND = "power_of_attorney"


@dataclass(frozen=True)
class Addressee:
    """Whom to invite, and the language of the message."""

    email: str
    language: str


def invite(
    organisation: Organisation,
    addressee: Addressee,
    terms: Terms,
    *,
    proof: UploadedFile[bytes] | None,
    actor: User,
) -> Invitation:
    """Ask a person to act for an organisation; the message with the link leaves with the transaction.

    An earlier invitation to the address that was never answered is replaced once it is too old to be accepted.

    Raises
    ------
    PermissionDenied
        The actor may not manage the organisation.
    RuleViolation
        The person acts already or is invited already, a consultant brings no proof, the file is refused, or too many
        were invited today.
    """
    # Looked at outside the transaction: scanning takes time, and what was found is recorded whatever comes after.
    received = receive_upload(proof, owner=organisation, actor=actor) if proof else None
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        _lock_for(organisation, actor)
        _demand_may_be_invited(organisation, addressee.email)
        invitation = _new(organisation, addressee, terms, token)
        if terms.capacity == Capacity.CONSULTANT and received is None:
            raise RuleViolation(
                "proof_missing", _("Attach the power of attorney or contract of the consultant."), field="proof"
            )
        invitation.invited_by = actor
        if received is not None:
            invitation.proof = keep(received, owner=organisation, kind=PROOF_KIND, actor=actor)
        invitation.save()
        record_about(
            "invitation.sent", organisation, actor=actor, invitation=invitation.reference, scope=invitation.scope
        )
        send(invitation, token)
    return invitation


def send_again(invitation: Invitation, *, actor: User) -> None:
    """A new link for an invitation that was not answered; the earlier link works no more.

    Raises
    ------
    RuleViolation
        It was answered, withdrawn or sent a moment ago, its last day has passed, or too many were sent today.
    """
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        _lock_for(invitation.organisation, actor)
        row = _unanswered(invitation)
        if timezone.now() - row.sent_at < PAUSE_BEFORE_SENDING_AGAIN:
            raise RuleViolation("sent_just_now", _("The message was sent a moment ago. Wait five minutes."))
        _demand_few_messages(row.organisation)
        if row.valid_to and row.valid_to < timezone.localdate():
            raise RuleViolation("days_over", _("The last day of this mandate has passed. Invite the person anew."))
        date_anew(row, token)
        row.save(update_fields=["token_hash", "sent_at", "expires_at"])
        record_about("invitation.sent_again", row.organisation, actor=actor, invitation=row.reference)
        send(row, token)


@transaction.atomic
def withdraw(invitation: Invitation, *, actor: User) -> None:
    """The link works no more from now on."""
    _lock_for(invitation.organisation, actor)
    row = _unanswered(invitation)
    row.withdrawn_at = timezone.now()
    row.save(update_fields=["withdrawn_at"])
    record_about("invitation.withdrawn", row.organisation, actor=actor, invitation=row.reference)


def _lock_for(organisation: Organisation, actor: User) -> None:
    """One change to an organisation's people at a time, and only by those who manage it now."""
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not manages_now(actor, locked):
        raise PermissionDenied(lacking(Scope.MANAGE, locked))


def _demand_may_be_invited(organisation: Organisation, email: str) -> None:
    today = timezone.localdate()
    _demand_few_messages(organisation)
    unended = organisation.mandates.filter(user__email=email, revoked_at=None).exclude(valid_to__lt=today)
    if unended.exists():
        message = _("A person with this address acts for the organisation already. End that mandate first.")
        raise RuleViolation("already_acts", message, field="email")
    if organisation.invitations.open().filter(email=email).exists():
        message = _("This address is invited already. Send that invitation again, or withdraw it first.")
        raise RuleViolation("already_invited", message, field="email")
    organisation.invitations.unanswered().filter(email=email).update(withdrawn_at=timezone.now())


def _demand_few_messages(organisation: Organisation) -> None:
    """Counted in the journal, so that sending again counts as well."""
    day_ago = timezone.now() - timedelta(days=1)
    sent = Entry.objects.filter(organisation_id=organisation.pk, action__in=SENDING, recorded_at__gt=day_ago)
    if sent.count() >= SENT_A_DAY:
        message = _("%(count)s invitations were sent within a day. Go on tomorrow.")
        raise RuleViolation("too_many", message % {"count": SENT_A_DAY})


def _new(organisation: Organisation, addressee: Addressee, terms: Terms, token: str) -> Invitation:
    invitation = Invitation(
        organisation=organisation,
        email=addressee.email,
        language=addressee.language,
        capacity=terms.capacity,
        scope=[scope.value for scope in terms.scope],
        valid_from=terms.valid_from,
        valid_to=terms.valid_to,
    )
    date_anew(invitation, token)
    return invitation


def _unanswered(invitation: Invitation) -> Invitation:
    row = locked(invitation)
    if row.answer or row.withdrawn_at:
        raise RuleViolation("answered", _("This invitation was answered or withdrawn meanwhile."))
    return row
