"""The process that does what the portal put off: mail, time limits, upkeep."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from contextlib import suppress

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from orken.config import lost_database
from orken.config.lifeline import GRACE_SECONDS
from orken.config.request_log import log_job

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 10
DEAD_AFTER_SECONDS = 60
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)


def work(concurrency: int) -> None:
    """Run jobs until SIGTERM: none is begun any more, and those under way have ``GRACE_SECONDS``.

    After that, or at a second SIGTERM, the process ends at once; what it leaves is done again by another worker. A
    worker that loses its database ends by itself with code 1, to be started anew.
    """
    if not asyncio.run(_work_until_asked(concurrency)):
        sys.exit(1)


async def _work_until_asked(concurrency: int) -> bool:
    """Whether somebody asked for the end."""
    loop, asked = asyncio.get_running_loop(), asyncio.Event()
    working = asyncio.create_task(work_on_jobs(concurrency=concurrency, wait=True))

    def stop() -> None:
        asked.set()
        for number in STOP_SIGNALS:
            loop.add_signal_handler(number, _end_at_once)
        loop.call_later(GRACE_SECONDS, _end_at_once)
        working.cancel()

    for number in STOP_SIGNALS:
        loop.add_signal_handler(number, stop)
    with suppress(asyncio.CancelledError):
        await working
    if not asked.is_set():
        logger.error("The worker lost its database and ends.")
    return asked.is_set()


def _end_at_once() -> None:
    logger.warning("The worker ends at once; jobs under way are done again by another.")
    os._exit(1)


async def work_on_jobs(*, concurrency: int, wait: bool) -> None:
    """Run the jobs that are due and, with ``wait``, those that come."""
    # A second app over the same tasks fetches the jobs. The tasks stay with the first one, whose connection is
    # Django's, so what a job itself puts off still stands or falls with the job's own transaction.
    assert isinstance(app.connector, DjangoConnector)
    fetching = app.with_connector(app.connector.get_worker_connector())
    this = asyncio.current_task()
    assert this is not None
    fetching.job_manager = lost_database.EndsOfJobs(fetching.connector, this.cancel)
    for task in fetching.tasks.values():
        task.retry_strategy = task.retry_strategy or lost_database.TRY_AGAIN
    async with fetching.open_async():
        await fetching.run_worker_async(
            concurrency=concurrency,
            wait=wait,
            delete_jobs="successful",
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=DEAD_AFTER_SECONDS,
            install_signal_handlers=False,
            worker_middleware=[log_job],
        )
