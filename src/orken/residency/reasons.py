"""Reasons for which a residency changes: a list of the pack, each with the act that it rests on."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from orken.kernel.errors import RuleViolation
from orken.kernel.text import LANGUAGES, Text
from orken.residency.models import ChangeKind
from orken.rulebook.lists import Item, code_list
from orken.rulebook.parameters import Certainty

LIST = "residency_change_reasons"
RENEWAL_ASKED_FOR = "renewal_asked_for"


@dataclass(frozen=True)
class Reason:
    """``certainty`` says how well it is known that the act allows the change."""

    code: str
    title: Text
    basis: Text
    certainty: Certainty


def reasons_for(kind: ChangeKind) -> list[Reason]:
    items = code_list(LIST, day=timezone.localdate())
    return [_reason(item) for item in items if item.extra["change"] == kind.value]


def demanded_reason(kind: ChangeKind, code: str) -> Reason:
    for reason in reasons_for(kind):
        if reason.code == code:
            return reason
    raise RuleViolation("unknown_reason", _("Choose a reason from the list."), field="reason")


def _reason(item: Item) -> Reason:
    basis = Text.from_data({language: item.extra[f"basis_{language}"] for language in LANGUAGES})
    return Reason(item.code, item.text, basis, Certainty(item.extra["certainty"]))
