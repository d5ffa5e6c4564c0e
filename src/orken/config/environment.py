"""Typed readers of ``ORKEN_*`` environment variables; each fails loudly, naming the variable and a right value.

Reading a variable with its ``meaning`` declares it, and ``tools.settings_table`` writes ``docs/settings.md`` from that.
Where the default is worked out, ``otherwise`` says it in words.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from orken.parties.identity_providers import IdentityProvider, WrongProvider, read_providers

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


@dataclass(frozen=True)
class Setting:
    """A declared variable; ``default`` is ``None`` where an operator must set it."""

    name: str
    kind: str
    meaning: str
    default: str | None


DECLARED: Final[dict[str, Setting]] = {}


def text(name: str, default: str | None = None, *, meaning: str = "", otherwise: str = "") -> str:
    value = _given(name, "text", otherwise or default, meaning)
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"{name} must be set and is empty; see docs/settings.md for its meaning.")
    return default


def choice(name: str, options: Sequence[str], *, meaning: str = "") -> str:
    """One of the options; the first one if nothing is set."""
    value = _given(name, " or ".join(options), options[0], meaning) or options[0]
    if value not in options:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(options)} and is {value!r}.")
    return value


def flag(name: str, *, default: bool, meaning: str = "") -> bool:
    value = _given(name, "1 or 0", str(int(default)), meaning).lower()
    if not value:
        return default
    if value in TRUE | FALSE:
        return value in TRUE
    raise ImproperlyConfigured(f"{name} must be 1 or 0 and is {value!r}.")


def number(name: str, default: int, *, meaning: str = "") -> int:
    value = _given(name, "whole number", str(default), meaning)
    if not value:
        return default
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number and is {value!r}.")
    return int(value)


def names(name: str, default: str | None = None, *, meaning: str = "", otherwise: str = "") -> list[str]:
    value = text(name, default, otherwise=otherwise)
    _given(name, "list, separated by commas", otherwise or default, meaning)
    return [part.strip() for part in value.split(",") if part.strip()]


def address(name: str, *, meaning: str = "") -> tuple[str, int] | str | None:
    """``host:port`` or the absolute path of a Unix socket; ``None`` where nothing is set."""
    value = _given(name, "host:port or path", "", meaning)
    host, _colon, port = value.rpartition(":")
    if not value or value.startswith("/"):
        return value or None
    if host and port.isdecimal():
        return host.strip("[]"), int(port)
    raise ImproperlyConfigured(
        f"{name} must be host:port or the path of a socket, such as localhost:3310, and is {value!r}."
    )


def networks(name: str, *, meaning: str = "") -> list[IPv4Network | IPv6Network]:
    """Addresses and networks such as ``10.0.0.5`` and ``10.1.0.0/16``; none where nothing is set."""
    value = _given(name, "addresses, separated by commas", "", meaning)
    try:
        return [ip_network(part.strip()) for part in value.split(",") if part.strip()]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be like 10.0.0.5, 10.1.0.0/16: {error}.") from error


def folder(name: str, default: Path, *, meaning: str = "") -> Path:
    value = _given(name, "path", str(default), meaning) or str(default)
    return Path(value).expanduser().resolve()


def identity_providers(name: str, *, meaning: str = "") -> list[IdentityProvider]:
    """A list as JSON, or the path of a file that holds it; nothing set means that there are none."""
    value = _given(name, "JSON or path", "", meaning) or "[]"
    try:
        return read_providers(value if value.startswith("[") else Path(value).read_text(encoding="utf-8"))
    except OSError as error:
        raise ImproperlyConfigured(f"{name} must be a JSON list or the path of a file with one: {error}.") from error
    except WrongProvider as error:
        raise ImproperlyConfigured(f"{name}: {error}") from error


def var_folder() -> Path:
    """Read before the settings where a command needs only this."""
    return folder(
        "ORKEN_VAR",
        Path("var"),
        meaning="folder for documents, keys and static files; only the services' user may read it",
    )


def port() -> int:
    return number("PORT", 8000, meaning="port of `orken serve` without `--bind`, and of the demo")


def database(url: str) -> dict[str, object]:
    """Django's database settings for ``postgresql://user:password@host:port/name?option=value``."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or len(parts.path) < 2:
        raise ImproperlyConfigured(
            "The database address must look like postgresql://user:password@host:5432/name. What is set does not; it "
            "is not shown here, because it may hold a password."
        )
    options: dict[str, str] = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _given(name: str, kind: str, default: str | None, meaning: str) -> str:
    if meaning:
        DECLARED[name] = Setting(name, kind, meaning, default)
    return os.environ.get(name, "").strip()
