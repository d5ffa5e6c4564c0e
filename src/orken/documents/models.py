from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orken.documents.validity import EvidenceDates
from orken.kernel.identifiers import new_reference
from orken.parties.models import Organisation


def stored_name(document: Document, _filename: str) -> str:
    """The name on disk tells nothing and never comes from the person who uploads."""
    return f"{document.reference[:2]}/{document.reference}"


class Document(models.Model):
    """A stored file. Its content never changes: a correction is another document."""

    reference = models.CharField(max_length=16, unique=True, editable=False, default=new_reference)
    owner = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("organisation"),
    )
    kind = models.CharField(_("kind"), max_length=60)
    filename = models.CharField(_("file name"), max_length=150)
    content_type = models.CharField(_("content type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    file = models.FileField(_("file"), upload_to=stored_name, max_length=100)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now)
    issued_on = models.DateField(_("date of issue"), null=True, blank=True)
    valid_through = models.DateField(_("valid through"), null=True, blank=True)
    expiry_told_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.CheckConstraint(name="document_is_not_empty", condition=models.Q(size__gt=0)),
            models.CheckConstraint(name="sha256_is_64_hex_digits", condition=models.Q(sha256__regex="^[0-9a-f]{64}$")),
            models.CheckConstraint(
                name="document_ends_after_its_issue",
                condition=models.Q(valid_through=None)
                | models.Q(issued_on=None)
                | models.Q(valid_through__gte=models.F("issued_on")),
            ),
        ]
        indexes = [models.Index(name="documents_of_an_owner", fields=["owner", "kind"])]

    def __str__(self) -> str:
        return self.filename

    @property
    def subject(self) -> str:
        """The name under which the journal keeps this document."""
        return f"document:{self.reference}"

    @property
    def dates(self) -> EvidenceDates:
        return EvidenceDates(self.issued_on, self.valid_through)


class Verdict(models.TextChoices):
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")


class Verification(models.Model):
    """What an officer found on looking at a document; the newest counts, the earlier ones stay (trigger
    ``verifications_stay``)."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="verifications")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    reason = models.TextField(blank=True)
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    verified_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="verdict_is_known", condition=models.Q(verdict__in=Verdict.values)),
            models.CheckConstraint(
                name="rejected_for_a_reason",
                condition=models.Q(verdict=Verdict.ACCEPTED) | ~models.Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.verdict}"
