from __future__ import annotations

import logging

from django.conf import settings
from django.db import transaction

from orken.notices.models import MailState, OutgoingMail
from orken.notices.smtp import DeliveryFailed, deliver

logger = logging.getLogger(__name__)


@transaction.atomic
def send(mail_id: int) -> None:
    """Hand one mail to the mail server and note what came of it.

    The row stays locked meanwhile, so two workers never send the same mail at once. A worker that dies after the
    server took the mail and before the note is written leaves the mail queued: it is sent again with the same
    Message-ID, by which receivers drop the second copy. Losing mail would be worse.
    """
    waiting = OutgoingMail.objects.select_for_update(skip_locked=True)
    mail = waiting.filter(pk=mail_id, state=MailState.QUEUED).first()
    if mail is None:
        return
    mail.attempts += 1
    try:
        deliver(bytes(mail.content), sender=mail.sender, recipients=mail.recipients, server=settings.ORKEN_SMTP_URL)
    except DeliveryFailed as failure:
        logger.warning("Mail %s was not delivered: %s", mail.message_id, failure)
        mail.last_failure = str(failure)
        mail.finish(MailState.UNDELIVERABLE) if failure.permanent else mail.postpone()
    else:
        mail.finish(MailState.SENT)
    mail.save()
