from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

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

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.CheckConstraint(name="document_is_not_empty", condition=models.Q(size__gt=0)),
            models.CheckConstraint(name="sha256_is_64_hex_digits", condition=models.Q(sha256__regex="^[0-9a-f]{64}$")),
        ]

    def __str__(self) -> str:
        return self.filename
