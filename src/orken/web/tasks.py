"""Work of the worker for the desk."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone, translation
from procrastinate.contrib.django import app

from orken.web.models import Batch

KEPT_UNCONFIRMED = timedelta(days=1)


@app.task(pass_context=False)
def work_off_batch(batch_id: int) -> None:
    from orken.web.desk.batches import work_off

    batch = Batch.objects.select_related("author").get(pk=batch_id)
    with translation.override(batch.author.language):  # the reasons of refusals are for the author
        work_off(batch)


@app.periodic(cron="41 21 * * *")
@app.task(pass_context=False)
def forget_unconfirmed_batches(timestamp: int) -> None:
    """Previews that nobody confirmed; what was confirmed stays."""
    Batch.objects.filter(confirmed_at=None, prepared_at__lt=timezone.now() - KEPT_UNCONFIRMED).delete()
