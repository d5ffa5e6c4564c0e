from __future__ import annotations

from collections.abc import Mapping

from django.contrib.auth.base_user import AbstractBaseUser

from orken.journal.acting import mandate_of
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
    return Entry.objects.create(
        action=action,
        actor_id=actor.pk if actor else None,
        subject=subject,
        data=data_without_iins(dict(data or {})),
        organisation_id=organisation_id,
        mandate_id=mandate_of(actor, organisation_id),
    )
