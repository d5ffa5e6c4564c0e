from __future__ import annotations

from orken.journal.services import record
from orken.parties.models import Organisation, User


def record_about(action: str, organisation: Organisation, *, actor: User | None, **data: object) -> None:
    """An entry of the journal about an organisation itself."""
    record(action, actor=actor, subject=organisation.subject, data=data, organisation_id=organisation.pk)
