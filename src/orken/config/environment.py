"""Typed readers of ``ORKEN_*`` environment variables; each fails loudly, naming the variable and a right value."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from orken.parties.identity_providers import IdentityProvider, WrongProvider, read_providers

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


def text(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"{name} must be set and is empty; see docs/operations.md for its meaning.")
    return default


def flag(name: str, *, default: bool) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in TRUE | FALSE:
        return value in TRUE
    raise ImproperlyConfigured(f"{name} must be 1 or 0 and is {value!r}.")


def number(name: str, default: int) -> int:
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number and is {value!r}.")
    return int(value)


def names(name: str, default: str | None = None) -> list[str]:
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def address(name: str) -> tuple[str, int] | str | None:
    """``host:port`` or the absolute path of a Unix socket; ``None`` where nothing is set."""
    value = text(name, "")
    host, _colon, port = value.rpartition(":")
    if not value or value.startswith("/"):
        return value or None
    if host and port.isdecimal():
        return host.strip("[]"), int(port)
    raise ImproperlyConfigured(
        f"{name} must be host:port or the path of a socket, such as localhost:3310, and is {value!r}."
    )


def folder(name: str, default: Path) -> Path:
    return Path(text(name, str(default))).expanduser().resolve()


def identity_providers(name: str) -> list[IdentityProvider]:
    """A list as JSON, or the path of a file that holds it; nothing set means that there are none."""
    value = text(name, "[]")
    try:
        return read_providers(value if value.startswith("[") else Path(value).read_text(encoding="utf-8"))
    except OSError as error:
        raise ImproperlyConfigured(f"{name} must be a JSON list or the path of a file with one: {error}.") from error
    except WrongProvider as error:
        raise ImproperlyConfigured(f"{name}: {error}") from error


def database(url: str) -> dict[str, object]:
    """Django's database settings for ``postgresql://user:password@host:port/name?option=value``."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or len(parts.path) < 2:
        raise ImproperlyConfigured(
            f"The database address must look like postgresql://user:password@host:5432/name and is {url!r}."
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
