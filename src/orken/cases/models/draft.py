from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from orken.cases.models.case import Case
from orken.cases.models.typed_form import TypedForm
from orken.documents.models import Document


class DraftSection(TypedForm):
    """What was typed into one section, by the ids of its questions."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="draft_sections")
    section = models.CharField(max_length=60)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "section"], name="one_draft_per_section")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.section} r{self.revision}"


class Evidence(models.Model):
    """A document attached to a case for one kind that the procedure asks for."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=60)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="evidence")
    attached_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    attached_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-attached_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"], condition=Q(replaced_at=None), name="one_current_document_per_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"


class Filing(models.Model):
    """What was submitted, word for word. The database refuses to change it (trigger ``filings_stay``)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="filings")
    round = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=40, unique=True)
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    trace = models.JSONField()
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()

    class Meta:
        ordering = ["round"]
        constraints = [models.UniqueConstraint(fields=["case", "round"], name="one_filing_per_round")]

    def __str__(self) -> str:
        return self.number
