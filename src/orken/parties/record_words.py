"""What the journal needs to know of this room: the words of its actions, and under which mandate somebody acts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from orken.journal import acting, wording
from orken.parties.models import Mandate, Organisation, User
from orken.parties.rights import rights_of

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
    given: QuerySet[Mandate] = Mandate.objects.standing().filter(
        user=actor.pk, organisation__in=set(organisations) - known.keys()
    )
    return dict(given.order_by("-pk").values_list("organisation", "pk")) | known


def _changed(data: Mapping[str, Any]) -> str:
    fields = {field.name: field for field in Organisation._meta.fields}  # noqa: SLF001 -- Django documents it for use
    return ", ".join(str(fields[name].verbose_name) for name in data["changed"] if name in fields)
