"""Work of the worker, on its own time."""

from __future__ import annotations

from procrastinate.contrib.django import app

from orken.documents.storage import sweep_orphans


@app.periodic(cron="41 21 * * *")
@app.task(queue="upkeep", pass_context=False)
def sweep_orphan_files(timestamp: int) -> None:
    sweep_orphans()
