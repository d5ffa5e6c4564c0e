from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from orken.cases.models.procedure import ProcedureVersion
from orken.cases.procedure.definition import Procedure, Stage
from orken.kernel.identifiers import new_reference
from orken.parties.models import Organisation


class CaseState(models.TextChoices):
    DRAFT = "draft"
    IN_PROGRESS = "in_progress"
    RETURNED = "returned"
    CLOSED = "closed"


class Outcome(models.TextChoices):
    NONE = ""
    GRANTED = "granted"
    REFUSED = "refused"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    UPHELD = "upheld"
    CHANGED = "changed"
    SENT_BACK = "sent_back"


class Case(models.Model):
    """One request of one applicant, pinned to the version of the procedure that it began with.

    Only ``transitions.perform`` changes ``state``, ``stage`` and ``outcome``.
    """

    reference = models.CharField(max_length=24, unique=True, default=new_reference, editable=False)
    number = models.CharField(max_length=40, unique=True, null=True, blank=True)
    version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="cases")
    procedure = models.CharField(max_length=80)
    applicant = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="cases")
    exclusive = models.BooleanField()
    state = models.CharField(max_length=20, choices=CaseState, default=CaseState.DRAFT)
    stage = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome, default=Outcome.NONE, blank=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="assigned_cases"
    )
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    filed_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    words = SearchVectorField(null=True, editable=False)  # what the desk finds it by; see ``cases.search``

    # For whom ``queries.get_case`` loaded this object, past conflicts of interest; a page need not ask for them again.
    loaded_for: int | None = None
    may_have_decisions = True  # ``queries.get_case_with_clock`` knows of a case without any

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "applicant"],
                condition=Q(exclusive=True) & ~Q(state="closed"),
                name="one_live_case_of_an_exclusive_procedure",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", stage="", filed_at=None) | (~Q(state="draft") & Q(filed_at__isnull=False)),
                name="filed_unless_draft",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) & ~Q(outcome="")
                | ~Q(state="closed") & Q(closed_at=None, outcome=""),
                name="outcome_when_closed",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "stage", "filed_at"], name="desk_queue"),
            GinIndex(fields=["words"], name="cases_by_words"),
        ]

    def __str__(self) -> str:
        return self.number or self.reference

    def get_absolute_url(self) -> str:
        return reverse("cases:case", args=[self.reference])

    @property
    def subject(self) -> str:
        """The name under which journal and notices keep this case."""
        return f"case:{self.reference}"

    @property
    def definition(self) -> Procedure:
        return self.version.definition

    @property
    def current_stage(self) -> Stage | None:
        return self.definition.stage(self.stage) if self.stage else None
