from __future__ import annotations

from fractions import Fraction

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from orken.cases.models import Case
from orken.kernel.identifiers import new_reference
from orken.reviews.models.assignment import Assignment
from orken.reviews.scoring import weighted_total
from orken.reviews.terms import terms_of


class Consensus(models.Model):
    """The round in which the experts of a case agree on common scores, because theirs lie far apart.

    One of them records ``scores`` (by criterion) with ``reasons``, the others confirm this ``revision`` or record
    another one. The operator ends a round that came to nothing; then each expert's own scores stand. Once it is over
    the database refuses to change it (trigger).
    """

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="consensus_rounds")
    stage = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    scores = models.JSONField(default=dict)
    reasons = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(null=True, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    end_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = _("consensus round")
        verbose_name_plural = _("consensus rounds")
        constraints = [
            models.UniqueConstraint(fields=["case", "stage"], name="one_consensus_per_stage"),
            models.CheckConstraint(
                name="consensus_is_recorded_with_reasons",
                condition=Q(revision=0, recorded_by=None, recorded_at=None, agreed_at=None)
                | Q(revision__gt=0, recorded_by__isnull=False, recorded_at__isnull=False) & ~Q(reasons=""),
            ),
            models.CheckConstraint(
                name="round_is_ended_with_a_reason",
                condition=Q(ended_at=None, ended_by=None, end_reason="")
                | Q(ended_at__isnull=False, ended_by__isnull=False, agreed_at=None) & ~Q(end_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.stage} r{self.revision}"

    @property
    def is_over(self) -> bool:
        return self.agreed_at is not None or self.ended_at is not None

    def runs_in(self, case: Case) -> bool:
        """The experts still agree on scores; not where the review has ended because a scorecard was replaced by one
        that lies near the other."""
        return not self.is_over and case.stage == self.stage

    @property
    def total(self) -> Fraction:
        return weighted_total(terms_of(self.case, self.stage), self.scores)


class Confirmation(models.Model):
    """An expert agrees with one revision of the common scores; who recorded it has agreed by that."""

    consensus = models.ForeignKey(Consensus, on_delete=models.PROTECT, related_name="confirmations")
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField()
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["consensus", "assignment", "revision"], name="one_confirmation_per_revision"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consensus_id} {self.assignment_id} r{self.revision}"
