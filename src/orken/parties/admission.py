"""Whom a provider lets in. What somebody may do here is never the provider's to say: roles are granted in Orken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from orken.parties.identity_providers import IdentityProvider
from orken.parties.models import User
from orken.parties.permissions import is_staff

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Refused:
    """Why nobody was signed in, and what to do instead; ``{provider}`` stands for its name."""

    code: str
    title: StrOrPromise
    text: StrOrPromise


@dataclass(frozen=True)
class Arrival:
    """Somebody whom a provider sent. ``account`` is the one that is linked already, or that has the same address."""

    provider: IdentityProvider
    account: User | None
    linked: bool
    email: str
    name: str


NO_STAFF_ACCOUNT = Refused(
    "no_staff_account",
    _("You have no role at the operator"),
    _("This sign-in is for the operator's staff. Ask the administrator of Orken to grant you a role, then try again."),
)
ADDRESS_UNCONFIRMED = Refused(
    "address_unconfirmed",
    _("Your e-mail address is not confirmed"),
    _("{provider} gave no e-mail address that it has confirmed. Confirm it there, or sign in here with a password."),
)
ADDRESS_TAKEN = Refused(
    "address_taken",
    _("You have an account here already"),
    _("Sign in with your password. Then connect {provider} on the page “Account”; after that it lets you in as well."),
)
NAME_MISSING = Refused(
    "name_missing",
    _("Your name is missing"),
    _("{provider} gave no name, and what you sign needs one. Create an account here and connect {provider} to it."),
)
NOT_COMPLETED = Refused(
    "not_completed",
    _("The sign-in was not completed"),
    _("The page was open for too long, was opened twice, or {provider} could not answer for you. Start again."),
)
CANCELLED = Refused(
    "cancelled",
    _("You cancelled the sign-in"),
    _("Nothing has changed. Start again, or sign in another way."),
)
UNREACHABLE = Refused(
    "unreachable",
    _("{provider} does not answer as it should"),
    _("That is outside this portal. Try again in a few minutes, or sign in another way."),
)


def refusal(arrival: Arrival) -> Refused | None:
    """Why the person is not signed in through this provider, or ``None`` where they are."""
    if arrival.provider.audience == "staff":
        return _refusal_of_staff(arrival)
    return None if arrival.linked else _refusal_of_newcomer(arrival)


def may_link_by_email(provider: IdentityProvider, account: User) -> bool:
    """Staff are linked through the operator's own provider only: another one's mistake must not open the desk."""
    return provider.trusts_email and (provider.audience == "staff") == is_staff(account)


def _refusal_of_staff(arrival: Arrival) -> Refused | None:
    if not arrival.linked and not arrival.email:
        return ADDRESS_UNCONFIRMED
    if arrival.account is None or not is_staff(arrival.account):
        return NO_STAFF_ACCOUNT
    if not arrival.linked and not arrival.provider.trusts_email:
        return ADDRESS_TAKEN
    return None


def _refusal_of_newcomer(arrival: Arrival) -> Refused | None:
    if not arrival.email:
        return ADDRESS_UNCONFIRMED
    if arrival.account is not None:
        return None if may_link_by_email(arrival.provider, arrival.account) else ADDRESS_TAKEN
    return None if arrival.name else NAME_MISSING
