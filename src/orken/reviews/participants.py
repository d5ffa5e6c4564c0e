"""Who took part in a case as an expert, or by asking one."""

from __future__ import annotations

from collections.abc import Iterator

from orken.cases.models import Case
from orken.reviews.models import Assignment


def readers(case: Case) -> Iterator[int]:
    """Experts who opened the case, also where they were replaced, and whoever asked them; not those who declined."""
    asked = Assignment.objects.filter(case=case)
    yield from asked.filter(accepted_at__isnull=False).values_list("expert__user", flat=True)
    yield from asked.values_list("assigned_by", flat=True)
