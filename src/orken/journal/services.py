from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.contrib.auth.base_user import AbstractBaseUser

from orken.journal.acting import mandates_of
from orken.journal.models import Entry
from orken.kernel.masking import data_without_iins


def record(
    action: str,
    *,
    actor: AbstractBaseUser | None,
    subject: str,
    data: Mapping[str, object] | None = None,
    organisation_id: int | None = None,
) -> Entry:
    """Add an entry in the caller's transaction, so that an act and its record stand or fall together.

    ``action`` is in the past tense with its room (``cases.submitted``), ``subject`` a kind and a public reference
    (``case:7F3K…``). ``actor`` is ``None`` for what the portal did by itself when a time limit passed. The entry keeps
    the mandate under which the actor acts for the organisation, if that is what they do.
    """
    [entry] = _entries(action, actor, [(subject, organisation_id)], data)
    entry.save()
    return entry


def record_for_each(
    action: str,
    *,
    actor: AbstractBaseUser | None,
    about: Iterable[tuple[str, int | None]],
    data: Mapping[str, object] | None = None,
) -> None:
    """Add the same entry about several subjects, each with its organisation, written at once."""
    Entry.objects.bulk_create(_entries(action, actor, about, data))


def _entries(
    action: str,
    actor: AbstractBaseUser | None,
    about: Iterable[tuple[str, int | None]],
    data: Mapping[str, object] | None,
) -> list[Entry]:
    kept, subjects = data_without_iins(dict(data or {})), list(about)
    mandates = mandates_of(actor, {organisation for _subject, organisation in subjects if organisation is not None})
    return [
        Entry(
            action=action,
            actor_id=actor.pk if actor else None,
            subject=subject,
            data=kept,
            organisation_id=organisation,
            mandate_id=None if organisation is None else mandates.get(organisation),
        )
        for subject, organisation in subjects
    ]
