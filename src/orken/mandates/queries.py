from __future__ import annotations

from hashlib import sha256

from allauth.account.models import EmailAddress
from django.db.models import QuerySet
from django.urls import reverse

from orken.mandates.models import Invitation
from orken.parties.models import Mandate, Organisation, User


def hash_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def invitation_with(token: str) -> Invitation | None:
    """The invitation whose newest link carries this token, answered or not."""
    return Invitation.objects.select_related("organisation", "invited_by").filter(token_hash=hash_of(token)).first()


def is_addressed_to(invitation: Invitation, user: User) -> bool:
    """Whether the person has shown that the invited address is theirs."""
    return bool(EmailAddress.objects.filter(user=user, email=invitation.email, verified=True).exists())


def invitations_to(user: User) -> QuerySet[Invitation]:
    """Open invitations to the addresses that the person has confirmed."""
    confirmed = EmailAddress.objects.filter(user=user, verified=True).values("email")
    return Invitation.objects.open().filter(email__in=confirmed).select_related("organisation", "invited_by")


def page_of_invitations(user: User) -> str | None:
    """Where somebody who was invited answers, wherever they signed up or in."""
    return reverse("mandates:own_mandates") if invitations_to(user).exists() else None


def mandates_in(organisation: Organisation) -> QuerySet[Mandate]:
    """All mandates that the organisation ever gave, with what a page says of them."""
    people = ("user", "granted_by", "revoked_by", "invitation__proof", "invitation__invited_by")
    return organisation.mandates.select_related(*people).order_by("user__full_name", "-valid_from", "-pk")


def mandates_of(user: User) -> QuerySet[Mandate]:
    return user.mandates.select_related("organisation", "granted_by", "revoked_by").order_by(
        "organisation__name", "-pk"
    )
