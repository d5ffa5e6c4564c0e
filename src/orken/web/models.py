"""What the desk keeps: views of the queue and batches. Cases themselves are changed by the engine only."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from orken.cases.models import Case
from orken.kernel.identifiers import new_reference

NAME_LENGTH = 60


class SavedView(models.Model):
    """Filters of the queue under a name. A shared one is seen by everybody at the desk and kept by its owner."""

    reference = models.CharField(max_length=24, unique=True, default=new_reference, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    filters = models.JSONField(default=dict)
    shared = models.BooleanField(default=False)

    class Meta:
        ordering = ["shared", "name"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="one_view_per_owner_and_name")]

    def __str__(self) -> str:
        return self.name


class DefaultView(models.Model):
    """The view that a person finds on opening the desk."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="default_view")
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.person_id}: {self.view_id}"


class BatchKind(models.TextChoices):
    ASSIGN = "assign"
    MESSAGE = "message"


class Batch(models.Model):
    """Several cases that are handled with one confirmation. It is prepared, previewed, confirmed once and worked off.

    ``wanted`` says what is to be done: ``{"officer": …}``, or ``{"template": …, "subject": {…}, "body": {…}}``.
    """

    reference = models.CharField(max_length=24, unique=True, default=new_reference, editable=False)
    kind = models.CharField(max_length=20, choices=BatchKind)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    wanted = models.JSONField(null=True)
    prepared_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(wanted__isnull=False), name="confirmed_batch_knows_what_is_wanted"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"

    def get_absolute_url(self) -> str:
        return reverse("web:batch", args=[self.reference])


class Result(models.TextChoices):
    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"


class BatchItem(models.Model):
    """One case of a batch: whose case it was in the preview, and what came of it."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="items")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    seen_assignee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    result = models.CharField(max_length=10, choices=Result, default=Result.WAITING)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["batch", "case"], name="one_item_per_batch_and_case")]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.case_id} {self.result}"
