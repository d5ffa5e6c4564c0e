"""What a provider says about a person: read only when its signature holds, and kept only as far as it is needed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.utils.crypto import salted_hmac

from orken.kernel.identifiers import InvalidIdentifier, parse_iin

# Public keys only: with a shared secret, or with none, everybody who knows it could write a token.
ALGORITHMS: Final = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
NEEDED: Final = ["iss", "aud", "sub", "exp", "iat"]
TOLERATED_SECONDS: Final = 60
KEPT: Final = ("email", "name", "amr", "acr")


def read_id_token(token: str, keys: Mapping[str, object], *, issuer: str, client_id: str) -> dict[str, Any]:
    """The claims of an ID token.

    Raises
    ------
    OAuth2Error
        It is not signed by the provider, is of another one, is for another client, or is not of now.
    """
    try:
        key = _key(jwt.PyJWKSet.from_dict(dict(keys)), jwt.get_unverified_header(token).get("kid"))
        claims: dict[str, Any] = jwt.decode(
            token,
            key=key,
            algorithms=ALGORITHMS,
            issuer=issuer,
            audience=client_id,
            leeway=TOLERATED_SECONDS,
            options={"require": NEEDED},
        )
    except jwt.PyJWTError as error:
        raise OAuth2Error(f"The ID token is not accepted: {error}") from error
    if claims.get("azp", client_id) != client_id:
        raise OAuth2Error("The ID token was made for another client.")
    return claims


def subject(claims: Mapping[str, object]) -> str:
    """The provider's name for the person. A personal number is replaced by a mark that cannot be read back."""
    given = str(claims["sub"])
    try:
        parse_iin(given)
    except InvalidIdentifier:
        return given
    return salted_hmac("orken.parties.claims", given, algorithm="sha256").hexdigest()


def kept(claims: Mapping[str, object]) -> dict[str, Any]:
    """All that is stored of the claims; numbers, birthdays, addresses and whatever else came with them is dropped."""
    return {"sub": subject(claims), **{name: claims[name] for name in KEPT if name in claims}}


def confirmed_email(claims: Mapping[str, object]) -> str:
    """The address in small letters, or nothing where the provider has not confirmed it."""
    email = claims.get("email")
    confirmed = claims.get("email_verified") in (True, "true")
    return email.strip().lower() if confirmed and isinstance(email, str) else ""


def _key(keys: jwt.PyJWKSet, name: str | None) -> jwt.PyJWK:
    """The named key; a provider with a single one need not name it."""
    if name is None and len(keys.keys) == 1:
        return keys.keys[0]
    found = next((key for key in keys.keys if key.key_id == name), None)
    if found is None:
        raise jwt.InvalidKeyError(f"the provider publishes no key {name!r}")
    return found
