"""Voting opens and votes are cast: one of a member on an item, guarded by the database."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from orken.commission import sealing
from orken.commission.models import (
    BallotPaper,
    Dissent,
    Item,
    ItemState,
    Membership,
    SealedTally,
    Session,
    SessionState,
    Vote,
)
from orken.commission.motions import lacks_motion
from orken.commission.muster import Muster, muster
from orken.commission.queries import rules_on, stands_before_its_body
from orken.commission.services.agenda import lock_members, locked_session, member_of
from orken.commission.voting import Choice, Quorum, Rules, Votes
from orken.journal.services import record
from orken.kernel.errors import RuleViolation
from orken.kernel.masking import without_iins
from orken.parties.models import User


@dataclass
class Opened:
    """Items on which voting has begun, and why it has not on the others."""

    items: list[Item] = field(default_factory=list)
    refused: list[tuple[Item, str]] = field(default_factory=list)


@transaction.atomic
def open_session(session: Session, *, actor: User) -> Session:
    """Begin: the rules of the day are kept. A vote by correspondence begins on all items at once."""
    locked = locked_session(session, SessionState.PREPARED)
    lock_members(locked.body)
    waiting = locked.items.filter(state=ItemState.LISTED).select_related("case__version")
    listed = list(waiting.defer("case__version__content", "case__words"))
    rules = rules_on(locked.body, timezone.localdate(locked.starts_at))
    if rules is None:
        message = _("No rules of the body hold on the day of the session. Set its quorum and majority first.")
        raise RuleViolation("no_rules", message)
    if not listed:
        raise RuleViolation("empty_agenda", _("The agenda is empty. Put cases on it before you open the session."))
    at = timezone.now()
    if locked.by_correspondence and locked.closes_at is not None and locked.closes_at <= at:
        raise RuleViolation("time_is_over", _("The time for voting has passed already. Prepare another session."))
    if locked.by_correspondence and any(lacks_motion(item) for item in listed):
        raise RuleViolation("no_motion", _("Choose first what is put to the vote in the appeal."))
    locked.state, locked.rules, locked.opened_at = SessionState.OPEN, rules, at
    locked.invited_at = locked.invited_at or at
    locked.save(update_fields=["state", "rules", "opened_at", "invited_at"])
    record("commission.session_opened", actor=actor, subject=locked.subject, data={"items": len(listed)})
    if locked.by_correspondence:
        open_items(locked, listed, actor=actor)
    return locked


@transaction.atomic
def open_items(session: Session, items: Collection[Item], *, actor: User) -> Opened:
    """Begin to vote on items. One is left on the agenda where nobody may preside or a quorum cannot be reached."""
    locked = locked_session(session, SessionState.OPEN)
    assert locked.rules is not None  # constraint rules_since_opening
    waiting = (
        Item.objects.select_for_update(of=("self",)).select_related("session__body", "case__version").order_by("pk")
    )
    listed = list(waiting.filter(session=locked, state=ItemState.LISTED, pk__in=[item.pk for item in items]))
    there, rules, opened, at = muster(locked, listed), locked.rules.for_voting, Opened(), timezone.now()
    for item in listed:
        presiding = there.presiding(item.case_id)
        if why := _hindrance(item, there, rules):
            opened.refused.append((item, why))
            continue
        item.state, item.presiding, item.opened_at = ItemState.VOTING, presiding, at
        item.save(update_fields=["state", "presiding", "opened_at"])
        if locked.body.is_secret:
            SealedTally.objects.create(item=item, sealed=sealing.seal(Votes(), item.reference))
        opened.items.append(item)
    record("commission.voting_opened", actor=actor, subject=locked.subject, data={"items": len(opened.items)})
    return opened


def _hindrance(item: Item, there: Muster, rules: Rules) -> str:
    if not stands_before_its_body(item):
        return _("The case does not wait for this body any more. Take it off the agenda.")
    if lacks_motion(item):
        return _("Choose first what is put to the vote in the appeal.")
    if there.presiding(item.case_id) is None:
        return _("Neither the chair nor a deputy may preside: they are away or in a conflict of interest.")
    quorum = there.possible_quorum(rules, item.case_id)
    return "" if quorum.reached else no_quorum_words(quorum)


def no_quorum_words(quorum: Quorum) -> str:
    message = _("No quorum: %(required)s members are needed, %(present)s of %(entitled)s may take part.")
    return message % {"required": quorum.required, "present": quorum.present, "entitled": quorum.entitled}


def cast_vote(item: Item, *, person: User, choice: Choice, key: str) -> None:
    """Vote on an item. The same request repeated with its ``key`` changes nothing.

    Raises
    ------
    RuleViolation
        The item is not voted on, the person may not vote on it, has voted, or may not abstain.
    """
    _cast, refused = cast_votes([item], person=person, choice=choice, key=key)
    if refused:
        raise refused[0]


@transaction.atomic
def cast_votes(items: Collection[Item], *, person: User, choice: Choice, key: str) -> tuple[int, list[RuleViolation]]:
    """The same vote on several items of a session; how many were cast, and why others were not."""
    locked = list(
        Item.objects.select_for_update(of=("self",))
        .select_related("session__body", "session__rules", "case")
        .filter(pk__in=[item.pk for item in items])
        .order_by("pk")
    )
    if not locked:
        return 0, []
    session = locked[0].session
    member = member_of(session, person)
    if member is None:
        return 0, [RuleViolation("no_member", _("Only members who vote in this body do this."))]
    there, voted = muster(session, locked), _keys_of(locked, member)
    cast, refused = 0, []
    for item in locked:
        try:
            if voted.get(item.pk) == key:
                continue
            _demand_vote(item, session, there, member, choice, voted=item.pk in voted)
        except RuleViolation as refusal:
            refused.append(refusal)
            continue
        _keep(item, member, choice, key)
        record("commission.vote_cast", actor=person, subject=session.subject, data={"item": item.reference})
        cast += 1
    return cast, refused


def _keys_of(items: Collection[Item], member: Membership) -> dict[int, str]:
    """The keys under which the member has voted, by item; they tell a repeated request from a second vote."""
    session = next(iter(items)).session
    kept = BallotPaper.objects if session.body.is_secret else Vote.objects
    return dict(kept.filter(item__in=[item.pk for item in items], member=member).values_list("item", "key"))


def _demand_vote(
    item: Item, session: Session, there: Muster, member: Membership, choice: Choice, *, voted: bool
) -> None:
    if voted:
        raise RuleViolation("voted_already", _("You have voted on this item already. A vote is not changed."))
    closes_at = session.closes_at
    if item.state != ItemState.VOTING or (closes_at is not None and closes_at <= timezone.now()):
        raise RuleViolation("not_voted_on", _("Voting on this item is not open."))
    if item.session_id != session.pk or not there.may_vote(item.case_id, member):
        message = _("You may vote once you are present and have declared that you are free of conflicts of interest.")
        raise RuleViolation("may_not_vote", message)
    assert session.rules is not None  # constraint rules_since_opening
    if choice is Choice.ABSTAIN and not session.rules.abstention:
        raise RuleViolation("no_abstention", _("The rules of this body know no abstention. Vote for or against."))


def _keep(item: Item, member: Membership, choice: Choice, key: str) -> None:
    if not item.session.body.is_secret:
        Vote.objects.create(item=item, member=member, choice=choice.value, key=key, cast_at=timezone.now())
        return
    BallotPaper.objects.create(item=item, member=member, key=key)
    tally = SealedTally.objects.get(item=item)  # the lock of the item guards it
    votes = sealing.unseal(bytes(tally.sealed), item.reference)
    tally.sealed = sealing.seal(sealing.with_one_more(votes, choice), item.reference)
    tally.save(update_fields=["sealed"])


@transaction.atomic
def dissent(item: Item, *, person: User, text: str) -> Dissent:
    """Have one's own opinion in the minutes, for a member who was outvoted in an open ballot.

    Raises
    ------
    RuleViolation
        The vote is not counted, the person was not outvoted, the minutes are written, or the opinion stands already.
    """
    session = locked_session(item.session, SessionState.OPEN, SessionState.CLOSED)
    vote = Vote.objects.select_related("item").filter(item=item, member__user=person).first()
    winning = {"adopted": Choice.FOR, "rejected": Choice.AGAINST}.get(vote.item.verdict) if vote else None
    if vote is None or winning is None or vote.choice == winning:
        message = _("A dissenting opinion is for members who were outvoted in an open ballot, after the count.")
        raise RuleViolation("not_outvoted", message)
    if not text.strip():
        raise RuleViolation("no_text", _("Write your opinion: it stands in the minutes."), field="text")
    if Dissent.objects.filter(item=item, member=vote.member_id).exists():
        raise RuleViolation("dissented_already", _("Your opinion stands in the minutes already."))
    written = Dissent.objects.create(
        item=item, member_id=vote.member_id, text=without_iins(text.strip()), written_at=timezone.now()
    )
    record("commission.dissent_written", actor=person, subject=session.subject, data={"item": item.reference})
    return written
