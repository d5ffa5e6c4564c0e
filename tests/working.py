"""Fixtures of the portal at work: jobs that run for real, a mail server that keeps what it is sent, a fixed clock."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from asgiref.sync import async_to_sync, sync_to_async


@pytest.fixture(autouse=True)
def real_outbox(settings: Any) -> None:
    """Mail goes into the portal's outbox, not into the list that Django keeps for tests."""
    settings.EMAIL_BACKEND = "orken.notices.backends.OutboxBackend"


@pytest.fixture
def run_jobs() -> Callable[[], int]:
    """Call it to run all jobs that are due, and those that they ask for; it returns how many ran.

    They run in the test's own database connection, so a test that is rolled back sees what they did. A job that fails
    fails the test.
    """

    def run() -> int:
        from django.db import connections

        connection = connections["default"]
        # A browser that once ran keeps an event loop in the tests' thread, so the jobs get a thread of their own.
        connection.inc_thread_sharing()
        try:
            with ThreadPoolExecutor(1) as pool:
                return pool.submit(_work_off_in, connection).result()
        finally:
            connection.dec_thread_sharing()

    return run


def _work_off_in(connection: Any) -> int:
    from django.db import connections

    connections["default"] = connection
    return async_to_sync(_work_off)()


async def _work_off() -> int:
    from procrastinate.contrib.django import app
    from procrastinate.jobs import Status

    worker = await app.job_manager.register_worker()
    done = 0
    while job := await app.job_manager.fetch_job(queues=None, worker_id=worker):
        # Django's connection hands JSON over as text.
        await sync_to_async(app.tasks[job.task_name].func)(**json.loads(job.task_kwargs))
        await app.job_manager.finish_job(job, status=Status.SUCCEEDED, delete_job=False)
        done += 1
    await app.job_manager.unregister_worker(worker)
    return done


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@pytest.fixture
def mail_folder(tmp_path: Path, settings: Any) -> Iterator[Any]:
    """A running SMTP server; ``mail_folder.messages()`` are the messages that reached it, newest first."""
    from orken.notices.catcher import mail_server

    port = free_port()
    server = mail_server(tmp_path / "mail", port)
    server.start()
    settings.ORKEN_SMTP_URL = f"smtp://127.0.0.1:{port}"
    yield server.handler
    server.stop()


@pytest.fixture
def travel(time_machine: Any) -> Callable[[str], None]:
    """Stop the clock at a moment of Almaty: ``travel("2026-03-18")`` is ten o'clock, ``travel("2026-03-18 18:30")``."""

    def stop_at(moment: str) -> None:
        text = moment if " " in moment else f"{moment} 10:00"
        time_machine.move_to(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Almaty")), tick=False)

    return stop_at
