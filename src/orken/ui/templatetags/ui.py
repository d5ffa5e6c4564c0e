"""Tags and filters of every page; load them with ``{% load ui %}``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Final, cast

from django import template
from django.conf import settings
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.forms import BaseForm, BoundField
from django.template import RequestContext
from django.template.defaultfilters import linebreaksbr
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info, gettext, pgettext

from orken.kernel.money import Money
from orken.kernel.text import Text
from orken.ui import wording
from orken.ui.icons import ICONS
from orken.ui.navigation import Entry, Place, menu

register = template.Library()

THEMES: Final = ("light", "dark")
TONE_ICONS: Final = {"good": "done", "warn": "alert", "bad": "refused", "info": "info", "neutral": "circle"}
_DECORATIONS: Final = {
    name: mark_safe(f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{drawing}</svg>')  # noqa: S308 -- ours
    for name, drawing in ICONS.items()
}
_MESSAGE_TONES: Final = {constants.SUCCESS: "good", constants.WARNING: "warn", constants.ERROR: "bad"}


@register.filter
def text(value: Text | Mapping[str, str] | object) -> str:
    """Tri-lingual content in the language of the page; a plain or lazily translated string stays what it is."""
    if isinstance(value, Text):
        return value.in_language(wording.current_language())
    if isinstance(value, Mapping):
        return Text.from_data(value).in_language(wording.current_language())
    return str(value)


@register.filter
def money(value: Money) -> str:
    return value.format(wording.current_language())


@register.filter
def workdays(days: int) -> str:
    return wording.working_days_in_words(days)


@register.filter
def filesize(size: int) -> str:
    return wording.file_size_in_words(size)


@register.filter
def day(value: date | None) -> SafeString | str:
    """A date in words, machine-readable too; nothing for no date."""
    if value is None:
        return ""
    return _time(value, wording.day_in_words(value))


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    if value is None:
        return ""
    return _time(value, wording.moment_in_words(value))


def _time(value: date, words: str) -> SafeString:
    return mark_safe(f'<time datetime="{value.isoformat()}">{words}</time>')  # noqa: S308 -- figures and names of months


@register.filter
def tone_of_message(message: Message) -> str:
    return _MESSAGE_TONES.get(message.level, "info")


@register.filter
def tone_icon(tone: str) -> str:
    return TONE_ICONS[tone]


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A line icon; without ``label`` it is decoration that screen readers pass over."""
    if label:
        drawing = mark_safe(ICONS[name])  # noqa: S308 -- our own constant
        return format_html('<svg class="icon" viewBox="0 0 24 24" role="img" aria-label="{}">{}</svg>', label, drawing)
    return _DECORATIONS[name]


@register.simple_tag(takes_context=True)
def theme(context: RequestContext) -> str:
    """The theme that the person chose on the appearance page; empty when the system decides."""
    chosen = context["request"].COOKIES.get("theme", "") if "request" in context else ""
    return chosen if chosen in THEMES else ""


@register.simple_tag
def demonstration() -> bool:
    return bool(getattr(settings, "ORKEN_DEMO", False))


@register.simple_tag(takes_context=True)
def destinations(context: RequestContext, place: Place) -> list[Entry]:
    """Entries of one menu; none on a page that is rendered without a request."""
    return list(menu.entries(place, context["request"])) if "request" in context else []


@register.inclusion_tag("ui/languages.html", takes_context=True)
def languages(context: RequestContext) -> dict[str, object]:
    """The same page in the other languages."""
    current = wording.current_language()
    request = context.get("request")
    rest = request.get_full_path().removeprefix(f"/{current}/") if request else ""
    return {
        "languages": [
            {
                "code": code,
                "name": get_language_info(code)["name_local"].capitalize(),
                "url": f"/{code}/{rest.lstrip('/')}",
                "current": code == current,
            }
            for code, _ in settings.LANGUAGES
        ]
    }


@register.inclusion_tag("ui/breadcrumbs.html")
def breadcrumbs(*parts: object) -> dict[str, object]:
    """``{% breadcrumbs url label url label %}``: the way back, without the page itself."""
    return {"crumbs": list(zip(parts[::2], parts[1::2], strict=True))}


@register.simple_tag
def state(tone: str, label: object, icon_name: str = "") -> SafeString:
    """A state as a word with an icon; ``tone`` is good, warn, bad, info or neutral.

    Written here like the clock, and not as templates of their own: long lists have one of each in every row.
    """
    drawing = icon(icon_name or TONE_ICONS[tone])
    return format_html('<span class="state {}">{}<span>{}</span></span>', tone, drawing, text(label))


@register.simple_tag
def clock(days_left: int | None, due: date | None = None, *, paused: bool = False, large: bool = False) -> SafeString:
    """Working days that remain. ``None`` means that no clock runs; a negative number that it has run out."""
    return _clock(days_left, due, paused, large, wording.current_language())


@lru_cache(maxsize=4096)  # a queue is full of the same ones
def _clock(days_left: int | None, due: date | None, paused: bool, large: bool, _language: str) -> SafeString:
    said = _clock_words(days_left, paused=paused)
    return format_html(
        '<span class="clock {}{}">{}<span><strong>{}</strong>{}</span></span>',
        said["tone"],
        " clock-large" if large else "",
        icon(said["icon_name"]),
        said["words"],
        _until(due) if due else "",
    )


@register.simple_tag
def timeline_items(entries: Iterable[object]) -> SafeString:
    """The lines of ``ui/timeline.html``: what happened to a case may be hundreds of them."""
    lines = (
        (
            text(_part(entry, "title")),
            moment(cast("datetime | None", _part(entry, "at"))),
            format_html(" · {}", by) if (by := _part(entry, "by")) else "",
            format_html(" <p>{}</p>", linebreaksbr(text(said))) if (said := _part(entry, "text")) else "",
        )
        for entry in entries
    )
    return format_html_join("\n", '<li><strong>{}</strong> <span class="when">{}{}</span>{}</li>', lines)


def _part(entry: object, name: str) -> object:
    return entry.get(name) if isinstance(entry, Mapping) else getattr(entry, name, None)


def _until(due: date) -> SafeString:
    words = gettext("until %(day)s") % {"day": day(due)}
    return format_html("<small>{}</small>", mark_safe(words))  # noqa: S308 -- our own words around a date


def _clock_words(days_left: int | None, *, paused: bool) -> dict[str, str]:
    if paused:
        return {"tone": "neutral", "icon_name": "pause", "words": pgettext("clock", "Paused")}
    if days_left is None:
        return {"tone": "neutral", "icon_name": "minus", "words": gettext("No deadline runs")}
    if days_left < 0:
        words = gettext("%(days)s late") % {"days": wording.working_days_in_words(-days_left)}
        return {"tone": "bad", "icon_name": "alert", "words": words}
    if days_left == 0:
        return {"tone": "warn", "icon_name": "clock", "words": gettext("Due today")}
    words = gettext("%(days)s left") % {"days": wording.working_days_in_words(days_left)}
    return {"tone": "warn" if days_left == 1 else "", "icon_name": "clock", "words": words}


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField, **extra: object) -> dict[str, object]:
    """One form field with label, hint and error; ``wide=True`` lets it grow in a filter row."""
    return {"field": bound, **extra}


@register.inclusion_tag("ui/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, object]:
    """All errors of a form, each linked to its field."""
    problems = [("", message) for message in form.non_field_errors()]
    for bound in form:
        target = bound.id_for_label or bound.auto_id
        problems += [(f"#{target}", message) for message in bound.errors]
    return {"problems": problems}


@register.simple_tag
def url_or_nothing(name: str, *args: object) -> str:
    """The address of a page that an installation may not have (the demonstration's outbox)."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
