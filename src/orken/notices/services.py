from __future__ import annotations

from collections.abc import Iterable, Mapping
from email.utils import make_msgid
from typing import Any, Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.message import sanitize_address
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from orken.notices import tasks
from orken.notices.models import Notice, OutgoingMail


class Recipient(Protocol):
    """A person as this room needs one; it lies below the room that knows people."""

    @property
    def pk(self) -> int: ...

    @property
    def email(self) -> str: ...

    @property
    def language(self) -> str: ...


@transaction.atomic
def notify(
    recipients: Iterable[Recipient], template: str, context: Mapping[str, Any], *, subject_of: str
) -> list[Notice]:
    """Tell people something: a notice in their list and a mail, or neither, with the caller's transaction.

    The texts are the calling room's ``templates/notices/<template>.subject.txt`` and ``.body.txt``, rendered in each
    recipient's language with ``recipient`` and ``public_url`` added. ``subject_of`` is the subject as the journal
    names it.
    """
    return [_tell(recipient, template, context, subject_of) for recipient in recipients]


def queue(message: EmailMessage) -> OutgoingMail:
    """Store a message and ask the worker to send it; its Message-ID stays the same over all attempts."""
    host = urlsplit(settings.ORKEN_PUBLIC_URL).hostname
    message.extra_headers.setdefault("Message-ID", make_msgid(domain=host))
    encoding = message.encoding or settings.DEFAULT_CHARSET
    with transaction.atomic():
        mail = OutgoingMail.objects.create(
            message_id=message.extra_headers["Message-ID"],
            sender=sanitize_address(message.from_email, encoding),
            recipients=[sanitize_address(address, encoding) for address in message.recipients()],
            subject=str(message.subject),
            content=message.message().as_bytes(linesep="\r\n"),  # type: ignore[call-arg]  # Django's own class has it
        )
        tasks.send_mail.defer(mail_id=mail.pk)
    return mail


def mark_read(notice: Notice) -> None:
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=timezone.now())


def _tell(recipient: Recipient, template: str, context: Mapping[str, Any], subject_of: str) -> Notice:
    language = recipient.language
    with translation.override(language):
        filled = {**context, "recipient": recipient, "public_url": settings.ORKEN_PUBLIC_URL}
        subject = " ".join(render_to_string(f"notices/{template}.subject.txt", filled).split())
        body = render_to_string(f"notices/{template}.body.txt", filled).strip() + "\n"
    mail = queue(EmailMessage(subject, body, to=[recipient.email], headers={"Content-Language": language}))
    return Notice.objects.create(
        recipient_id=recipient.pk, about=subject_of, language=language, subject=subject, body=body, mail=mail
    )
