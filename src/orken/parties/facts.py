"""What rules may ask about an organisation: flat, typed values, read at the moment of judging."""

from __future__ import annotations

from orken.kernel.identifiers import UnitKind, parse_bin
from orken.parties.models import Organisation

OrganisationFact = bool | str


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


def organisation_fact_names() -> frozenset[str]:
    """What a rule about an organisation may name."""
    return frozenset(organisation_facts(Organisation()))
