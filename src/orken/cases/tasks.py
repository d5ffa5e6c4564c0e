"""Work of the worker, on its own time."""

from __future__ import annotations

from procrastinate.contrib.django import app

from orken.cases.expiry import tell_of_expiring_documents
from orken.cases.transitions import lapse_overdue_cases, watch_clocks


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="lapse_overdue_cases", pass_context=False)
def lapse_cases(timestamp: int) -> None:
    lapse_overdue_cases()


@app.periodic(cron="*/15 * * * *")
@app.task(queueing_lock="watch_clocks", pass_context=False)
def watch_case_clocks(timestamp: int) -> None:
    watch_clocks()


@app.periodic(cron="0 4 * * *")
@app.task(queueing_lock="expiring_documents", pass_context=False)
def tell_of_documents(timestamp: int) -> None:
    tell_of_expiring_documents()
