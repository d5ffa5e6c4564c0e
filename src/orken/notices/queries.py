from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from orken.notices.models import MailState, Notice, OutgoingMail

# Rooms above add what a person may not hear of any more: subjects, as one column of a query.
hidden_subjects: list[Callable[[AbstractBaseUser], QuerySet[Any, str]]] = []


def notices_of(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Notice]:
    """The person's messages, without those about what is hidden from them by now."""
    found = Notice.objects.filter(recipient_id=user.pk)
    if isinstance(user, AbstractBaseUser):
        for hidden in hidden_subjects:
            found = found.exclude(about__in=hidden(user))
    return found


def mail_due(now: datetime) -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.filter(state=MailState.QUEUED, next_try_at__lte=now)
