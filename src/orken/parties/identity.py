"""How sign-in through others by allauth behaves here: providers from the settings, rules of admission, our pages."""

from __future__ import annotations

import logging
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthError, AuthProcess
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from requests import RequestException

from orken.kernel.text import Text
from orken.parties import admission
from orken.parties.admission import Arrival, Refused
from orken.parties.identity_providers import IdentityProvider
from orken.parties.models import NAME_LENGTH, User
from orken.parties.names import check_name, tidy
from orken.parties.permissions import is_staff

logger = logging.getLogger(__name__)


def get_provider(name: str) -> IdentityProvider:
    found = next((provider for provider in settings.ORKEN_OIDC_PROVIDERS if provider.id == name), None)
    if found is None:
        raise Http404
    return found


def provider_of(login: SocialLogin) -> IdentityProvider:
    chosen: IdentityProvider = login.provider.chosen
    return chosen


def links_of(user: User) -> list[tuple[IdentityProvider, SocialAccount | None]]:
    """Every provider that the person may use, and by which identity it lets them in already."""
    offered = settings.ORKEN_OIDC_PROVIDERS
    if not offered:
        return []
    linked = {account.provider: account for account in SocialAccount.objects.filter(user=user)}
    for_staff = is_staff(user)
    return [(known, linked.get(known.id)) for known in offered if for_staff or known.audience == "people"]


def name_of(provider: str) -> Text | str:
    """Its name in three languages, or its bare id once the operator has taken it out of the settings."""
    return next((known.name for known in settings.ORKEN_OIDC_PROVIDERS if known.id == provider), provider)


def refused(request: HttpRequest, provider: IdentityProvider, why: Refused, *, status: int = 403) -> HttpResponse:
    """The page that says why nobody was signed in."""
    name = provider.name.in_language(translation.get_language() or settings.LANGUAGE_CODE)
    page = {"title": str(why.title).format(provider=name), "text": str(why.text).format(provider=name)}
    return render(request, "parties/sign_in_by/refused.html", page, status=status)


def unreachable(request: HttpRequest, provider: IdentityProvider, fault: Exception) -> HttpResponse:
    """The page for what lies outside; the log names the provider and the fault, no person."""
    logger.warning("Sign-in through %s failed: %s", provider.id, fault)
    return refused(request, provider, admission.UNREACHABLE, status=503)


class IdentityAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth is not typed
    error_messages = DefaultSocialAccountAdapter.error_messages | {
        "no_password": _("This is your only way to sign in. Set a password first, then disconnect it."),
        "no_verified_email": _("Confirm your e-mail address first; without one a lost password cannot be set anew."),
    }

    def list_apps(
        self, _request: HttpRequest, provider: str | None = None, client_id: object = None
    ) -> list[SocialApp]:
        """From the settings alone: what is not written there is not asked for in the database."""
        return [_app(known) for known in settings.ORKEN_OIDC_PROVIDERS if provider in (None, "oidc", known.id)]

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        sociallogin.token = None  # it opens the provider's data, which are not needed again
        provider = provider_of(sociallogin)
        why = None
        if sociallogin.state.get("process") != AuthProcess.CONNECT:
            why = admission.refusal(self._arrival(sociallogin))
        if why is not None:
            logger.info("Sign-in through %s was refused: %s", provider.id, why.code)
            raise ImmediateHttpResponse(refused(request, provider, why))

    def _arrival(self, login: SocialLogin) -> Arrival:
        email = login.email_addresses[0].email if login.email_addresses else ""
        linked = login.account.pk is not None
        account = login.user if linked else User.objects.filter(email=email).first() if email else None
        return Arrival(provider_of(login), account, linked, email, login.user.full_name)

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        account = User.objects.filter(email=email).first()
        return account is not None and admission.may_link_by_email(provider_of(login), account)

    def populate_user(self, _request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        user: User = sociallogin.user
        user.email = data.get("email") or ""
        user.full_name = _usable_name(data.get("name"))
        user.language = translation.get_language() or settings.LANGUAGE_CODE
        return user

    @transaction.atomic
    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: object = None) -> User:
        user: User = super().save_user(request, sociallogin, form)
        return user

    def get_connect_redirect_url(self, _request: HttpRequest, _account: object) -> str:
        return reverse("parties:account")

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: str | None = None,
        exception: Exception | None = None,
        **_: Any,
    ) -> None:
        """All that goes wrong once the person is on the way."""
        if isinstance(exception, RequestException):
            raise ImmediateHttpResponse(unreachable(request, provider.chosen, exception))
        logger.info("Sign-in through %s was not completed: %s %s", provider.chosen.id, error, type(exception).__name__)
        cancelled = error == AuthError.CANCELLED
        why, status = (admission.CANCELLED, 200) if cancelled else (admission.NOT_COMPLETED, 400)
        raise ImmediateHttpResponse(refused(request, provider.chosen, why, status=status))


def _app(provider: IdentityProvider) -> SocialApp:
    return SocialApp(
        provider="oidc",
        provider_id=provider.id,
        name=str(provider.name),
        client_id=provider.client_id,
        secret=provider.client_secret,
        settings={"provider": provider},
    )


def _usable_name(given: object) -> str:
    """The name as it may stand under a signature, or nothing."""
    name = tidy(given)[:NAME_LENGTH] if isinstance(given, str) else ""
    try:
        check_name(name)
    except ValidationError:
        return ""
    return name
