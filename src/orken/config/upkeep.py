"""Jobs about jobs: take over from dead workers, forget old failures, and sessions that have run out."""

from __future__ import annotations

from django.contrib.sessions.models import Session
from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from orken.config.worker import DEAD_AFTER_SECONDS

KEPT_HOURS = 30 * 24


@app.periodic(cron="* * * * *")
@app.task(queue="upkeep", pass_context=True)
async def revive_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Give the jobs of dead workers to living ones; every job is written so that a second run does no harm."""
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER_SECONDS):
        await jobs.retry_job(job)


@app.periodic(cron="17 21 * * *")
@app.task(queue="upkeep", pass_context=True)
async def forget_old_jobs(context: JobContext, timestamp: int) -> None:
    await context.app.job_manager.delete_old_jobs(nb_hours=KEPT_HOURS, include_failed=True)


@app.periodic(cron="23 21 * * *")
@app.task(queue="upkeep")
def forget_ended_sessions(timestamp: int) -> None:
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
