"""Minutes in words: one record, three languages. Who is barred from an item does not find it there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from orken.cases.wording import OUTCOMES
from orken.commission.models import Ballot, Form, ItemState, Minutes, Office
from orken.commission.models.body import MajorityKind
from orken.commission.models.session import PostponedFor
from orken.commission.models.vote import ChoiceKind
from orken.commission.presentation import arithmetic, motion_said
from orken.commission.queries import items_open_to
from orken.documents.pdf import render
from orken.kernel.text import Text
from orken.parties.models import User
from orken.ui.wording import current_language, moment_in_words

Record = Mapping[str, Any]


def minutes_pdf(minutes: Minutes, reader: User) -> bytes:
    words = minutes_in_words(minutes, reader)
    signatures = [
        {
            "signer": signature.signer_name,
            "office": str(Office(signature.office).label),
            "signed_at": moment_in_words(signature.signed_at),
            "method": signature.method,
        }
        for signature in minutes.signatures.all()
    ]
    return render("minutes", {**words, "language": current_language(), "signatures": signatures})


def minutes_in_words(minutes: Minutes, reader: User) -> dict[str, object]:
    """The record in the language of the page, without the items that the reader may not know of."""
    content: Record = minutes.content
    shown = set(items_open_to(reader, minutes.session).values_list("reference", flat=True))
    items = [item for item in content["items"] if item["item"] in shown]  # numbered anew: a gap would tell of one
    return {
        "body": _said(content["body"]),
        "form": str(Form(content["form"]).label),
        "ballot": str(Ballot(content["ballot"]).label),
        "opened_at": moment_in_words(datetime.fromisoformat(content["opened_at"])),
        "closed_at": moment_in_words(datetime.fromisoformat(content["closed_at"])),
        "rules": _rules(content["rules"]),
        "present": [f"{one['name']} ({_office(one['office'])})" for one in content["present"]],
        "secretary": content["secretary"],
        "items": [_item(number, item) for number, item in enumerate(items, 1)],
        "content_hash": minutes.content_hash,
        "reference": content["session"],
    }


def _item(number: int, item: Record) -> dict[str, object]:
    return {
        "number": number,
        "item": item["item"],
        "case": item["case"],
        "case_number": item["case_number"],
        "applicant": item["applicant"],
        "procedure": _said(item["procedure"]),
        "presiding": item["presiding"],
        "recused": ", ".join(item["result"].get("recused", [])),
        "motion": motion_said(item.get("motion")),  # not in minutes written before bodies decided appeals
        "arithmetic": arithmetic(item["result"]),
        "votes": [f"{name}: {choice}" for name, choice in _votes(item["votes"])],
        "dissents": [f"{said['name']}: {said['text']}" for said in item["dissents"]],
        "outcome": _outcome(item),
        "reasons": _said(item["reasons"]) if item["reasons"] else "",
    }


def _votes(votes: Iterable[Record]) -> Iterable[tuple[str, str]]:
    return ((vote["name"], str(ChoiceKind(vote["choice"]).label)) for vote in votes)


def _outcome(item: Record) -> str:
    if item["state"] == ItemState.POSTPONED:
        return f"{ItemState.POSTPONED.label}: {PostponedFor(item['postponed_for']).label}"
    if item["state"] == ItemState.TAKEN_OFF:
        return str(ItemState.TAKEN_OFF.label)
    return str(OUTCOMES[item["outcome"]])


def _rules(rules: Record) -> str:
    quorum = rules["quorum"]
    if "number" in quorum:
        words = _("Quorum: %(number)s members.") % quorum
    elif quorum["more_than"]:
        words = _("Quorum: more than %(numerator)s/%(denominator)s of the members entitled to vote.") % quorum
    else:
        words = _("Quorum: at least %(numerator)s/%(denominator)s of the members entitled to vote.") % quorum
    majority = _("Majority: %(majority)s.") % {"majority": MajorityKind(rules["majority"]).label}
    return f"{words} {majority} {_said(rules['citation'])}"


def _office(office: str) -> str:
    return str(Office(office).label).lower()


def _said(text: Mapping[str, str]) -> str:
    return Text(**text).in_language(current_language())
