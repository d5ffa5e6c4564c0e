"""What pages say of a session and its items: who may vote, what is still to do, what a vote came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from orken.cases.presentation import STATE_SIGNS
from orken.cases.wording import OUTCOMES
from orken.commission.models import Item, ItemState, Membership, Recording, Session, SessionState
from orken.commission.models.session import MOTIONS
from orken.commission.motions import Motion, lacks_motion, motion_data, outcome_of
from orken.commission.muster import Muster, muster
from orken.commission.queries import cast_on, items_open_to, rules_on, void_votes
from orken.commission.voting import Quorum, Rules
from orken.kernel.text import Text
from orken.parties.models import User
from orken.ui.wording import current_language

TONES: Mapping[str, str] = {
    ItemState.LISTED: "neutral",
    ItemState.VOTING: "info",
    ItemState.POSTPONED: "warn",
    ItemState.TAKEN_OFF: "neutral",
}
SESSION_TONES: Mapping[str, str] = {
    SessionState.PREPARED: "neutral",
    SessionState.OPEN: "info",
    SessionState.CLOSED: "warn",
    SessionState.MINUTED: "warn",
    SessionState.SIGNED: "good",
}


@dataclass(frozen=True)
class Row:
    """An item of the agenda for one reader. ``votes`` is how many have voted, ``voters`` how many may; a ``void`` vote
    cannot stand."""

    item: Item
    tone: str
    words: str
    declared: bool
    voted: bool
    votes: int
    voters: int
    quorum: Quorum | None
    void: bool
    motion: str

    @property
    def to_declare(self) -> bool:
        return not self.declared and self.item.state in (ItemState.LISTED, ItemState.VOTING)

    @property
    def to_move(self) -> bool:
        """Whether the secretary has to say what is put to the vote."""
        return self.item.state == ItemState.LISTED and lacks_motion(self.item)

    @property
    def to_vote(self) -> bool:
        return self.declared and not self.voted and self.item.state == ItemState.VOTING


@dataclass(frozen=True)
class Agenda:
    rows: list[Row]
    there: Muster


def agenda(session: Session, reader: User) -> Agenda:
    """The items that the reader is not barred from, with what there is to do; a few questions for any number."""
    items = list(items_open_to(reader, session))
    there, rules = muster(session, items), _rules(session)
    cast, void = cast_on(session, items), void_votes(session, items)
    votes = Counter(item for item, _person in cast)
    rows = [
        Row(
            item=item,
            tone=tone_of(item),
            words=state_words(item),
            declared=(item.case_id, reader.pk) in there.declared,
            voted=(item.pk, reader.pk) in cast,
            votes=votes[item.pk],
            voters=len(there.free(item.case_id)),
            quorum=there.possible_quorum(rules, item.case_id) if rules else None,
            void=item.pk in void,
            motion=motion_words(item),
        )
        for item in items
    ]
    return Agenda(rows, there)


@dataclass(frozen=True)
class RecordingShown:
    """How far the worker is with the decisions that this reader sees, and why some were refused."""

    done: int
    number: int
    is_under_way: bool
    refused: list[tuple[Item, str]]


def recording_of(session: Session, rows: Collection[Row]) -> RecordingShown | None:
    """What the worker was last asked for, until nothing of it is left to say."""
    recording: Recording | None = session.recordings.last()
    if recording is None:
        return None
    items = [row.item for row in rows if row.item.pk in set(recording.items)]
    refused = recording.refused.items()
    waiting = {item.reference: item for item in items if item.state == ItemState.COUNTED}
    shown = RecordingShown(
        done=sum(item.state == ItemState.DECIDED for item in items),
        number=len(items),
        is_under_way=recording.ended_at is None,
        refused=[(waiting[reference], reason) for reference, reason in refused if reference in waiting],
    )
    return shown if shown.is_under_way or shown.refused else None


def _rules(session: Session) -> Rules | None:
    rules = session.rules or rules_on(session.body, timezone.localdate(session.starts_at))
    return rules.for_voting if rules else None


def tone_of(item: Item) -> str:
    return STATE_SIGNS[outcome_of(item)][0] if item.state in VOTED else TONES[item.state]


VOTED = (ItemState.COUNTED, ItemState.DECIDED)


def state_words(item: Item) -> str:
    if item.state in VOTED:
        return str(OUTCOMES[outcome_of(item)])
    if item.state == ItemState.POSTPONED:
        return f"{item.get_state_display()}: {item.get_postponed_for_display()}"
    return str(item.get_state_display())


def motion_words(item: Item) -> str:
    """What is put to the vote in an appeal, with the reason that it would rest on; nothing for other cases."""
    return motion_said(motion_data(item))


def motion_said(motion: Motion | None) -> str:
    if not motion:
        return ""
    title = Text.from_data(motion["title"]).in_language(current_language())
    return f"{dict(MOTIONS)[motion['outcome']]} ({title})"


def arithmetic(result: Mapping[str, object] | None) -> list[str]:
    """The count spelled out, in the language of the page; nothing before it. ``recused`` are names, or how many."""
    if not result:
        return []
    figures, recused = dict(result), result["recused"]
    figures["recused"] = len(recused) if isinstance(recused, list) else recused
    lines = [
        _("Members: %(members)s; in a conflict of interest: %(recused)s; entitled: %(entitled)s.") % figures,
        _("Quorum: %(required)s needed, %(present)s took part.") % figures,
    ]
    if result["verdict"] == "no_quorum":
        return [*lines, _("No quorum: nothing is decided.")]
    lines.append(_("For %(for)s, against %(against)s, abstained %(abstained)s.") % figures)
    lines.append(_("Needed: %(needed)s votes for, counted of %(base)s.") % figures)
    if result["casting_vote"]:
        lines.append(_("The votes were even; the vote of who presided decided."))
    elif result["verdict"] == "tie":
        lines.append(_("The votes were even; nothing is decided."))
    return lines


def may_vote(item: Item, there: Muster, member: Membership | None) -> bool:
    return member is not None and item.state == ItemState.VOTING and there.may_vote(item.case_id, member)
