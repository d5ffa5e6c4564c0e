from __future__ import annotations

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def entry(table: Mapping[str, object], key: str) -> object:
    """What a mapping holds under a key that only the page knows."""
    return table.get(key)
