"""Why a case lacks readers, in words for the officer; they name nobody."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from orken.reviews.allocation.shortages import Obstacle, Shortage

# Who has none of the fields is not counted: they are most experts, and nobody expects them to read the case.
COUNTED: Mapping[Obstacle, Promise] = {
    Obstacle.BARRED: ngettext_lazy(
        "%(number)s expert in its fields is in a conflict of interest.",
        "%(number)s experts in its fields are in a conflict of interest.",
        "number",
    ),
    Obstacle.LEFT: ngettext_lazy(
        "%(number)s expert in its fields declined it or was replaced.",
        "%(number)s experts in its fields declined it or were replaced.",
        "number",
    ),
    Obstacle.LANGUAGE: ngettext_lazy(
        "%(number)s expert in its fields reads none of its languages.",
        "%(number)s experts in its fields read none of its languages.",
        "number",
    ),
    Obstacle.AWAY: ngettext_lazy(
        "%(number)s expert in its fields is away.",
        "%(number)s experts in its fields are away.",
        "number",
    ),
    Obstacle.FULL: ngettext_lazy(
        "%(number)s expert in its fields has as many cases as they take.",
        "%(number)s experts in its fields have as many cases as they take.",
        "number",
    ),
    Obstacle.ELSEWHERE: ngettext_lazy(
        "%(number)s expert in its fields is proposed for as many other cases as they take.",
        "%(number)s experts in its fields are proposed for as many other cases as they take.",
        "number",
    ),
}


def wanted_in_words(shortage: Shortage) -> str:
    words = ngettext("%(number)s more expert is needed.", "%(number)s more experts are needed.", shortage.missing)
    return words % {"number": shortage.missing}


def reasons_in_words(shortage: Shortage) -> list[str]:
    """A sentence for each obstacle, those first that are looked for first; never empty."""
    if shortage.last is None:
        return [_("There are no other experts.")]
    if shortage.last is Obstacle.FIELD:
        if shortage.found:
            return [_("No other expert has a field of this case.")]
        return [_("No expert has a field of this case.")]
    return [
        str(words % {"number": shortage.stopped[what]}) for what, words in COUNTED.items() if what in shortage.stopped
    ]
