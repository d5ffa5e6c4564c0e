from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone


class Seal(models.Model):
    """A batch of entries, hashed together with the seal before it. Never changed: a trigger refuses."""

    number = models.PositiveBigIntegerField(unique=True)
    sealed_at = models.DateTimeField()
    previous = models.CharField(max_length=64)
    count = models.PositiveIntegerField()
    entries = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


class Entry(models.Model):
    """One act. Organisation and mandate are bare numbers: this room lies below the one that knows them."""

    recorded_at = models.DateTimeField(default=timezone.now)
    action = models.CharField(max_length=80)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    subject = models.CharField(max_length=120)
    organisation_id = models.BigIntegerField(null=True)
    mandate_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, null=True, related_name="sealed")

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(name="journal_by_subject", fields=["subject", "id"]),
            models.Index(name="journal_unsealed", fields=["id"], condition=models.Q(seal=None)),
            models.Index(name="journal_by_organisation", fields=["organisation_id", "id"]),
        ]
        constraints = [
            models.CheckConstraint(name="subject_is_kind_and_name", condition=models.Q(subject__regex=r"^[a-z_]+:.+$")),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"
