from __future__ import annotations

from django.conf import settings
from django.db import models

from orken.cases.models.case import Case
from orken.kernel.identifiers import new_reference
from orken.kernel.text import Text

SUBJECT_LENGTH = 150


class MessageTemplate(models.Model):
    """A message to begin with, in three languages; ``$name`` placeholders are filled from the case. Kept by heads."""

    reference = models.CharField(max_length=24, unique=True, default=new_reference, editable=False)
    subject = models.JSONField()
    body = models.JSONField()
    switched_off_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.subject_text)

    @property
    def subject_text(self) -> Text:
        return Text(**self.subject)

    @property
    def body_text(self) -> Text:
        return Text(**self.body)


class Message(models.Model):
    """What an officer wrote to the applicant of a case, word for word. The database refuses to change it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="messages")
    template = models.ForeignKey(MessageTemplate, on_delete=models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=2)
    subject = models.CharField(max_length=SUBJECT_LENGTH)
    body = models.TextField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    key = models.CharField(max_length=80)

    class Meta:
        ordering = ["-sent_at"]
        constraints = [models.UniqueConstraint(fields=["case", "key"], name="one_message_per_key")]

    def __str__(self) -> str:
        return self.subject
