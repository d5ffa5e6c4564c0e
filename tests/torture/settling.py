"""Until the worker has done what it put off, and taken over what dead ones left."""

from __future__ import annotations

import asyncio
import sys
import time

from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from orken.config import upkeep, worker
from orken.config.children import stop
from orken.journal.models import Entry
from orken.notices.models import MailState, OutgoingMail
from tests.torture.portal import Portal


def settle(portal: Portal, seconds: float, *, hurried: bool) -> None:
    """Come back when nothing waits, or when for so long nothing was done: the checks then say what was left."""
    connection.close()  # the database was killed since it was opened
    portal.wait_until_ready()
    if hurried:
        _let_time_pass(portal)
        return
    fewest, deadline = sys.maxsize, 0.0
    while waiting := how_many_wait():
        if waiting < fewest:
            fewest, deadline = waiting, time.monotonic() + seconds
        elif time.monotonic() > deadline:
            return
        time.sleep(0.3)
        portal.watch()


def how_many_wait() -> int:
    due = ProcrastinateJob.objects.filter(status="todo", scheduled_at__gt=timezone.now())
    return (
        ProcrastinateJob.objects.filter(status__in=("todo", "doing")).exclude(pk__in=due).count()
        + OutgoingMail.objects.filter(state=MailState.QUEUED).count()
        + Entry.objects.filter(seal=None).count()
    )


def _let_time_pass(portal: Portal) -> None:
    """The dead workers are dead for long, jobs that wait to be tried again are due, and those of the minute come."""
    stop(portal.worker)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '5 minutes'")
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'")
    upkeep.revive_stalled_jobs.defer(timestamp=0)
    asyncio.run(worker.work_on_jobs(concurrency=2, wait=False))
    asyncio.run(worker.work_on_jobs(concurrency=2, wait=False))
