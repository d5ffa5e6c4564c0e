"""What rules may ask about an organisation: flat, typed values, read at the moment of judging."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from orken.kernel.identifiers import UnitKind, parse_bin
from orken.parties.models import CompanyKind, Organisation
from orken.rulebook.reach import Possible

OrganisationFact = bool | str
LISTS: Final = {
    "organisation_country": "countries",
    "organisation_legal_form": "legal_forms",
    "organisation_region": "regions",
    "organisation_activity": "oked",
}


def organisation_facts(organisation: Organisation) -> dict[str, OrganisationFact]:
    """Facts of the entry in our records; nothing here was checked with a state register."""
    return {
        "organisation_country": organisation.country,
        "organisation_is_foreign": organisation.is_foreign,
        "organisation_is_branch": _is_branch(organisation),
        "organisation_legal_form": organisation.legal_form,
        "organisation_region": organisation.region,
        "organisation_activity": organisation.activity,
        "organisation_kind": organisation.kind,
        "organisation_works_on_ai": organisation.works_on_ai,
    }


def _is_branch(organisation: Organisation) -> bool:
    """A branch or representation is no legal entity of its own; the sixth digit of the BIN tells."""
    return organisation.bin is not None and parse_bin(organisation.bin).unit in {
        UnitKind.BRANCH,
        UnitKind.REPRESENTATION,
    }


def possible_organisation_facts(lists: Mapping[str, Collection[str]]) -> dict[str, Possible]:
    """What each of these facts can be; what is chosen from a list of the pack may also have been left empty."""
    codes = {name: tuple(lists[of]) for name, of in LISTS.items() if lists.get(of)}
    codes["organisation_kind"] = tuple(CompanyKind.values)
    return {
        name: Possible("flag")
        if isinstance(value, bool)
        else Possible("text", codes=(*codes[name], "") if name in codes else ())
        for name, value in organisation_facts(Organisation()).items()
    }
