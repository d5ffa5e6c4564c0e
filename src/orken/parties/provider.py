"""OpenID Connect as a provider of allauth, which finds this module by its name in every installed room.

allauth's own leaves the signature of an ID token unread, and believes whichever issuer the provider names.
"""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider, OpenIDConnectProviderAccount
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from orken.parties import claims as reading
from orken.parties.identity_providers import IdentityProvider

NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class OidcClient(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth is not typed
    """The portal as the provider's client."""

    @property
    def openid_config(self) -> dict[str, Any]:
        config: dict[str, Any] = super().openid_config
        wanted, given = self.get_provider().chosen.issuer, config.get("issuer")
        if given != wanted:
            raise OAuth2Error(f"The provider names itself {given!r} and not {wanted!r}.")
        if missing := [name for name in NEEDED if name not in config]:
            raise OAuth2Error(f"The provider does not name its {', '.join(missing)}.")
        return config

    def get_callback_url(self, _request: HttpRequest, _app: object) -> str:
        """One address for all languages, since providers accept only addresses that were entered there."""
        return settings.ORKEN_PUBLIC_URL + reverse("sign_in_callback", args=[self.provider_id])

    def complete_login(self, request: HttpRequest, app: Any, token: SocialToken, **given: Any) -> SocialLogin:
        claims = reading.read_id_token(
            given["response"].get("id_token") or "",
            self._keys(),
            issuer=self.get_provider().chosen.issuer,
            client_id=app.client_id,
        )
        if "userinfo_endpoint" in self.openid_config:
            claims = self._user_info(token, claims["sub"]) | claims
        return self.get_provider().sociallogin_from_response(request, claims)

    def _keys(self) -> dict[str, Any]:
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
            keys: dict[str, Any] = answer.json()
        return keys

    def _user_info(self, token: SocialToken, person: str) -> dict[str, Any]:
        info: dict[str, Any] = self._fetch_user_info(token.token)
        if info.get("sub") != person:
            raise OAuth2Error("The provider told about another person than it signed for.")
        return info


class OidcProvider(OpenIDConnectProvider):  # type: ignore[misc]
    id = "oidc"
    name = "OpenID Connect"
    account_class = OpenIDConnectProviderAccount
    oauth2_adapter_class = OidcClient
    supports_token_authentication = False
    pkce_enabled_default = True

    @property
    def chosen(self) -> IdentityProvider:
        chosen: IdentityProvider = self.app.settings["provider"]
        return chosen

    @property
    def server_url(self) -> str:
        return self.chosen.discovery_url

    def serialize(self) -> dict[str, str]:
        """By its own id: two providers may know the portal under the same client id."""
        return {"id": self.chosen.id}

    def extract_uid(self, claims: dict[str, Any]) -> str:
        return reading.subject(claims)

    def extract_extra_data(self, claims: dict[str, Any]) -> dict[str, Any]:
        return reading.kept(claims)

    def extract_common_fields(self, claims: dict[str, Any]) -> dict[str, Any]:
        return {"email": reading.confirmed_email(claims), "name": claims.get("name")}

    def extract_email_addresses(self, claims: dict[str, Any]) -> list[EmailAddress]:
        email = reading.confirmed_email(claims)
        return [EmailAddress(email=email, verified=self.chosen.trusts_email, primary=True)] if email else []


provider_classes = [OidcProvider]
