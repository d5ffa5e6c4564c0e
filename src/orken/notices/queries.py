from __future__ import annotations

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from orken.notices.models import MailState, Notice, OutgoingMail


def notices_of(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Notice]:
    return Notice.objects.filter(recipient_id=user.pk)


def mail_due(now: datetime) -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.filter(state=MailState.QUEUED, next_try_at__lte=now)
