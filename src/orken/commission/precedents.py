"""Earlier cases that resemble one: the same procedure, an applicant of the same or a near activity."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.db.models import IntegerField, Value, When

from orken.cases.models import Case, Decision
from orken.cases.queries import without_conflicts
from orken.parties.models import User

SHOWN = 5
LEVELS = (5, 4, 3, 2)  # digits of the activity code that two applicants share: class, group, division


@dataclass(frozen=True)
class Precedent:
    """How a similar case ended. It names no applicant: a refusal is nobody else's business."""

    decision: Decision
    activity: str


def precedents_of(case: Case, reader: User) -> list[Precedent]:
    """The nearest first, then the newest."""
    activity = case.applicant.activity
    if len(activity) < LEVELS[-1]:
        return []
    near = [When(case__applicant__activity__startswith=activity[:digits], then=Value(digits)) for digits in LEVELS]
    earlier = without_conflicts(Case.objects.filter(procedure=case.procedure).exclude(pk=case.pk), reader)
    decisions = (
        Decision.objects.filter(case__in=earlier.order_by().values("pk"))
        .annotate(nearness=models.Case(*near, default=Value(0), output_field=IntegerField()))
        .filter(nearness__gt=0)
        .select_related("case__applicant")
        .order_by("-nearness", "-decided_at")
    )
    return [Precedent(decision, decision.case.applicant.activity) for decision in decisions[:SHOWN]]
