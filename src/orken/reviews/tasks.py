"""Work of the worker, on its own time."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from orken.reviews.services.reminding import remind_experts


@app.periodic(cron="20 3 * * *")
@app.task(queueing_lock="remind_experts", pass_context=False)
def remind_late_experts(timestamp: int) -> None:
    remind_experts(timezone.localdate())
