"""Verbs of this room; each writes all of its parts, the journal record too, or nothing."""

from orken.parties.services.cast import SignIn, load_cast
from orken.parties.services.mandates import (
    AlreadyActs,
    LastManager,
    Terms,
    grant_mandate,
    manages_now,
    revoke_mandate,
)
from orken.parties.services.organisations import OrganisationExists, register_organisation, revise_organisation
from orken.parties.services.people import grant_role, keep_language, withdraw_role
from orken.parties.services.records import record_about

__all__ = [
    "AlreadyActs",
    "LastManager",
    "OrganisationExists",
    "SignIn",
    "Terms",
    "grant_mandate",
    "grant_role",
    "keep_language",
    "load_cast",
    "manages_now",
    "record_about",
    "register_organisation",
    "revise_organisation",
    "revoke_mandate",
    "withdraw_role",
]
