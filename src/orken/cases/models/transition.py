from __future__ import annotations

from django.conf import settings
from django.db import models

from orken.cases.models.case import Case


class Transition(models.Model):
    """One step that a case took: what happened, who did it, from where to where. Never changed, never deleted.

    ``key`` is the idempotency key of the request; the same key on the same case does nothing twice. ``action`` is what
    happened, which for a request can be one of two things (a decision that wants a second signature is proposed).
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="transitions")
    sequence = models.PositiveIntegerField()
    requested = models.CharField(max_length=40)
    action = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    from_state = models.CharField(max_length=20)
    from_stage = models.CharField(max_length=60, blank=True)
    to_state = models.CharField(max_length=20)
    to_stage = models.CharField(max_length=60, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    side = models.CharField(max_length=20)
    data = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(fields=["case", "key"], name="one_transition_per_key"),
            models.UniqueConstraint(fields=["case", "sequence"], name="transitions_in_sequence"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.sequence} {self.action}"
