"""Work of the worker, on its own time."""

from __future__ import annotations

from procrastinate.contrib.django import app

from orken.journal.sealing import seal_everything


@app.periodic(cron="* * * * * */30")
@app.task(queueing_lock="seal_journal", pass_context=False)
def seal_journal(timestamp: int) -> None:
    seal_everything()
