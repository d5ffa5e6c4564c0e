"""What the journal needs to know of this room: the words of its actions, and under which mandate somebody acts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orken.journal import acting, wording
from orken.parties.models import Mandate, Organisation, User
from orken.parties.rights import rights_of
from orken.statements import Given, OneOf, Statement

WORDS = {
    "organisation.registered": _("Organisation added"),
    "organisation.revised": _("Particulars changed"),
    "organisation.viewed": _("The operator looked at the organisation and its people"),
    "mandate.granted": _("Mandate given"),
    "mandate.revoked": _("Mandate ended"),
    "second_factor.added": _("Second factor added"),
    "second_factor.removed": _("Second factor removed"),
    "identity.linked": _("Sign-in through another provider connected"),
    "identity.unlinked": _("Sign-in through another provider disconnected"),
    "account.renamed": _("Name changed"),
    "account.closed": _("Account closed"),
}


def register() -> None:
    acting.finders.append(_mandates_of)
    wording.call(WORDS)
    wording.tell_more("organisation.revised", _changed)
    wording.tell_more("account.renamed", lambda data: f"{data['former']} → {data['name']}")


def _mandates_of(actor: AbstractBaseUser, organisations: Collection[int]) -> Mapping[int, int]:
    """As the page has read them; asked anew where they were given since."""
    known: dict[int, int] = {}
    if isinstance(actor, User):
        rights = rights_of(actor)
        known = {one: number for one in organisations if (number := rights.mandate_for(one)) is not None}
    if not (others := set(organisations) - known.keys()):
        return known
    given = _GIVEN.ask(person=actor.pk, organisations=list(others), today=timezone.localdate())
    return {mandate.organisation_id: mandate.pk for mandate in given} | known


_GIVEN = Statement(
    lambda: (
        Mandate.objects.standing(Given("today"))
        .filter(OneOf(F("organisation_id"), Given("organisations")), user=Given("person"))
        .only("organisation")
        .order_by("-pk")
    )
)


def _changed(data: Mapping[str, Any]) -> str:
    fields = {field.name: field for field in Organisation._meta.fields}  # noqa: SLF001 -- Django documents it for use
    return ", ".join(str(fields[name].verbose_name) for name in data["changed"] if name in fields)
