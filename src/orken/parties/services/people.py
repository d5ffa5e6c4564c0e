from __future__ import annotations

from django.db import transaction

from orken.journal.services import record
from orken.parties.models import Role, StaffRole, User


@transaction.atomic
def grant_role(user: User, role: Role, *, actor: User | None = None) -> None:
    """Give a person a role at the operator; ``actor`` is ``None`` when the command line does it."""
    __, granted = StaffRole.objects.get_or_create(user=user, role=role)
    if granted:
        record("staff_role.granted", actor=actor, subject=f"person:{user.pk}", data={"role": role.value})


@transaction.atomic
def withdraw_role(user: User, role: Role, *, actor: User | None = None) -> None:
    withdrawn, __ = StaffRole.objects.filter(user=user, role=role).delete()
    if withdrawn:
        record("staff_role.withdrawn", actor=actor, subject=f"person:{user.pk}", data={"role": role.value})


def keep_language(user: User, language: str) -> None:
    """Remember the language in which the person wants to be written to."""
    if user.language != language:
        user.language = language
        user.save(update_fields=["language"])
