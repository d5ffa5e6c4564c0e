"""The rows that the portal writes for a filing, without what links them to anything else."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class Row(models.Model):
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.pk}"


class Case(Row):
    reference = models.CharField(max_length=24, unique=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    state = models.CharField(max_length=20, default="draft")
    number = models.CharField(max_length=40, unique=True, null=True)
    words = models.TextField(default="")


class Section(Row):
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="sections")
    code = models.CharField(max_length=60)
    typed = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "code"], name="one_section_per_case")]


class Document(Row):
    file = models.FileField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()


class Evidence(Row):
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="evidence")
    document = models.ForeignKey(Document, on_delete=models.PROTECT)


class Filing(Row):
    case = models.OneToOneField(Case, on_delete=models.PROTECT)
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)


class Transition(Row):
    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    key = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "key"], name="one_step_per_key")]


class Clock(Row):
    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    due_on = models.DateField()


class Entry(Row):
    """Of the journal."""

    subject = models.CharField(max_length=120, db_index=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    data = models.JSONField()


class Mail(Row):
    content = models.BinaryField()


class Job(Row):
    arguments = models.JSONField()


class Notice(Row):
    recipient = models.CharField(max_length=320, db_index=True)
    subject = models.CharField(max_length=250)
    body = models.TextField()
    mail = models.OneToOneField(Mail, on_delete=models.PROTECT)
