"""What a found conflict rests on: facts, kept as they were when they were found and put into words when shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orken.cases.models import ConflictKind
from orken.parties.models import Capacity
from orken.ui.wording import day_in_words

Words = str | Promise


@dataclass(frozen=True)
class Ground:
    """One fact that speaks against taking part. ``details`` fill the words of ``fact``; days are written as ISO."""

    kind: ConflictKind
    fact: str
    details: Mapping[str, str] = field(default_factory=dict)

    def to_data(self) -> dict[str, str]:
        return {"fact": self.fact, **self.details}


_words: dict[str, Words] = {
    "mandate": _("acts for the applicant since %(since)s: %(capacity)s"),
    "former_mandate": _("acted for the applicant from %(since)s: %(capacity)s"),
    "shared_head": _("acts or acted for %(organisation)s, which has the same head as the applicant: %(person)s"),
    "shared_address": _("acts or acted for %(organisation)s, which has the same address as the applicant: %(address)s"),
    "shared_domain": _("writes from @%(domain)s, as does %(person)s, who acts or acted for the applicant"),
    "earlier_application": _("took part in an application of %(organisation)s, as did %(person)s for the applicant"),
    "said": "%(text)s",  # in the person's own words
    "took_part": _("took part in the case %(case)s before, or was barred from it"),
    "named": _("is named in the application itself"),
}


def call(words: Mapping[str, Words]) -> None:
    """Give the facts of a room above their words.

    Raises
    ------
    ValueError
        A fact has words already.
    """
    if twice := sorted(_words.keys() & words.keys()):
        raise ValueError(f"The words of a fact are given once; given again were {twice}.")
    _words.update(words)


def in_words(ground: Mapping[str, str]) -> str:
    """A kept ground in the language of the page."""
    details = dict(ground)
    words = _words[details.pop("fact")]
    if "since" in details:
        details["since"] = day_in_words(date.fromisoformat(details["since"]))
    if "capacity" in details:
        details["capacity"] = str(Capacity(details["capacity"]).label)
    return str(words) % details
