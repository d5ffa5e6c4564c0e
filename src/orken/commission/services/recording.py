"""Many decisions are recorded by the worker. Killed in the midst of it, it goes on where it stood."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.utils import timezone

from orken.cases.refusals import refusal_of
from orken.commission.models import Item, ItemState, Recording, Session, SessionState
from orken.commission.queries import items_open_to
from orken.commission.services.agenda import locked_session
from orken.commission.services.deciding import Recorded, plain_decision, record_decision, record_plain_decisions
from orken.kernel.each import for_each
from orken.parties.models import User
from orken.parties.rights import read_once

HERE = 20  # so many take a few seconds and are recorded while the secretary waits


def record_decisions(session: Session, *, actor: User) -> Recorded | None:
    """Record the decisions that need no words of one's own; nothing comes back where the worker was asked to, because
    there are more than are recorded while somebody waits."""
    if items_open_to(actor, session).filter(state=ItemState.COUNTED).count() > HERE:
        ask_to_record(session, actor=actor)
        return None
    return record_plain_decisions(session, actor=actor)


@transaction.atomic
def ask_to_record(session: Session, *, actor: User) -> Recording:
    """Have the worker record all decisions that need no words of one's own; what is under way already goes on."""
    from orken.commission import tasks  # which call this room's services

    locked = locked_session(session, SessionState.OPEN, SessionState.CLOSED)
    under_way: Recording | None = locked.recordings.filter(ended_at=None).first()
    if under_way is not None:
        return under_way
    counted = items_open_to(actor, locked).filter(state=ItemState.COUNTED)
    plain = [item.pk for item in counted if plain_decision(item) is not None]
    asked = Recording.objects.create(session=locked, asked_by=actor, asked_at=timezone.now(), items=plain)
    tasks.record_decisions.defer(recording_id=asked.pk)
    return asked


def go_on(recording: Recording) -> None:
    """Record what is left. A decision that is recorded already is not recorded again, whoever else is at it.

    One that cannot be recorded holds up no other; what went wrong is raised when all had their turn.
    """
    read_once(recording.asked_by)
    counted = Item.objects.filter(pk__in=recording.items, state=ItemState.COUNTED)
    waiting = counted.exclude(reference__in=recording.refused).select_related("case__version").order_by("position")
    try:
        for_each(waiting, partial(_record, recording), name=lambda item: f"item {item.reference}")
    except ExceptionGroup:  # all had their turn, so the secretary may ask once more
        _end(recording)
        raise
    _end(recording)


def _end(recording: Recording) -> None:
    Recording.objects.filter(pk=recording.pk, ended_at=None).update(ended_at=timezone.now())


def _record(recording: Recording, item: Item) -> None:
    data = plain_decision(item) or {}
    if reason := refusal_of(lambda: record_decision(item, data, actor=recording.asked_by)):
        _keep_refusal(recording, item, reason)


@transaction.atomic
def _keep_refusal(recording: Recording, item: Item, reason: str) -> None:
    locked = Recording.objects.select_for_update().get(pk=recording.pk)
    locked.refused[item.reference] = reason
    locked.save(update_fields=["refused"])
