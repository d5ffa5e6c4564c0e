"""The worker takes over what a dead one left, and what a job puts off stands or falls with the job."""

import asyncio
from asyncio import CancelledError
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import procrastinate_app
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker
from procrastinate.exceptions import ConnectorException
from procrastinate.manager import JobManager

from orken.config import upkeep, worker
from orken.journal.models import Entry
from orken.journal.services import record

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tasks(monkeypatch):
    """The app with tasks that only this test knows, and without those that the clock would start meanwhile."""
    app = procrastinate_app.current_app
    monkeypatch.setattr(app, "tasks", dict(app.tasks))
    monkeypatch.setattr(app.periodic_registry, "periodic_tasks", {})
    return app


def work_off(*, wait=False):
    # A browser that once ran keeps an event loop in the tests' thread.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(worker.work_on_jobs(concurrency=1, wait=wait))).result(60)


def test_job_writes_through_django(tasks):
    @tasks.task(name="note")
    def note(subject):
        record("tests.noted", actor=None, subject=subject)

    note.defer(subject="case:AB12")
    work_off()
    assert Entry.objects.get().subject == "case:AB12"
    assert not ProcrastinateJob.objects.exists()


def test_failed_job_puts_nothing_off(tasks):
    @tasks.task(name="note")
    def note(subject):
        record("tests.noted", actor=None, subject=subject)

    @tasks.task(name="fails")
    def fails():
        with transaction.atomic():
            note.defer(subject="case:AB12")
            raise ZeroDivisionError

    fails.defer()
    work_off()
    assert not Entry.objects.exists()
    assert [(job.task_name, job.status) for job in ProcrastinateJob.objects.all()] == [("fails", "failed")]


def test_job_that_lost_its_database_is_tried_again(tasks):
    """As when the server restarts under it; a failure of another kind is no reason to try again (above)."""

    @tasks.task(name="note")
    def note(subject):
        record("tests.noted", actor=None, subject=subject)
        if Entry.objects.count() == 1:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    note.defer(subject="case:AB12")
    work_off()
    job = ProcrastinateJob.objects.get()
    assert (job.status, job.attempts) == ("todo", 1)
    assert job.scheduled_at > timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now()")
    work_off()
    assert Entry.objects.count() == 2
    assert not ProcrastinateJob.objects.exists()


def test_worker_that_cannot_write_down_how_a_job_ended_ends_so_that_another_takes_over(tasks, monkeypatch):
    @tasks.task(name="note")
    def note(subject):
        record("tests.noted", actor=None, subject=subject)

    async def fail(*_arguments, **_options):
        raise ConnectorException

    note.defer(subject="case:AB12")
    with monkeypatch.context() as away:
        away.setattr(JobManager, "finish_job_by_id_async", fail)
        with pytest.raises(CancelledError):
            work_off(wait=True)
    assert (ProcrastinateJob.objects.get().status, ProcrastinateWorker.objects.count()) == ("doing", 0)
    upkeep.revive_stalled_jobs.defer(timestamp=0)
    work_off()
    work_off()
    assert Entry.objects.count() == 2
    assert not ProcrastinateJob.objects.exists()


def begun_by_workers():
    """What waits is under way: about case:BUSY with a worker that lives, all else with one that is dead."""
    with connection.cursor() as cursor:
        cursor.execute("""
            INSERT INTO procrastinate_workers (id, last_heartbeat) OVERRIDING SYSTEM VALUE
            VALUES (900001, now() - interval '5 minutes'), (900002, now());
            UPDATE procrastinate_jobs SET status = 'doing',
                worker_id = CASE args ->> 'subject' WHEN 'case:BUSY' THEN 900002 ELSE 900001 END;
        """)


def test_job_of_a_dead_worker_is_done_by_a_living_one(tasks):
    @tasks.task(name="note")
    def note(subject):
        record("tests.noted", actor=None, subject=subject)

    note.defer(subject="case:DEAD")
    note.defer(subject="case:BUSY")
    begun_by_workers()
    upkeep.revive_stalled_jobs.defer(timestamp=0)
    work_off()
    work_off()
    assert [entry.subject for entry in Entry.objects.all()] == ["case:DEAD"]


def test_work_of_a_dead_worker_that_waits_anew_already_is_done_once_and_holds_up_no_other(tasks):
    @tasks.task(name="tend", queueing_lock="tend")
    def tend(subject):
        record("tests.noted", actor=None, subject=subject)

    @tasks.task(name="note")
    def note(subject):
        record("tests.noted", actor=None, subject=subject)

    tend.defer(subject="case:TEND")
    note.defer(subject="case:NOTE")
    begun_by_workers()
    tend.configure(schedule_in={"days": 1}).defer(subject="case:TEND")
    upkeep.revive_stalled_jobs.defer(timestamp=0)
    work_off()
    work_off()
    assert [entry.subject for entry in Entry.objects.all()] == ["case:NOTE"]
    assert [job.queueing_lock for job in ProcrastinateJob.objects.all()] == ["tend"]
