from __future__ import annotations

from django.conf import settings
from django.db import models

from orken.cases.procedure.definition import Procedure
from orken.cases.procedure.loading import load_procedure


class ProcedureVersion(models.Model):
    """A published procedure. The database refuses to change or delete it (trigger ``procedure_versions_stay``)."""

    code = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    release = models.CharField(max_length=40)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "number"], name="one_version_per_number"),
            models.UniqueConstraint(fields=["code", "content_hash"], name="one_version_per_content"),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.number}"

    @property
    def definition(self) -> Procedure:
        """Read once per process: a published version never changes."""
        if self.content_hash not in _definitions:
            _definitions[self.content_hash] = load_procedure(self.content)
        return _definitions[self.content_hash]


class RetiredVersion(models.Model):
    """A version under which nothing is filed any more: drafts move to a newer one, filed cases end under it."""

    version = models.OneToOneField(ProcedureVersion, on_delete=models.PROTECT, related_name="retirement")
    retired_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    retired_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.version} retired"


_definitions: dict[str, Procedure] = {}
