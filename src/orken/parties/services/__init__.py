"""Verbs of this room; each writes all of its parts, the journal record too, or nothing."""

from orken.parties.services.cast import SignIn, load_cast
from orken.parties.services.organisations import (
    OrganisationExists,
    grant_mandate,
    register_organisation,
    revise_organisation,
    revoke_mandate,
)
from orken.parties.services.people import grant_role, keep_language, withdraw_role

__all__ = [
    "OrganisationExists",
    "SignIn",
    "grant_mandate",
    "grant_role",
    "keep_language",
    "load_cast",
    "register_organisation",
    "revise_organisation",
    "revoke_mandate",
    "withdraw_role",
]
