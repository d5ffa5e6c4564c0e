"""Who else may vouch for a person: the OpenID Connect providers that an operator has set.

Read before Django is set up, so nothing here touches a table.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from orken.kernel.text import Text

Audience = Literal["staff", "people"]
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
NEEDED = ("id", "name", "issuer", "client_id", "secret_file", "audience")
KNOWN = frozenset({*NEEDED, "trusts_email", "second_factor"})


class WrongProvider(ValueError):
    """The list of providers cannot be used; the message says which entry, what was wanted and what was given."""


@dataclass(frozen=True)
class SecondFactor:
    """Values of the claims ``amr`` and ``acr`` of which one is enough to say that two factors were used."""

    amr: frozenset[str] = frozenset()
    acr: frozenset[str] = frozenset()

    def shown_by(self, claims: Mapping[str, object]) -> bool:
        methods = claims.get("amr") or []
        return claims.get("acr") in self.acr or not self.amr.isdisjoint(methods if isinstance(methods, list) else [])


@dataclass(frozen=True)
class IdentityProvider:
    id: str
    name: Text
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    audience: Audience
    trusts_email: bool
    second_factor: SecondFactor

    @property
    def discovery_url(self) -> str:
        return f"{self.issuer}/.well-known/openid-configuration"


def read_providers(text: str) -> list[IdentityProvider]:
    """The providers of a JSON list.

    Raises
    ------
    WrongProvider
        Naming the first entry that cannot be used.
    """
    try:
        entries = json.loads(text)
    except json.JSONDecodeError as error:
        raise WrongProvider(f"a JSON list of providers was expected and this is none: {error}.") from error
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise WrongProvider("a JSON list of objects was expected, one for each provider.")
    providers = [_provider(entry, f"provider {number}") for number, entry in enumerate(entries, start=1)]
    if len({provider.id for provider in providers}) < len(providers):
        raise WrongProvider("two providers have the same id; each needs its own.")
    return providers


def _provider(entry: Mapping[str, Any], place: str) -> IdentityProvider:
    _demand(not (missing := [name for name in NEEDED if not entry.get(name)]), f"{place} lacks {', '.join(missing)}.")
    _demand(not (unknown := sorted(set(entry) - KNOWN)), f"{place} has unknown settings: {', '.join(unknown)}.")
    audience = entry["audience"]
    _demand(audience in get_args(Audience), f"{place}: audience must be staff or people and is {audience!r}.")
    return IdentityProvider(
        id=_id(entry["id"], place),
        name=_name(entry["name"], place),
        issuer=_issuer(entry["issuer"], place),
        client_id=entry["client_id"],
        client_secret=_secret(entry["secret_file"], place),
        audience=audience,
        trusts_email=_truth(entry.get("trusts_email", False), f"{place}: trusts_email"),
        second_factor=_second_factor(entry.get("second_factor", {}), place),
    )


def _demand(holds: bool, message: str) -> None:
    if not holds:
        raise WrongProvider(message)


def _id(value: str, place: str) -> str:
    wanted = "id must be small letters, digits and hyphens, for example staff-sso"
    _demand(bool(re.fullmatch("[a-z][a-z0-9-]{0,39}", value)), f"{place}: {wanted}, and is {value!r}.")
    return value


def _name(value: object, place: str) -> Text:
    try:
        return Text.from_data(value)
    except ValueError as error:
        raise WrongProvider(f"{place}: name: {error}") from error


def _issuer(value: str, place: str) -> str:
    """Exactly as the provider writes itself in its tokens; it is compared letter by letter."""
    parts = urlsplit(value)
    secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    _demand(secure and bool(parts.hostname), f"{place}: issuer must be an https address and is {value!r}.")
    return value


def _secret(path: str, place: str) -> str:
    try:
        secret = Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise WrongProvider(f"{place}: the secret cannot be read from secret_file: {error}.") from error
    _demand(bool(secret), f"{place}: the file {path} with the secret is empty.")
    return secret


def _truth(value: object, place: str) -> bool:
    _demand(isinstance(value, bool), f"{place} must be true or false and is {value!r}.")
    return value is True


def _second_factor(value: object, place: str) -> SecondFactor:
    given: dict[str, Any] = value if isinstance(value, dict) else {"?": value}
    wanted = 'second_factor must be like {"amr": ["mfa"], "acr": ["high"]}'
    _demand(set(given) <= {"amr", "acr"} and all(_are_names(names) for names in given.values()), f"{place}: {wanted}.")
    return SecondFactor(frozenset(given.get("amr", [])), frozenset(given.get("acr", [])))


def _are_names(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) and name for name in value)
