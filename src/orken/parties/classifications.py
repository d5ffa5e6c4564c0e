"""Legal forms, regions, countries and activities as choices in the language of the page."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from orken.parties.models import FOREIGN_FORM, HOME_COUNTRY, Organisation
from orken.rulebook.lists import Item, code_list
from orken.ui.wording import current_language

MOST_FOUND = 25


def choices(name: str) -> list[tuple[str, str]]:
    return _choices(code_list(name).in_alphabet(current_language()))


def home_legal_forms() -> list[tuple[str, str]]:
    """In the order of the list, which begins with the usual ones."""
    return _choices(item for item in code_list("legal_forms") if item.code != FOREIGN_FORM)


def countries_abroad() -> list[tuple[str, str]]:
    return [(code, name) for code, name in choices("countries") if code != HOME_COUNTRY]


def activities_matching(words: str, *, chosen: str) -> list[Item]:
    """Activities found by words or code, the nearest first; the chosen one stays on top, found or not.

    Only the finest ones are offered: a grouping often has the very name of the one activity below it.
    """
    activities = code_list("oked")
    kept = [activities[chosen]] if chosen in activities else []
    found = activities.search(words, current_language()) if words.strip() else []
    groupings = {item.extra.get("parent") for item in activities}
    precise = [item for item in found if item.code not in groupings and item.code != chosen]
    return kept + precise[:MOST_FOUND]


def activity_label(item: Item) -> SafeString:
    """Code and name; the classifier is Russian only, so that the language of the name is marked."""
    return format_html('{} <span lang="ru">{}</span>', item.code, item.text.ru)


def particulars(organisation: Organisation) -> list[tuple[str, object]]:
    """What a page or a form shows about an organisation, as label and value; what is not given is left out."""
    shown = [
        (_("Country of registration"), _name("countries", organisation.country)),
        (_("BIN") if organisation.bin else _("Registration number"), organisation.official_number),
        (_("Legal form"), _name("legal_forms", organisation.legal_form)),
        (_("Region"), _name("regions", organisation.region)),
        (_("Address"), organisation.address),
        (_("Main activity (OKED)"), _activity(organisation.activity)),
        (_("Kind of company"), organisation.get_kind_display()),
        (_("Artificial intelligence"), _("essential part of what it makes") if organisation.works_on_ai else ""),
    ]
    return [(label, value) for label, value in shown if value]


def _choices(items: Iterable[Item]) -> list[tuple[str, str]]:
    language = current_language()
    return [(item.code, item.text.in_language(language)) for item in items]


def _name(name: str, code: str) -> str:
    """An item that has left the list since is shown by its code."""
    found = code_list(name)
    return found[code].text.in_language(current_language()) if code in found else code


def _activity(code: str) -> str | SafeString:
    activities = code_list("oked")
    return activity_label(activities[code]) if code in activities else code
