"""What speaks against people taking part in cases. Each source asks once, for all cases and all people together."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import chain

from orken.cases.conflict_search.contacts import telling_address, telling_domain
from orken.cases.conflict_search.grounds import Ground
from orken.cases.conflict_search.knowledge import Knowledge, gathered
from orken.cases.models import Case, ConflictKind
from orken.parties.models import Mandate, Organisation, User

Found = Iterator[Ground]


def grounds_against(people_of: Mapping[Case, Collection[User]]) -> Iterator[tuple[Case, User, list[Ground]]]:
    """Everything that the portal knows against people in the cases beside which they stand, in their order; whoever
    has nothing against them is left out. The number of questions to the database does not grow with the cases."""
    known = gathered(people_of)
    for case, people in people_of.items():
        for person in people:
            if grounds := list(_grounds(case, person, known)):
                yield case, person, grounds


def _grounds(case: Case, person: User, known: Knowledge) -> Iterator[Ground]:
    applicant, mandates = case.applicant, known.mandates.get(person.pk, ())
    elsewhere = _elsewhere(mandates, applicant)
    return chain(
        _own_mandates(applicant, mandates),
        _shared_heads(applicant, elsewhere, known),
        _shared_addresses(applicant, elsewhere),
        _shared_domain(applicant, person, known),
        _earlier_applications(applicant, person, known),
        _named(case, person, known),
        known.of_rooms.get((person.pk, applicant.pk), ()),
    )


def _own_mandates(applicant: Organisation, mandates: Collection[Mandate]) -> Found:
    for mandate in mandates:
        if mandate.organisation_id == applicant.pk:
            fact = "former_mandate" if mandate.is_over else "mandate"
            details = {"since": mandate.valid_from.isoformat(), "capacity": mandate.capacity}
            yield Ground(ConflictKind.SAME_ORGANISATION, fact, details)


def _elsewhere(mandates: Collection[Mandate], applicant: Organisation) -> Collection[Organisation]:
    """Other organisations than the applicant that the person acts or acted for, each once."""
    return {it.organisation_id: it.organisation for it in mandates if it.organisation_id != applicant.pk}.values()


def _shared_heads(applicant: Organisation, elsewhere: Collection[Organisation], known: Knowledge) -> Found:
    """Organisations of the person whose head is, or was, also the applicant's: the same account, or the same name."""
    heads: Mapping[str, str] = known.heads.get(applicant.pk, {})
    for organisation in elsewhere:
        for shared in sorted(known.heads.get(organisation.pk, {}).keys() & heads.keys()):
            details = {"organisation": organisation.name, "person": heads[shared]}
            yield Ground(ConflictKind.OWNERSHIP, "shared_head", details)


def _shared_addresses(applicant: Organisation, elsewhere: Collection[Organisation]) -> Found:
    address = telling_address(applicant.address) if elsewhere else ""
    for organisation in elsewhere:
        if address and telling_address(organisation.address) == address:
            details = {"organisation": organisation.name, "address": applicant.address}
            yield Ground(ConflictKind.SHARED_CONTACT, "shared_address", details)


def _shared_domain(applicant: Organisation, person: User, known: Knowledge) -> Found:
    domain = telling_domain(person.email)
    insiders = known.insiders.get(applicant.pk, ())
    insider = next((one for one in insiders if domain and telling_domain(one.email) == domain), None)
    if insider is not None and insider != person:
        yield Ground(ConflictKind.SHARED_CONTACT, "shared_domain", {"domain": domain, "person": str(insider)})


def _earlier_applications(applicant: Organisation, person: User, known: Knowledge) -> Found:
    """Applications of another organisation that the person and somebody of the applicant took part in."""
    insiders = [one for one in known.insiders.get(applicant.pk, ()) if one != person]
    for organisation in known.applied_for.get(person.pk, ()):
        members = known.took_part[organisation]
        other = next((insider for insider in insiders if insider.pk in members), None)
        if organisation != applicant.pk and other is not None:
            details = {"organisation": known.names[organisation], "person": str(other)}
            yield Ground(ConflictKind.COMMON_WORK, "earlier_application", details)


def _named(case: Case, person: User, known: Knowledge) -> Found:
    """The person's full name, of two words at least, stands in what was filed."""
    name = known.bare_names[person.pk]
    if " " in name and any(f" {name} " in text for text in known.texts.get(case.pk, ())):
        yield Ground(ConflictKind.COMMON_WORK, "named")
