"""Addresses. Pages carry a language prefix; what machines call does not."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from orken.config import health


def room(prefix: str, urls: str) -> list[URLPattern | URLResolver]:
    """Addresses of a room, as soon as it has some."""
    return [path(prefix, include(urls))] if find_spec(urls) else []


urlpatterns = [
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
    *i18n_patterns(
        *room("", "orken.web.urls"),
        *room("", "orken.parties.urls"),
        *room("", "orken.cases.urls"),
        *room("", "orken.registers.urls"),
        *room("", "orken.notices.urls"),
        path("accounts/", include("allauth.account.urls")),
    ),
]
