from __future__ import annotations

from django.db import models
from django.db.models import Q

from orken.cases.models.case import Case
from orken.cases.models.stage import Decision


class Appeal(models.Model):
    """What a case that appeals is about: one decision on another case of the same applicant (trigger ``appeals_stay``).

    Its outcome is that of its case. ``given_up_at`` is when the applicant withdrew it; another one may begin then.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="appeal")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="appeals")
    given_up_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["decision"], condition=Q(given_up_at=None), name="one_appeal_against_a_decision"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} against {self.decision_id}"
