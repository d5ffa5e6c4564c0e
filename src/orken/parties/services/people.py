from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction

from orken.journal.services import record
from orken.parties.models import Role, StaffRole, User
from orken.parties.sessions import end_sessions


@transaction.atomic
def grant_role(user: User, role: Role, *, actor: User | None = None) -> None:
    """Give a person a role at the operator; ``actor`` is ``None`` when the command line does it."""
    __, granted = StaffRole.objects.get_or_create(user=user, role=role)
    if granted:
        record("staff_role.granted", actor=actor, subject=f"person:{user.pk}", data={"role": role.value})


@transaction.atomic
def withdraw_role(user: User, role: Role, *, actor: User | None = None) -> None:
    """Take a role away. The person is signed out everywhere, so that no open page goes on under it."""
    withdrawn, __ = StaffRole.objects.filter(user=user, role=role).delete()
    if withdrawn:
        end_sessions(user)
        record("staff_role.withdrawn", actor=actor, subject=f"person:{user.pk}", data={"role": role.value})


@transaction.atomic
def revise_account(user: User, *, full_name: str, language: str) -> None:
    """Change what people may change of themselves; the former name stays in the journal, as it stands under papers."""
    former = User.objects.select_for_update().values_list("full_name", flat=True).get(pk=user.pk)
    user.full_name, user.language = full_name, language
    user.save(update_fields=["full_name", "language"])  # no more than that: the account may be closed meanwhile
    if former != full_name:
        names = {"former": former, "name": full_name}
        record("account.renamed", actor=user, subject=f"person:{user.pk}", data=names)


@transaction.atomic
def close_account(user: User, *, actor: User | None = None) -> None:
    """Let the person in no more, and sign them out everywhere; what they did here stays explained."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions(user)
    record("account.closed", actor=actor, subject=f"person:{user.pk}")


@transaction.atomic
def remove_second_factors(user: User) -> int:
    """For somebody who lost phone and recovery codes; how many were removed. Sessions end, for one may be a thief's."""
    factors = list(Authenticator.objects.filter(user=user))
    for factor in factors:
        factor.delete()
    end_sessions(user)
    return len([factor for factor in factors if factor.type != Authenticator.Type.RECOVERY_CODES])


def keep_language(user: User, language: str) -> None:
    """Remember the language in which the person wants to be written to."""
    if user.language != language:
        user.language = language
        user.save(update_fields=["language"])
