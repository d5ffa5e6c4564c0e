"""Work of the worker, on its own time."""

from __future__ import annotations

from procrastinate.contrib.django import app

from orken.commission.services.counting import close_due_sessions


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="close_due_sessions", pass_context=False)
def close_sessions_by_time(timestamp: int) -> None:
    close_due_sessions()
