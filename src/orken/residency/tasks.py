"""Work of the worker, on its own time."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from orken.residency.services import expire_residencies


@app.periodic(cron="5 * * * *")
@app.task(queueing_lock="expire_residencies", pass_context=False)
def note_ended_residencies(timestamp: int) -> None:
    expire_residencies(timezone.localdate())
