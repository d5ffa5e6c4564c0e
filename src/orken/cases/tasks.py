"""Work of the worker, on its own time."""

from __future__ import annotations

from procrastinate.contrib.django import app

from orken.cases.transitions import lapse_overdue_cases


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="lapse_overdue_cases", pass_context=False)
def lapse_cases(timestamp: int) -> None:
    lapse_overdue_cases()
