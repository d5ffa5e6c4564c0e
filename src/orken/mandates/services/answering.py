"""What the invited answer."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from orken.kernel.errors import RuleViolation
from orken.mandates.models import Answer, Invitation
from orken.mandates.queries import is_addressed_to
from orken.mandates.services.links import locked
from orken.notices.services import notify
from orken.parties.models import Capacity, Mandate, Scope, User
from orken.parties.services import Terms, grant_mandate, manages_now, record_about


@transaction.atomic
def accept(invitation: Invitation, *, user: User) -> Mandate:
    """Give the mandate that was offered to the person whose confirmed address was invited.

    Raises
    ------
    PermissionDenied
        The invitation is for another address.
    RuleViolation
        It is open no more, who invited may not manage the organisation any more, or the person acts already.
    """
    row = _answerable(invitation, user)
    if not manages_now(row.invited_by, row.organisation):
        raise RuleViolation("inviter_gone", _no_more_valid())
    first = max(row.valid_from, timezone.localdate())
    terms = Terms(Capacity(row.capacity), tuple(Scope(scope) for scope in row.scope), first, row.valid_to)
    mandate = grant_mandate(user, row.organisation, terms, actor=row.invited_by)
    row.answer, row.answered_at, row.mandate = Answer.ACCEPTED, timezone.now(), mandate
    row.save(update_fields=["answer", "answered_at", "mandate"])
    record_about("invitation.accepted", row.organisation, actor=user, invitation=row.reference)
    return mandate


@transaction.atomic
def decline(invitation: Invitation, *, user: User) -> None:
    """Refuse; who invited is told."""
    row = _answerable(invitation, user)
    row.answer, row.answered_at = Answer.DECLINED, timezone.now()
    row.save(update_fields=["answer", "answered_at"])
    record_about("invitation.declined", row.organisation, actor=user, invitation=row.reference)
    context = {"invitation": row, "organisation": row.organisation}
    notify([row.invited_by], "invitation_declined", context, subject_of=row.organisation.subject)


def _answerable(invitation: Invitation, user: User) -> Invitation:
    row = locked(invitation)
    if not is_addressed_to(row, user):
        raise PermissionDenied(_("This invitation is for another e-mail address. Sign in with that one."))
    if not row.is_open:
        raise RuleViolation("not_open", _no_more_valid())
    return row


def _no_more_valid() -> str:
    return _("This invitation cannot be accepted any more. Ask the organisation to invite you again.")
