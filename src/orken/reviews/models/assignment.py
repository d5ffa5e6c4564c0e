from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from orken.cases.models import Case
from orken.cases.procedure.definition import ReviewTerms
from orken.kernel.identifiers import new_reference
from orken.reviews.models.expert import Expert
from orken.reviews.terms import terms_of


class AssignmentState(models.TextChoices):
    ASKED = "asked", pgettext_lazy("assignment", "Asked")
    ACCEPTED = "accepted", pgettext_lazy("assignment", "Reading")
    FILED = "filed", pgettext_lazy("assignment", "Filed")
    DECLINED = "declined", pgettext_lazy("assignment", "Declined")
    REPLACED = "replaced", pgettext_lazy("assignment", "Taken back")
    SET_ASIDE = "set_aside", pgettext_lazy("assignment", "Set aside")


OPEN = (AssignmentState.ASKED, AssignmentState.ACCEPTED)
LIVE = (*OPEN, AssignmentState.FILED)


class Assignment(models.Model):
    """One expert is asked to read one case, through ``due_on``.

    asked → accepted (declared free of conflicts) → filed; asked or accepted → declined by the expert, or replaced:
    taken back by the operator, with another expert in their place or not. Filed → set aside, where a conflict of
    interest was upheld later: the scorecard stays and does not count. ``replaces`` is whose place it took. The database
    lets ``state`` move only so (migrations 0002, 0004). ``reminders`` are those sent: ``days``, how many working days
    before the last one, and ``at``.
    """

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assignments")
    stage = models.CharField(max_length=60)
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="assignments")
    state = models.CharField(max_length=10, choices=AssignmentState, default=AssignmentState.ASKED)
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField()
    due_on = models.DateField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    reminders = models.JSONField(default=list)
    overdue_told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["assigned_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "stage", "expert"], condition=Q(state__in=LIVE), name="one_live_assignment_per_expert"
            ),
            models.CheckConstraint(name="assignment_state_is_known", condition=Q(state__in=AssignmentState.values)),
            models.CheckConstraint(
                name="assignment_ended_unless_open",
                condition=Q(state__in=OPEN, ended_at=None) | (~Q(state__in=OPEN) & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="accepted_before_read",
                condition=~Q(state__in=("accepted", "filed")) | Q(accepted_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["expert"], condition=Q(state__in=OPEN), name="open_assignments"),
            models.Index(fields=["due_on"], condition=Q(state__in=OPEN), name="assignments_by_last_day"),
        ]

    def __str__(self) -> str:
        return f"{self.expert_id} {self.case_id} {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("reviews:review", args=[self.reference])

    @property
    def terms(self) -> ReviewTerms:
        """How cases of this stage are reviewed, by the version that the case is pinned to."""
        return terms_of(self.case, self.stage)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def reminded_at(self) -> list[datetime]:
        return [datetime.fromisoformat(sent["at"]) for sent in self.reminders]

    def end(self, state: AssignmentState, at: datetime, reason: str = "") -> list[str]:
        """Set the end; which fields have to be saved."""
        self.state, self.ended_at, self.reason = state, at, reason
        return ["state", "ended_at", "reason"]
