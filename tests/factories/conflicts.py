"""Conflicts of interest for tests."""

from __future__ import annotations

import factory
from django.utils import timezone

from orken.cases.models import Conflict, ConflictKind, ConflictSource


class ConflictFactory(factory.django.DjangoModelFactory):
    """A conflict that the person declared and that nobody has resolved; ``case`` and ``person`` are given."""

    class Meta:
        model = Conflict

    kind = ConflictKind.FAMILY
    source = ConflictSource.DECLARED
    recorded_at = factory.LazyFunction(timezone.now)
