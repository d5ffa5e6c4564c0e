from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import QuerySet

from orken.journal import wording
from orken.journal.models import Entry
from orken.statements import Given


def entries_about(subject: str | Given) -> QuerySet[Entry]:
    """All that happened to a subject, oldest first; whether the reader may know it is the caller's question."""
    return Entry.objects.filter(subject=subject).select_related("actor").order_by("pk")


def entries_of(organisation_id: int, *, reader: AbstractBaseUser, inside: bool) -> QuerySet[Entry]:
    """What happened to an organisation and its cases, newest first, without what the reader may not know of.

    ``inside`` adds the steps within the operator's house.
    """
    entries = Entry.objects.filter(organisation_id=organisation_id, action__in=wording.actions(inside=inside))
    return entries.exclude(subject__in=wording.hidden_from(reader, organisation_id)).order_by("-pk")
