"""Work of the worker, on its own time."""

from __future__ import annotations

from django.utils import translation
from procrastinate.contrib.django import app

from orken.commission.models import Recording
from orken.commission.services.counting import close_due_sessions
from orken.commission.services.recording import go_on


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="close_due_sessions", pass_context=False)
def close_sessions_by_time(timestamp: int) -> None:
    close_due_sessions()


@app.task(pass_context=False)
def record_decisions(recording_id: int) -> None:
    recording = Recording.objects.select_related("asked_by", "session").get(pk=recording_id)
    with translation.override(recording.asked_by.language):  # the reasons of refusals are for who asked
        go_on(recording)
