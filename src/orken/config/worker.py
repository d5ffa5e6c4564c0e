"""The process that does what the portal put off: mail, time limits, upkeep."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys

from django.db import InterfaceError, OperationalError
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from orken.config.lifeline import GRACE_SECONDS

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 10
DEAD_AFTER_SECONDS = 60
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
# A job that lost its database did nothing, or did it and could not say so; each is written so that a second run does no
# harm. The last try is some ten minutes after the first.
DATABASE_LOST = RetryStrategy(
    max_attempts=8, wait=5, exponential_wait=2, retry_exceptions=(OperationalError, InterfaceError)
)


def work(concurrency: int) -> None:
    """Run jobs until SIGTERM: none is begun any more, and those under way have ``GRACE_SECONDS``.

    After that, or at a second SIGTERM, the process ends at once; what it leaves is done again by another worker. A
    worker that loses its database ends by itself with code 1, to be started anew.
    """
    if not asyncio.run(_work_until_asked(concurrency)):
        sys.exit(1)


async def _work_until_asked(concurrency: int) -> bool:
    """Whether somebody asked for the end."""
    loop = asyncio.get_running_loop()
    working = asyncio.create_task(work_on_jobs(concurrency=concurrency, wait=True))

    def stop() -> None:
        for number in STOP_SIGNALS:
            loop.add_signal_handler(number, _end_at_once)
        loop.call_later(GRACE_SECONDS, _end_at_once)
        working.cancel()

    for number in STOP_SIGNALS:
        loop.add_signal_handler(number, stop)
    try:
        await working
    except asyncio.CancelledError:
        return True
    logger.error("The worker lost its database and ends.")
    return False


def _end_at_once() -> None:
    logger.warning("The worker ends at once; jobs under way are done again by another.")
    os._exit(1)


async def work_on_jobs(*, concurrency: int, wait: bool) -> None:
    """Run the jobs that are due and, with ``wait``, those that come."""
    # A second app over the same tasks fetches the jobs. The tasks stay with the first one, whose connection is
    # Django's, so what a job itself puts off still stands or falls with the job's own transaction.
    assert isinstance(app.connector, DjangoConnector)
    fetching = app.with_connector(app.connector.get_worker_connector())
    for task in fetching.tasks.values():
        task.retry_strategy = task.retry_strategy or DATABASE_LOST
    async with fetching.open_async():
        await fetching.run_worker_async(
            concurrency=concurrency,
            wait=wait,
            delete_jobs="successful",
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=DEAD_AFTER_SECONDS,
            install_signal_handlers=False,
        )
