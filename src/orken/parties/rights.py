"""What a person may do, read from the database: once for a page, and anew before anything is changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.utils import timezone

from orken.parties.models import Role, Scope, User

KEPT = "_rights_of_the_page"
# Both with one question, since every page asks it; a role comes as a mandate for no organisation, and a closed account
# has neither. In SQL, because Django takes longer to write this than the database to answer it.
# ``Mandate.objects.standing`` says the same of mandates.
# ``number`` tells what rooms above have put in (``callings``) from roles.
ROLES_AND_MANDATES = """
    WITH person AS (SELECT id FROM parties_user WHERE id = %(user)s AND is_active)
    SELECT NULL::bigint, ARRAY[role], NULL::bigint FROM parties_staffrole JOIN person ON user_id = person.id
    UNION ALL
    SELECT organisation_id, scope, parties_mandate.id FROM parties_mandate JOIN person ON user_id = person.id
    WHERE revoked_at IS NULL AND valid_from <= %(today)s AND (valid_to IS NULL OR valid_to >= %(today)s)
"""
CALLING = "UNION ALL SELECT NULL::bigint, ARRAY['{name}']::varchar[], 0::bigint WHERE EXISTS ({rows})"
# What people are in rooms above, for menus: the rows of ``person`` for whom it holds ``today``, by name. Filled in
# ``AppConfig.ready()``, so that it is asked with the same question.
callings: dict[str, str] = {}


@dataclass(frozen=True)
class Standing:
    """A mandate that stands: its number, and what it covers."""

    number: int
    scope: frozenset[Scope]


@dataclass(frozen=True)
class Rights:
    """Roles at the operator, the standing mandates by organisation, and what the person is in rooms above."""

    roles: frozenset[Role] = frozenset()
    mandates: Mapping[int, Standing] = field(default_factory=dict)
    callings: frozenset[str] = frozenset()

    @property
    def organisations(self) -> list[int]:
        """Numbers of the organisations that the person may act for."""
        return list(self.mandates)

    def acts_for(self, organisation_id: int) -> bool:
        return organisation_id in self.mandates

    def mandate_for(self, organisation_id: int) -> int | None:
        standing = self.mandates.get(organisation_id)
        return standing.number if standing else None

    def may(self, organisation_id: int, scope: Scope) -> bool:
        standing = self.mandates.get(organisation_id)
        return standing is not None and scope in standing.scope


def rights_of(user: User | AnonymousUser) -> Rights:
    """The person's rights now; on a page, as they were when the page first asked."""
    if not user.is_authenticated:
        return Rights()
    kept = user.__dict__.get(KEPT)
    rights = kept or _read(user)
    if KEPT in user.__dict__:
        user.__dict__[KEPT] = rights
    return rights


def read_once(user: User) -> None:
    """Ask the database once from now on, for as long as this object lives: a page asks dozens of times."""
    user.__dict__[KEPT] = None


def read_anew(user: User) -> None:
    """Forget what was read: whoever changes something does it with the rights of that moment."""
    if KEPT in user.__dict__:
        user.__dict__[KEPT] = None


@cache
def _question() -> str:
    return " ".join([ROLES_AND_MANDATES, *(CALLING.format(name=name, rows=rows) for name, rows in callings.items())])


def _read(user: User) -> Rights:
    with connection.cursor() as cursor:
        cursor.execute(_question(), {"user": user.pk, "today": timezone.localdate()})
        rows = cursor.fetchall()
    of_nobody = [(name, number) for organisation, names, number in rows if organisation is None for name in names]
    return Rights(
        frozenset(Role(name) for name, number in of_nobody if number is None),
        {
            organisation: Standing(number, frozenset(map(Scope, names)))
            for organisation, names, number in rows
            if organisation is not None
        },
        frozenset(name for name, number in of_nobody if number is not None),
    )
