from __future__ import annotations

from django.conf import settings
from django.db import models

from orken.commission.models.session import Session


class Minutes(models.Model):
    """The record of a session, from which its minutes are written in three languages. It never changes.

    ``content`` is what ``services.minutes.record_of`` gathered; what is signed is its hash.
    """

    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="minutes")
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.session_id} {self.content_hash[:12]}"


class MinutesSignature(models.Model):
    """A signature under minutes, as the signature provider returned it."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="signatures")
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signer_name = models.CharField(max_length=300)
    office = models.CharField(max_length=10)
    method = models.CharField(max_length=40)
    signed_hash = models.CharField(max_length=64)
    proof = models.JSONField()
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["signed_at"]
        constraints = [models.UniqueConstraint(name="one_signature_of_a_person", fields=["minutes", "signer"])]

    def __str__(self) -> str:
        return f"{self.minutes_id} {self.signer_name}"
