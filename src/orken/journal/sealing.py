"""Sealing what was recorded, and checking what was sealed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TextIO

from django.db import connection, transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from orken.journal.chain import BATCH, GENESIS, Finding, SealData, Verifier, entries_hash, seal_hash
from orken.journal.models import Entry, Seal

LOCK = 5_390_002
# The worker seals twice a minute; what waits longer than this says that no worker is at work.
OVERDUE = timedelta(minutes=5)


def seal_entries(limit: int = BATCH) -> Seal | None:
    """Seal what is recorded and not sealed yet; ``None`` where there is nothing.

    An entry whose transaction ends later than that of an entry after it is in a later seal: a seal covers what could be
    seen when it was made. Two workers never seal at once.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        waiting = list(Entry.objects.filter(seal=None).order_by("pk")[:limit])
        if not waiting:
            return None
        last = Seal.objects.order_by("-number").first()
        number, previous = (last.number + 1, last.hash) if last else (1, GENESIS)
        now = timezone.now()
        digest, count = entries_hash(map(entry_data, waiting))
        seal = Seal.objects.create(
            number=number,
            sealed_at=now,
            previous=previous,
            count=count,
            entries=digest,
            hash=seal_hash(number, _moment(now), previous, count, digest),
        )
        Entry.objects.filter(pk__in=[entry.pk for entry in waiting]).update(seal=seal)
        return seal


def seal_everything() -> int:
    """Seal in batches until nothing waits; how many seals were made."""
    made = 0
    while seal_entries() is not None:
        made += 1
    return made


def verify_journal(heads: Iterable[tuple[int, str]] = ()) -> tuple[list[Finding], int]:
    """What is not as it was sealed, and how many sealed entries were checked.

    ``heads`` are numbers and hashes that were published: a tail that was cut off is found by them alone.
    """
    verifier, checked = Verifier(), 0
    for seal in Seal.objects.order_by("number").iterator():
        verifier.take(seal_data(seal), map(entry_data, _sealed_in(seal)))
        checked += seal.count
    for number, hash_ in heads:
        verifier.expect_head(number, hash_)
    return verifier.findings, checked


def overdue_entries() -> int:
    """How many entries wait for their seal longer than they should."""
    return Entry.objects.filter(seal=None, recorded_at__lt=timezone.now() - OVERDUE).count()


def export_journal(file: TextIO) -> int:
    """Write seals and entries as lines of JSON for ``chain.py``; how many entries were written.

    What the worker seals meanwhile stands among the entries that are not sealed yet: none is left out.
    """
    written, last = 0, Seal.objects.aggregate(last=Max("number"))["last"] or 0
    for seal in Seal.objects.filter(number__lte=last).order_by("number").iterator():
        written += _write(file, vars(seal_data(seal)), _sealed_in(seal))
    waiting = Q(seal=None) | Q(seal__number__gt=last)
    return written + _write(file, None, Entry.objects.filter(waiting).order_by("pk"))


def _write(file: TextIO, seal: dict[str, object] | None, entries: QuerySet[Entry]) -> int:
    count = 0
    file.write(json.dumps({"seal": seal}) + "\n")
    for entry in entries.iterator():
        file.write(json.dumps({"entry": entry_data(entry)}, ensure_ascii=False) + "\n")
        count += 1
    return count


def _sealed_in(seal: Seal) -> QuerySet[Entry]:
    return Entry.objects.filter(seal=seal).order_by("pk")


def seal_data(seal: Seal) -> SealData:
    return SealData(seal.number, _moment(seal.sealed_at), seal.previous, seal.count, seal.entries, seal.hash)


def entry_data(entry: Entry) -> dict[str, object]:
    """An entry as it is sealed and exported."""
    return {
        "id": entry.pk,
        "recorded_at": _moment(entry.recorded_at),
        "action": entry.action,
        "actor": entry.actor_id,
        "subject": entry.subject,
        "organisation": entry.organisation_id,
        "mandate": entry.mandate_id,
        "data": entry.data,
    }


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def published_heads(limit: int) -> Iterator[SealData]:
    """The newest seals, the newest first, as anybody may see them."""
    return map(seal_data, Seal.objects.order_by("-number")[:limit])
