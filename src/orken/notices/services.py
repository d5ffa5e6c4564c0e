from __future__ import annotations

from collections.abc import Iterable, Mapping
from email.utils import make_msgid
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.message import sanitize_address
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from procrastinate.types import JSONValue

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


def notify(
    recipients: Iterable[Recipient], template: str, context: Mapping[str, object], *, subject_of: str
) -> list[Notice]:
    """Tell people something: a notice in their list and a mail, or neither, with the caller's transaction.

    The texts are the calling room's ``templates/notices/<template>.subject.txt`` and ``.body.txt``, rendered in each
    language that a recipient has, with ``public_url`` added. ``subject_of`` is the subject as the journal names it.
    """
    told = list(recipients)
    texts = {language: _texts(template, context, language) for language in {one.language for one in told}}
    notices = [
        Notice(recipient_id=one.pk, about=subject_of, language=one.language, subject=subject, body=body)
        for one in told
        for subject, body in [texts[one.language]]
    ]
    messages = [_mail_of(notice, one) for notice, one in zip(notices, told, strict=True)]
    with transaction.atomic(savepoint=False):
        for notice, mail in zip(notices, queue(*messages), strict=True):
            notice.mail = mail
        return Notice.objects.bulk_create(notices)


def queue(*messages: EmailMessage) -> list[OutgoingMail]:
    """Store messages and ask the worker to send them; the Message-ID of each stays the same over all attempts."""
    mails = [_stored(message) for message in messages]
    with transaction.atomic(savepoint=False):
        OutgoingMail.objects.bulk_create(mails)
        if mails:
            jobs: list[dict[str, JSONValue]] = [{"mail_id": mail.pk} for mail in mails]
            tasks.send_mail.batch_defer(*jobs)
    return mails


def mark_read(notice: Notice) -> None:
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=timezone.now())


def _texts(template: str, context: Mapping[str, object], language: str) -> tuple[str, str]:
    """Subject and body."""
    with translation.override(language):
        filled = {**context, "public_url": settings.ORKEN_PUBLIC_URL}
        subject = " ".join(render_to_string(f"notices/{template}.subject.txt", filled).split())
        return subject, render_to_string(f"notices/{template}.body.txt", filled).strip() + "\n"


def _mail_of(notice: Notice, recipient: Recipient) -> EmailMessage:
    headers = {"Content-Language": notice.language}
    return EmailMessage(notice.subject, notice.body, to=[recipient.email], headers=headers)


def _stored(message: EmailMessage) -> OutgoingMail:
    host = urlsplit(settings.ORKEN_PUBLIC_URL).hostname
    message.extra_headers.setdefault("Message-ID", make_msgid(domain=host))
    encoding = message.encoding or settings.DEFAULT_CHARSET
    return OutgoingMail(
        message_id=message.extra_headers["Message-ID"],
        sender=sanitize_address(message.from_email, encoding),
        recipients=[sanitize_address(address, encoding) for address in message.recipients()],
        subject=str(message.subject),
        content=message.message().as_bytes(linesep="\r\n"),  # type: ignore[call-arg]  # Django's own class has it
    )
