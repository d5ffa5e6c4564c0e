from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils import timezone

from orken.kernel.identifiers import new_reference

GIVE_UP_AFTER = timedelta(days=3)
LONGEST_WAIT = timedelta(hours=2)


class MailState(models.TextChoices):
    QUEUED = "queued"
    SENT = "sent"
    UNDELIVERABLE = "undeliverable"


class OutgoingMail(models.Model):
    """A message as it leaves. Its text may carry a sign-in link, so it is erased once the mail server took it."""

    message_id = models.CharField(max_length=255, unique=True)
    sender = models.CharField(max_length=320)
    recipients = ArrayField(models.CharField(max_length=320))
    subject = models.CharField(max_length=998)
    content = models.BinaryField()
    state = models.CharField(max_length=20, choices=MailState.choices, default=MailState.QUEUED)
    queued_at = models.DateTimeField(default=timezone.now)
    next_try_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveIntegerField(default=0)
    last_failure = models.TextField(blank=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(name="mail_waiting", fields=["next_try_at"], condition=models.Q(state=MailState.QUEUED)),
        ]
        constraints = [
            models.CheckConstraint(name="mail_state_is_known", condition=models.Q(state__in=MailState.values)),
            models.CheckConstraint(
                name="queued_mail_is_unfinished",
                condition=models.Q(state=MailState.QUEUED, finished_at__isnull=True)
                | (~models.Q(state=MailState.QUEUED) & models.Q(finished_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {', '.join(self.recipients)}"

    def finish(self, state: MailState) -> None:
        self.state, self.finished_at, self.content = state, timezone.now(), b""

    def postpone(self) -> None:
        """Wait twice as long after each failure, at most two hours; after three days the mail is undeliverable."""
        if timezone.now() - self.queued_at > GIVE_UP_AFTER:
            self.finish(MailState.UNDELIVERABLE)
        else:
            wait = timedelta(seconds=30 * 2 ** min(self.attempts, 10))
            self.next_try_at = timezone.now() + min(wait, LONGEST_WAIT)


class Notice(models.Model):
    reference = models.CharField(max_length=16, unique=True, editable=False, default=new_reference)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    about = models.CharField(max_length=120)
    language = models.CharField(max_length=2)
    subject = models.CharField(max_length=250)
    body = models.TextField()
    mail = models.OneToOneField(OutgoingMail, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(name="notices_of_a_person", fields=["recipient", "-id"])]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("notices:notice", args=[self.reference])
