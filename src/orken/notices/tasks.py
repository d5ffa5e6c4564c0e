"""What the worker does with the outbox."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from orken.notices import delivery
from orken.notices.queries import mail_due

MAILS_A_ROUND = 200


@app.task(queue="mail")
def send_mail(mail_id: int) -> None:
    delivery.send(mail_id)


@app.periodic(cron="* * * * *")
@app.task(queue="mail")
def send_due_mail(timestamp: int) -> None:
    """Send what a closed mail server or a dying worker left behind."""
    for mail in mail_due(timezone.now()).order_by("next_try_at")[:MAILS_A_ROUND]:
        delivery.send(mail.pk)
