from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from orken.cases.models.case import Case


class ConflictKind(models.TextChoices):
    """Why a person may not take part in a case."""

    SAME_ORGANISATION = "same_organisation", _("Acts or acted for the applicant")
    EMPLOYMENT = "employment", _("Employed by the applicant")
    OWNERSHIP = "ownership", _("Owns or directs the applicant")
    FAMILY = "family", _("Family or close personal ties")
    MENTORING = "mentoring", _("Mentor or adviser of the applicant")
    COMPETITION = "competition", _("Works for a competitor")
    COMMON_WORK = "common_work", _("Joint project or application with the applicant")
    SHARED_CONTACT = "shared_contact", _("Shares an address or a phone with the applicant")
    EARLIER_PART = "earlier_part", _("Took part in the decision that is appealed against")
    OTHER = "other", _("Another reason")


class ConflictSource(models.TextChoices):
    DECLARED = "declared", _("declared by the person")
    FOUND = "found", _("found from the data")


class ConflictQuerySet(models.QuerySet["Conflict"]):
    def barring(self) -> ConflictQuerySet:
        """Those that hide their case from their person: also while they wait for somebody to resolve them."""
        return self.filter(dismissed_at=None)

    def open(self) -> ConflictQuerySet:
        """Those that wait for a resolution."""
        of_record = Q(kind=ConflictKind.EARLIER_PART, source=ConflictSource.FOUND)
        return self.filter(dismissed_at=None, upheld_at=None).exclude(of_record)


class Conflict(models.Model):
    """A person's conflict of interest in a case. It bars them from the case until somebody else dismisses it.

    ``grounds`` are what it was found from, as it was then. Rows are never deleted: they explain who saw what.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="conflicts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=ConflictKind)
    source = models.CharField(max_length=10, choices=ConflictSource)
    grounds = models.JSONField(default=list)
    recorded_at = models.DateTimeField()
    upheld_at = models.DateTimeField(null=True, blank=True)
    dismissed_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    resolution = models.TextField(blank=True)

    objects: ClassVar = ConflictQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person", "kind", "source"],
                condition=Q(dismissed_at=None),  # what was dismissed may be declared or found again
                name="one_conflict_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(resolved_by=None) | ~Q(resolved_by=F("person")), name="nobody_lifts_their_own_conflict"
            ),
            models.CheckConstraint(
                condition=Q(upheld_at=None, dismissed_at=None, resolved_by=None)
                | Q(resolved_by__isnull=False) & (Q(upheld_at=None) ^ Q(dismissed_at=None)),
                name="conflict_is_upheld_or_dismissed_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["person", "case"], condition=Q(dismissed_at=None), name="conflicts_that_bar")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.case_id} {self.kind}"

    @property
    def is_of_record(self) -> bool:
        """What somebody did before cannot be found otherwise, so nobody dismisses it and nothing waits for anybody."""
        return self.kind == ConflictKind.EARLIER_PART and self.source == ConflictSource.FOUND


class Declaration(models.Model):
    """What a person said before anything non-public of a case was opened to them: free of conflicts, or not.

    ``task`` is what they were asked for. The newest one for a task holds.
    """

    class Task(models.TextChoices):
        CASEWORK = "casework", _("handling of the case")
        REVIEW = "review", _("expert review")
        COMMISSION = "commission", _("commission")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="declarations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    task = models.CharField(max_length=12, choices=Task)
    free_of_conflicts = models.BooleanField()
    text = models.TextField(blank=True)
    declared_at = models.DateTimeField()

    class Meta:
        ordering = ["declared_at"]
        indexes = [models.Index(fields=["person", "case"], name="declarations_of_a_person")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.case_id} {self.free_of_conflicts}"
