"""Two windows on one form: what was saved in one is not overwritten by the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models
from django.utils import timezone

from orken.cases.procedure.answers import Typed


@dataclass(frozen=True)
class EditConflict:
    """A field that another save changed since this form was opened; both are kept for the person."""

    name: str
    yours: Typed
    saved: Typed | None


class TypedForm(models.Model):
    """What was typed into one form: raw, valid or not, so that nothing is lost.

    ``revision`` counts saves; ``changed`` keeps for each field the revision that last changed it, so that two windows
    are merged field by field.
    """

    typed = models.JSONField(default=dict)
    changed = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()

    class Meta:
        abstract = True

    def differs(self, name: str, value: Typed) -> bool:
        """Whether something else is kept; a field that was never typed is empty."""
        return bool(value != self.typed.get(name, type(value)()))

    def take(self, given: Mapping[str, Typed], *, seen_revision: int) -> tuple[EditConflict, ...]:
        """Put fields that differ into this form, but for those that were saved after ``seen_revision``.

        The caller holds a lock and stores the form, unless all of ``given`` comes back.
        """
        overtaken = [name for name in given if self.changed.get(name, 0) > seen_revision]
        changes = {name: value for name, value in given.items() if name not in overtaken}
        if changes:
            self.revision += 1
            self.typed = {**self.typed, **changes}
            self.changed = {**self.changed, **dict.fromkeys(changes, self.revision)}
            self.saved_at = timezone.now()
        return tuple(EditConflict(name, given[name], self.typed.get(name)) for name in overtaken)
