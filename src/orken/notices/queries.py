from __future__ import annotations

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import QuerySet

from orken.notices.models import MailState, Notice, OutgoingMail


def notices_of(user: AbstractBaseUser) -> QuerySet[Notice]:
    return Notice.objects.filter(recipient=user)


def unread_count(user: AbstractBaseUser) -> int:
    return notices_of(user).filter(read_at=None).count()


def mail_due(now: datetime) -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.filter(state=MailState.QUEUED, next_try_at__lte=now)
