"""What follows from sign-in's own events: a record in the journal, a notice to the person, marks in the session."""

from __future__ import annotations

from allauth.account.signals import user_logged_in
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from orken.journal.services import record
from orken.notices.services import notify
from orken.parties import second_factor, sessions
from orken.parties.identity import name_of, provider_of
from orken.parties.models import User

FACTOR_NAMES = {
    Authenticator.Type.TOTP: _("authenticator app"),
    Authenticator.Type.WEBAUTHN: _("passkey"),
    Authenticator.Type.RECOVERY_CODES: _("recovery codes"),
}


@receiver(user_logged_in)
def keep_session(request: HttpRequest, user: User, sociallogin: SocialLogin | None = None, **_more: object) -> None:
    sessions.begin(request)
    if sociallogin is not None:
        provider = provider_of(sociallogin)
        if provider.second_factor.shown_by(sociallogin.account.extra_data):
            second_factor.trust_provider(request)


# Signals of the models: allauth's own come after the commit, and an act and its record must stand or fall together.
@receiver(post_save, sender=Authenticator)
def factor_added(instance: Authenticator, created: bool, **_more: object) -> None:
    if created:
        _record_factor("second_factor.added", instance)
        _tell("factor_added", instance.user, factor=FACTOR_NAMES[instance.type])


@receiver(post_delete, sender=Authenticator)
def factor_removed(instance: Authenticator, **_more: object) -> None:
    if context.request is not None:
        second_factor.forget(context.request, instance)
    _record_factor("second_factor.removed", instance)
    if instance.type != Authenticator.Type.RECOVERY_CODES:
        _tell("factor_removed", instance.user, factor=FACTOR_NAMES[instance.type])


@receiver(post_save, sender=SocialAccount)
def provider_linked(instance: SocialAccount, created: bool, **_more: object) -> None:
    if created:
        _record("identity.linked", instance.user, provider=instance.provider)
        _tell("identity_linked", instance.user, provider=name_of(instance.provider))


@receiver(post_delete, sender=SocialAccount)
def provider_unlinked(instance: SocialAccount, **_more: object) -> None:
    _record("identity.unlinked", instance.user, provider=instance.provider)
    _tell("identity_unlinked", instance.user, provider=name_of(instance.provider))


def _record_factor(action: str, factor: Authenticator) -> None:
    _record(action, factor.user, kind=factor.type)


def _record(action: str, person: User, **data: str) -> None:
    """Without a request it was the operator, at the command line."""
    record(action, actor=person if context.request else None, subject=_subject(person), data=data)


def _tell(template: str, person: User, **what: object) -> None:
    notify([person], template, what, subject_of=_subject(person))


def _subject(person: User) -> str:
    return f"person:{person.pk}"
