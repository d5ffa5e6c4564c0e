"""The process that does what the portal put off: mail, time limits, upkeep."""

from __future__ import annotations

import asyncio

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

HEARTBEAT_SECONDS = 10
DEAD_AFTER_SECONDS = 60


def work(concurrency: int) -> None:
    """Run jobs until SIGTERM, which lets running ones end."""
    asyncio.run(work_on_jobs(concurrency=concurrency, wait=True))


async def work_on_jobs(*, concurrency: int, wait: bool) -> None:
    """Run the jobs that are due and, with ``wait``, those that come."""
    # A second app over the same tasks fetches the jobs. The tasks stay with the first one, whose connection is
    # Django's, so what a job itself puts off still stands or falls with the job's own transaction.
    assert isinstance(app.connector, DjangoConnector)
    fetching = app.with_connector(app.connector.get_worker_connector())
    async with fetching.open_async():
        await fetching.run_worker_async(
            concurrency=concurrency,
            wait=wait,
            delete_jobs="successful",
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=DEAD_AFTER_SECONDS,
        )
