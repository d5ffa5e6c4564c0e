from __future__ import annotations

import psycopg
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from orken.kernel.errors import RuleViolation
from orken.parties.models import Capacity, Mandate, Organisation, Scope, User
from orken.parties.services.records import record_about

_NUMBER_FIELDS = {
    "one_organisation_per_bin": "bin",
    "one_organisation_per_foreign_number": "registration_number",
}


class OrganisationExists(RuleViolation):
    """Another entry has the same BIN, or the same number in the same country."""

    def __init__(self, field: str) -> None:
        message = _(
            "An organisation with this number is already on the portal. Ask a colleague who added it to share it with "
            "you, or write to the operator if nobody of your organisation did."
        )
        super().__init__("organisation_exists", message, field=field)


@transaction.atomic
def register_organisation(organisation: Organisation, *, actor: User) -> Organisation:
    """Add a checked, unsaved organisation; the person who adds it may do everything for it from today.

    Writes the organisation, the mandate and a journal record, or nothing. That the person really may act is not
    checked here: procedures ask for evidence, and signatures are given under the person's name.

    Raises
    ------
    OrganisationExists
        Its BIN, or its number abroad, is taken.
    """
    organisation.created_by = actor
    _saved_uniquely(organisation)
    Mandate.objects.create(user=actor, organisation=organisation, capacity=Capacity.HEAD, scope=list(Scope))
    record_about("organisation.registered", organisation, actor=actor, number=organisation.official_number)
    return organisation


@transaction.atomic
def revise_organisation(organisation: Organisation, *, changed: list[str], actor: User) -> None:
    """Save new particulars. Country and numbers stay as registered: another number is another organisation."""
    fixed = {"country", "bin", "registration_number"} & set(changed)
    if fixed:
        raise ValueError(f"The identity of an organisation is not revised; given were changes of {sorted(fixed)}.")
    organisation.save(update_fields=changed)
    record_about("organisation.revised", organisation, actor=actor, changed=sorted(changed))


def _saved_uniquely(organisation: Organisation) -> None:
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError as error:
        field = _NUMBER_FIELDS.get(_broken_constraint(error))
        if field is None:
            raise
        raise OrganisationExists(field) from error


def _broken_constraint(error: IntegrityError) -> str:
    """Its name, which the driver tells; Django wraps the driver's error."""
    cause = error.__cause__
    return cause.diag.constraint_name or "" if isinstance(cause, psycopg.Error) else ""
