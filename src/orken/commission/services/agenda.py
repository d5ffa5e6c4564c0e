"""A session is prepared: its agenda, invitations, who is there."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from orken.cases.models import Case
from orken.cases.services.conflicts import look_for_all
from orken.commission import messages
from orken.commission.models import Attendance, Body, Form, Item, ItemState, Membership, Session, SessionState
from orken.commission.models.session import LIVE, PostponedFor
from orken.commission.queries import void_votes, voters_of, waiting_for
from orken.journal.services import record, record_for_each
from orken.kernel.errors import RuleViolation
from orken.parties.models import User


@transaction.atomic
def prepare_session(
    body: Body, form: Form, starts_at: datetime, closes_at: datetime | None = None, *, actor: User
) -> Session:
    if form is Form.CORRESPONDENCE and (closes_at is None or closes_at <= starts_at):
        message = _("A vote by correspondence needs the time when it closes, after the time when it begins.")
        raise RuleViolation("no_closing_time", message, field="closes_at")
    session = Session.objects.create(
        body=body,
        form=form,
        starts_at=starts_at,
        closes_at=closes_at if form is Form.CORRESPONDENCE else None,
        created_by=actor,
        created_at=timezone.now(),
    )
    record("commission.session_prepared", actor=actor, subject=session.subject, data={"body": body.code, "form": form})
    return session


@transaction.atomic
def put_on_agenda(session: Session, cases: Iterable[Case], *, actor: User) -> list[Item]:
    """Add cases at the end, and look for conflicts of interest of all members and of the actor before anybody is asked.

    A case that another agenda took meanwhile, that no longer waits for this body, or from which the actor turns out to
    be barred, is left aside.
    """
    locked = locked_session(session, SessionState.PREPARED, SessionState.OPEN)
    lock_members(locked.body)
    people = [*(member.user for member in voters_of(locked)), actor]
    wanted = waiting_for(locked.body).filter(pk__in=[case.pk for case in cases])
    found = look_for_all(dict.fromkeys(wanted, people))  # locks the cases, so the next question is the last word
    barred = {conflict.case_id for conflict in found if conflict.person_id == actor.pk}
    of_this_session = locked.items.exclude(state=ItemState.TAKEN_OFF).order_by().values("case")
    last = locked.items.aggregate(last=Max("position"))["last"] or 0
    added = Item.objects.bulk_create(
        Item(session=locked, case=case, position=position)
        for position, case in enumerate(wanted.all().exclude(pk__in=barred).exclude(pk__in=of_this_session), last + 1)
    )
    about = [(item.case.subject, item.case.applicant_id) for item in added]
    data = {"session": locked.reference}
    record_for_each("commission.item_put_on_agenda", actor=actor, about=about, data=data)
    return added


@transaction.atomic
def take_off(session: Session, items: Collection[Item], *, actor: User) -> int:
    """Take items of a session off its agenda: their cases wait for this body again; how many were taken off.

    A vote that has begun stays, so that nobody does away with one that they do not like, but for a vote that cannot
    stand (``queries.void_votes``).
    """
    locked = _locked_items(session, items, LIVE)
    void = void_votes(session, locked)
    off = [item for item in locked if item.state == ItemState.LISTED or item.pk in void]
    return sum(_settle(item, ItemState.TAKEN_OFF, "", actor) for item in off)


@transaction.atomic
def postpone(session: Session, items: Collection[Item], *, actor: User) -> int:
    """Leave items to the next session: their cases wait for this body again; how many were postponed."""
    locked = _locked_items(session, items, [ItemState.LISTED])
    return sum(_settle(item, ItemState.POSTPONED, PostponedFor.ORDERED, actor) for item in locked)


def _locked_items(session: Session, items: Collection[Item], states: Collection[ItemState]) -> list[Item]:
    found = Item.objects.select_for_update(of=("self",)).select_related("session__body", "case__version")
    return list(found.filter(session=session, pk__in=[item.pk for item in items], state__in=states).order_by("pk"))


def _settle(item: Item, state: ItemState, reason: str, actor: User | None) -> int:
    item.state, item.postponed_for = state, reason
    item.save(update_fields=["state", "postponed_for"])
    _record(state.value, item, actor)
    return 1


@transaction.atomic
def invite(session: Session, *, actor: User) -> int:
    """Tell every member of the session and of the items that they are not barred from; how many were told."""
    locked = locked_session(session, SessionState.PREPARED, SessionState.OPEN)
    if not locked.items.filter(state=ItemState.LISTED).exists():
        raise RuleViolation("empty_agenda", _("The agenda is empty. Put cases on it before you invite the members."))
    locked.invited_at = timezone.now()
    locked.save(update_fields=["invited_at"])
    told = messages.invite_members(locked)
    record("commission.members_invited", actor=actor, subject=locked.subject, data={"members": told})
    return told


@transaction.atomic
def note_attendance(session: Session, present: Collection[int], *, actor: User) -> None:
    """Who is there, by numbers of memberships; whoever is not among them has left."""
    locked = locked_session(session, SessionState.PREPARED, SessionState.OPEN)
    members = [member for member in voters_of(locked) if member.pk in set(present)]
    known = set(locked.attendance.values_list("member", flat=True))
    locked.attendance.exclude(member__in=members).delete()
    at = timezone.now()
    Attendance.objects.bulk_create(
        Attendance(session=locked, member=member, noted_by=actor, noted_at=at)
        for member in members
        if member.pk not in known
    )
    data = {"present": len(members)}
    record("commission.attendance_noted", actor=actor, subject=locked.subject, data=data)


def locked_session(session: Session, *states: SessionState) -> Session:
    """The session under its lock, in one of the states where this can be done."""
    locked = Session.objects.select_for_update(of=("self",)).select_related("body", "rules").get(pk=session.pk)
    if locked.state not in states:
        message = _("The session is in the state “%(state)s”; this cannot be done with it now.")
        raise RuleViolation("not_now", message % {"state": locked.get_state_display()})
    return locked


def lock_members(body: Body) -> None:
    """Nobody joins or leaves the body, nor are its rules changed, until the transaction ends; taken after a session."""
    Body.objects.select_for_update(no_key=True).get(pk=body.pk)


def member_of(session: Session, user: User) -> Membership | None:
    """The person's membership with a vote in this session."""
    return voters_of(session).filter(user=user).first()


def _record(what: str, item: Item, actor: User | None) -> None:
    record(
        f"commission.item_{what}",
        actor=actor,
        subject=item.case.subject,
        data={"session": item.session.reference},
        organisation_id=item.case.applicant_id,
    )
