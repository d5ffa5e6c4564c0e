from __future__ import annotations

from django.db.models import QuerySet

from orken.journal.models import Entry


def entries_about(subject: str) -> QuerySet[Entry]:
    """All that happened to a subject, oldest first; whether the reader may know it is the caller's question."""
    return Entry.objects.filter(subject=subject).select_related("actor").order_by("pk")
