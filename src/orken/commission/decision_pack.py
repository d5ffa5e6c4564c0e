"""Sessions of a body in the decision pack of a case: the count, to staff with names, and where the minutes are.

Of a secret ballot nobody reads more than the counts.
"""

from __future__ import annotations

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from orken.cases.decision_pack.parts import Block, Copy, Data, Part, Row, iso, lines, moment, said
from orken.cases.wording import OUTCOMES
from orken.commission.models import Ballot, Dissent, Form, Item, ItemState, Minutes, SessionState, Vote
from orken.commission.models.session import SETTLED, PostponedFor
from orken.commission.models.vote import ChoiceKind
from orken.commission.motions import motion_data
from orken.commission.presentation import arithmetic, motion_said

FIGURES = ("verdict", "members", "entitled", "present", "required", "for", "against", "abstained", "base", "needed")


def _sessions(copy: Copy) -> list[Data] | None:
    """Items that are settled, the earliest first; what was taken off before voting began decides nothing."""
    items = Item.objects.filter(case=copy.case, state__in=SETTLED).exclude(state=ItemState.TAKEN_OFF, opened_at=None)
    items = items.select_related("session__body", "session__minutes", "presiding__user", "decision")
    cast = Prefetch("votes", Vote.objects.select_related("member__user").order_by("cast_at", "pk"))
    written = Prefetch("dissents", Dissent.objects.select_related("member__user").order_by("written_at", "pk"))
    items = items.prefetch_related(cast, written).order_by("session__starts_at", "pk")
    return [_item(copy, item) for item in items] or None


def _item(copy: Copy, item: Item) -> Data:
    session, body, result = item.session, item.session.body, item.result
    item.case = copy.case  # whose definition is read already
    return {
        "body": body.name,
        "form": session.form,
        "ballot": body.ballot,
        "session": session.reference if copy.named else None,
        "starts_at": iso(session.starts_at),
        "state": item.state,
        "postponed_for": item.postponed_for or None,
        "motion": motion_data(item),
        "outcome": item.decision.outcome if item.decision else None,
        "presiding": copy.name(item.presiding.user) if item.presiding else None,
        "count": _count(result) if result else None,
        "recused": result.get("recused", []) if copy.named else [],
        "votes": _votes(copy, item),
        "dissents": len(item.dissents.all()),
        "dissenting_opinions": _dissents(copy, item),
        "conditions": item.conditions or None,
        "minutes": _minutes(getattr(session, "minutes", None), session.state),
    }


def _count(result: Data) -> Data:
    """Figures alone: how many were recused, not who."""
    figures = {name: result[name] for name in FIGURES}
    return {**figures, "recused": len(result["recused"]), "casting_vote": result["casting_vote"]}


def _votes(copy: Copy, item: Item) -> list[Data]:
    if not copy.named or item.session.body.is_secret:
        return []
    left_out = item.result.get("left_out", [])
    return [
        {
            "name": copy.name(vote.member.user),
            "choice": vote.choice,
            "cast_at": iso(vote.cast_at),
            "counts": vote.member.user_id not in left_out,
        }
        for vote in item.votes.all()
    ]


def _dissents(copy: Copy, item: Item) -> list[Data]:
    if not copy.named:
        return []
    return [{"name": copy.name(one.member.user), "text": one.text} for one in item.dissents.all()]


def _minutes(minutes: Minutes | None, state: str) -> Data | None:
    if minutes is None:
        return None
    return {
        "written_at": iso(minutes.written_at),
        "content_hash": minutes.content_hash,
        "signed": state == SessionState.SIGNED,
    }


def _say(_copy: Copy, data: list[Data]) -> list[Block]:
    return [Block(f"{said(item['body'])}, {moment(item['starts_at'])}", list(_rows(item))) for item in data]


def _rows(item: Data) -> list[Row]:
    held = lines(Form(item["form"]).label, Ballot(item["ballot"]).label, item["session"])
    rows = [
        (_("Session"), held),
        (_("Put to the vote"), motion_said(item["motion"])),
        (_("Outcome"), _outcome(item)),
        (_("Presided"), item["presiding"]),
        (_("Took no part because of a conflict of interest"), ", ".join(item["recused"])),
        (_("Count"), lines(*arithmetic(item["count"]))),
        (_("Votes"), lines(*(_vote(one) for one in item["votes"]))),
        (_("Dissenting opinions"), _dissent_words(item)),
        (_("Conditions"), said(item["conditions"]) if item["conditions"] else ""),
        (_("Minutes"), _minutes_words(item["minutes"])),
    ]
    return [(label, text) for label, text in rows if text]


def _outcome(item: Data) -> str:
    if item["outcome"]:
        return str(OUTCOMES[item["outcome"]])
    why = item["postponed_for"]
    return lines(ItemState(item["state"]).label, PostponedFor(why).label if why else "")


def _vote(vote: Data) -> str:
    left_out = "" if vote["counts"] else _("does not count")
    return f"{vote['name']}: {ChoiceKind(vote['choice']).label}" + (f" ({left_out})" if left_out else "")


def _dissent_words(item: Data) -> str:
    said_by = [f"{one['name']}: {one['text']}" for one in item["dissenting_opinions"]]
    return lines(*said_by) if said_by else lines(item["dissents"])


def _minutes_words(minutes: Data | None) -> str:
    if minutes is None:
        return _("not written yet")
    signed = _("signed") if minutes["signed"] else _("not signed yet")
    return lines(f"{moment(minutes['written_at'])}, {signed}", minutes["content_hash"])


SESSIONS = Part("sessions", _sessions, _say)
