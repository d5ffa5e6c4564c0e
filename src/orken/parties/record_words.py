"""What the journal needs to know of this room: the words of its actions, and under which mandate somebody acts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
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
    acting.finders.append(_mandate_of)
    wording.call(WORDS)
    wording.tell_more("organisation.revised", _changed)
    wording.tell_more("account.renamed", lambda data: f"{data['former']} → {data['name']}")


def _mandate_of(actor: AbstractBaseUser, organisation_id: int) -> int | None:
    """As the page has read it; asked anew where it was given since."""
    if isinstance(actor, User) and (known := rights_of(actor).mandate_for(organisation_id)):
        return known
    mandates = Mandate.objects.standing().filter(user=actor.pk, organisation=organisation_id)
    return mandates.values_list("pk", flat=True).first()


def _changed(data: Mapping[str, Any]) -> str:
    fields = {field.name: field for field in Organisation._meta.fields}  # noqa: SLF001 -- Django documents it for use
    return ", ".join(str(fields[name].verbose_name) for name in data["changed"] if name in fields)
