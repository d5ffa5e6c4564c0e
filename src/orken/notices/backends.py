from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from orken.notices import services


class OutboxBackend(BaseEmailBackend):
    """Django's way to send mail, which here means: put it into the outbox with the current transaction."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        services.queue(*email_messages)
        return len(email_messages)
