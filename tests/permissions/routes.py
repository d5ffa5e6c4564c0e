"""All addresses of the portal, as patterns: ``cases/<reference>/form/<code>/``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.contrib.admindocs.utils import replace_named_groups
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern

CONVERTER = re.compile(r"<\w+:(\w+)>")


def routes() -> set[str]:
    return set(_below(get_resolver(), ""))


def _below(resolver: URLResolver, prefix: str) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        address = prefix + _written(pattern)
        if isinstance(pattern, URLResolver):
            yield from _below(pattern, address)
        else:
            yield address


def _written(pattern: URLPattern | URLResolver) -> str:
    """The part that this pattern adds; languages are left out, for all three lead to the same page."""
    if isinstance(pattern.pattern, LocalePrefixPattern):
        return ""
    text = str(pattern.pattern)
    if "(?P" in text or text.startswith("^"):
        return replace_named_groups(text).strip("^$").replace("\\", "")
    return CONVERTER.sub(r"<\1>", text)
