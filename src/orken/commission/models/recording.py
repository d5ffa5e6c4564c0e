from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from orken.commission.models.session import Session


class Recording(models.Model):
    """The worker records the decisions on many items of a session, one after another.

    ``items`` are their numbers; how far it is, their states say. ``refused`` are words for the secretary, by reference
    of the item.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="recordings")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    items = ArrayField(models.BigIntegerField())
    refused = models.JSONField(default=dict)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_recording_at_a_time", fields=["session"], condition=Q(ended_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.session_id}: {len(self.items)}"
