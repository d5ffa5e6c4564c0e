"""Work of the worker, on its own time."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from orken.residency.changes import carry_out_due_changes
from orken.residency.services import expire_residencies, remind_of_ends


@app.periodic(cron="5 * * * *")
@app.task(queueing_lock="expire_residencies", pass_context=False)
def note_ended_residencies(timestamp: int) -> None:
    """Ends are noted first, so that a change ordered for the day of the end does not follow it."""
    today = timezone.localdate()
    expire_residencies(today)
    try:
        carry_out_due_changes(today)
    finally:  # whatever went wrong with a change
        remind_of_ends(today)
