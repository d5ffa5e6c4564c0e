"""Voting closes, once: votes are counted by the rules that the session has kept, and the figures stay."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from orken.commission import sealing
from orken.commission.models import BallotPaper, Item, ItemState, Membership, SealedTally, Session, SessionState, Vote
from orken.commission.models.session import PostponedFor
from orken.commission.muster import Muster, muster
from orken.commission.services.agenda import locked_session
from orken.commission.voting import Choice, Result, Rules, Verdict, Votes, result
from orken.journal.services import record
from orken.kernel.each import for_each
from orken.parties.models import User

POSTPONING = {Verdict.NO_QUORUM: PostponedFor.NO_QUORUM, Verdict.TIE: PostponedFor.TIE}


@transaction.atomic
def close_items(session: Session, items: Collection[Item], *, actor: User | None) -> list[Item]:
    """Count the votes of items; without a quorum, or where votes are even, an item goes to the next session."""
    locked = locked_session(session, SessionState.OPEN)
    return _closed(locked, ItemState.VOTING, {item.pk for item in items}, actor)


@transaction.atomic
def close_session(session: Session, *, actor: User | None) -> Session:
    """Count what is being voted on, leave the rest to the next session, and end. Nobody votes after this."""
    locked = locked_session(session, SessionState.OPEN)
    open_ones = set(locked.items.filter(state=ItemState.VOTING).values_list("pk", flat=True))
    _closed(locked, ItemState.VOTING, open_ones, actor)
    assert locked.rules is not None  # constraint rules_since_opening
    left = _locked_items(locked, ItemState.LISTED)
    there = muster(locked, left)
    for item in left:
        possible = there.possible_quorum(locked.rules.for_voting, item.case_id)
        _postpone(item, PostponedFor.NOT_REACHED if possible.reached else PostponedFor.NO_QUORUM)
    locked.state, locked.closed_at = SessionState.CLOSED, timezone.now()
    locked.save(update_fields=["state", "closed_at"])
    record("commission.session_closed", actor=actor, subject=locked.subject, data={"postponed": len(left)})
    return locked


def close_due_sessions() -> int:
    """End votes by correspondence whose time has come; how many were ended. The worker calls this every minute.

    One that cannot be ended holds up no other; what went wrong is raised when all had their turn.
    """
    due = Session.objects.filter(state=SessionState.OPEN, closes_at__lte=timezone.now()).order_by("closes_at")
    return sum(for_each(due, _close_unless_somebody_does, name=lambda session: f"session {session.reference}"))


@transaction.atomic
def _close_unless_somebody_does(session: Session) -> bool:
    free = Session.objects.select_for_update(skip_locked=True).filter(pk=session.pk, state=SessionState.OPEN).first()
    if free is not None:
        close_session(free, actor=None)
    return free is not None


def _closed(session: Session, state: ItemState, wanted: set[int], actor: User | None) -> list[Item]:
    assert session.rules is not None  # constraint rules_since_opening
    items = [item for item in _locked_items(session, state) if item.pk in wanted]
    there, rules = muster(session, items), session.rules.for_voting
    members = {member.pk: member for member in Membership.objects.filter(body=session.body_id)}
    for item in items:
        _count(item, rules, there, members)
        data = {"item": item.reference, "verdict": item.verdict or item.postponed_for}
        record("commission.voting_closed", actor=actor, subject=session.subject, data=data)
    return items


def _locked_items(session: Session, state: ItemState) -> list[Item]:
    items = Item.objects.select_for_update(of=("self",)).select_related("session__body", "presiding")
    return list(items.filter(session=session, state=state).order_by("pk"))


def _count(item: Item, rules: Rules, there: Muster, members: dict[int, Membership]) -> None:
    voters = _voters(item)
    barred = {pk for pk in voters if (item.case_id, members[pk].user_id) in there.barred}
    votes = _votes(item, barred)
    if barred and item.session.body.is_secret:  # their votes cannot be found to be left out
        _postpone(item, PostponedFor.BARRED_VOTER)
        return
    counted = result(votes, rules, there.quorum(rules, item.case_id, voters))
    left_out = sorted(members[pk].user_id for pk in barred)
    item.result, item.closed_at = as_data(counted, there, item.case_id, left_out), timezone.now()
    if counted.verdict in POSTPONING:
        _postpone(item, POSTPONING[counted.verdict])
        return
    item.state = ItemState.COUNTED
    item.save(update_fields=["state", "result", "closed_at"])


def _postpone(item: Item, reason: PostponedFor) -> None:
    item.state, item.postponed_for, item.closed_at = ItemState.POSTPONED, reason, timezone.now()
    item.save(update_fields=["state", "postponed_for", "result", "closed_at"])


def _voters(item: Item) -> set[int]:
    kept = BallotPaper.objects if item.session.body.is_secret else Vote.objects
    return set(kept.filter(item=item).values_list("member", flat=True))


def _votes(item: Item, barred: set[int]) -> Votes:
    if item.session.body.is_secret:
        return _opened_tally(item)
    cast = {vote.member_id: Choice(vote.choice) for vote in Vote.objects.filter(item=item).exclude(member__in=barred)}
    chosen = list(cast.values())
    chair = cast.get(item.presiding_id) if item.presiding_id else None
    return Votes(chosen.count(Choice.FOR), chosen.count(Choice.AGAINST), chosen.count(Choice.ABSTAIN), chair)


def _opened_tally(item: Item) -> Votes:
    """The counters, which must fit the papers; then they are emptied, for the result now says them."""
    tally = SealedTally.objects.get(item=item)
    votes = sealing.unseal(bytes(tally.sealed), item.reference)
    papers = BallotPaper.objects.filter(item=item).count()
    if votes.total != papers:
        raise sealing.BrokenSeal(f"Item {item.reference} has {papers} papers and {votes.total} votes: do not count it.")
    tally.sealed = b""
    tally.save(update_fields=["sealed"])
    return votes


def as_data(counted: Result, there: Muster, case: int, left_out: list[int]) -> dict[str, object]:
    """Every figure of the count, for the pages and the minutes; ``left_out`` are people whose votes do not count."""
    return {
        "verdict": counted.verdict.value,
        "members": counted.quorum.members,
        "recused": [str(member.user) for member in there.recused(case)],
        "left_out": left_out,
        "entitled": counted.quorum.entitled,
        "present": counted.quorum.present,
        "required": counted.quorum.required,
        "for": counted.votes.for_,
        "against": counted.votes.against,
        "abstained": counted.votes.abstained,
        "base": counted.base,
        "needed": counted.needed,
        "casting_vote": counted.casting_vote_used,
    }
