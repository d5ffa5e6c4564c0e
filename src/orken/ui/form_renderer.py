"""Widgets as Django's own templates write them, without the templates: a select of ten options asks for 21 of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

Widget = Mapping[str, Any]


def _text(value: object) -> str:
    return conditional_escape(value if isinstance(value, str) else str(value))


def attributes(given: Mapping[str, object]) -> SafeString:
    """As Django means them: ``True`` is a name alone, ``False`` is left out."""
    written = (
        f" {_text(name)}" if value is True else f' {_text(name)}="{_text(value)}"'
        for name, value in given.items()
        if value is not False
    )
    return mark_safe("".join(written))  # noqa: S308 -- every part is escaped


def _input(widget: Widget) -> str:
    value = "" if widget["value"] is None else f' value="{_text(widget["value"])}"'
    return f'<input type="{_text(widget["type"])}" name="{_text(widget["name"])}"{value}{attributes(widget["attrs"])}>'


def _textarea(widget: Widget) -> str:
    said = _text(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{_text(widget["name"])}"{attributes(widget["attrs"])}>\n{said}</textarea>'


def _select(widget: Widget) -> str:
    groups = "".join(_group(name, options) for name, options, _place in widget["optgroups"])
    return f'<select name="{_text(widget["name"])}"{attributes(widget["attrs"])}>{groups}\n</select>'


def _group(name: object, options: list[Widget]) -> str:
    written = "".join(
        f'\n<option value="{_text(option["value"])}"{attributes(option["attrs"])}>{_text(option["label"])}</option>'
        for option in options
    )
    return f'\n<optgroup label="{_text(name)}">{written}\n</optgroup>' if name else written


_PLACE: Final = "django/forms/widgets/"
_INPUTS: Final = ("text", "hidden", "email", "password", "number", "date", "checkbox", "input")
_WRITERS: Final[Mapping[str, Callable[[Widget], str]]] = {
    **{f"{_PLACE}{kind}.html": _input for kind in _INPUTS},
    f"{_PLACE}textarea.html": _textarea,
    f"{_PLACE}select.html": _select,
}


class WidgetRenderer(DjangoTemplates):
    """Whatever has no writer here is rendered by its template."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if write := _WRITERS.get(template_name):
            return mark_safe(write(context["widget"]))  # noqa: S308 -- every part is escaped
        return super().render(template_name, context, request)
