"""The public register of residents."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from orken.parties.models import HOME_COUNTRY, Organisation
from orken.registers.catalogue import Column, EntryData, Register
from orken.rulebook.lists import code_list

RESIDENTS = Register(
    code="residents",
    title=_("Register of residents"),
    summary=_("Organisations that hold or held residency of the innovation cluster."),
    columns=(Column("country", _("Country")), Column("region", _("Region")), Column("activity", _("Activity (OKED)"))),
    certificate="certificate",
    certificate_prefix=f"{HOME_COUNTRY}-R",
)


def published_data(organisation: Organisation) -> EntryData:
    """What the register tells about a resident; the wordings are kept, so that history does not change with a list."""
    data: dict[str, str | dict[str, str]] = {
        "country": code_list("countries")[organisation.country].text.to_data(),
        "activity": organisation.activity,
    }
    if organisation.region:
        data["region"] = code_list("regions")[organisation.region].text.to_data()
    return data
