"""What speaks against people taking part in a case. Each source asks for all people at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain

from django.db.models import Q

from orken.cases.conflict_search.contacts import in_bare_words, telling_address, telling_domain
from orken.cases.conflict_search.grounds import Ground
from orken.cases.extension import conflict_source
from orken.cases.models import Case, ConflictKind
from orken.kernel.text import search_form
from orken.parties.models import Capacity, Mandate, Organisation, User

Found = Iterator[tuple[int, Ground]]  # whom it speaks against, by number


def grounds_against(case: Case, people: Collection[User]) -> Mapping[User, list[Ground]]:
    """Everything that the portal knows against each of ``people``; whoever has nothing against them is left out."""
    mandates = list(Mandate.objects.filter(user__in=people).select_related("organisation").order_by("valid_from", "pk"))
    insiders = list(User.objects.filter(mandates__organisation=case.applicant).distinct().order_by("pk"))
    found: dict[int, list[Ground]] = defaultdict(list)
    for person_id, ground in chain(
        _own_mandates(case.applicant, mandates),
        _shared_heads(case.applicant, mandates),
        _shared_addresses(case.applicant, mandates),
        _shared_domains(people, insiders),
        _earlier_applications(case, people, insiders),
        _named(case, people),
        _known_to_rooms(case.applicant, people),
    ):
        found[person_id].append(ground)
    return {person: found[person.pk] for person in people if person.pk in found}


def _own_mandates(applicant: Organisation, mandates: Collection[Mandate]) -> Found:
    for mandate in mandates:
        if mandate.organisation_id == applicant.pk:
            fact = "former_mandate" if mandate.is_over else "mandate"
            details = {"since": mandate.valid_from.isoformat(), "capacity": mandate.capacity}
            yield mandate.user_id, Ground(ConflictKind.SAME_ORGANISATION, fact, details)


def _shared_heads(applicant: Organisation, mandates: Collection[Mandate]) -> Found:
    """Organisations of the people whose head is, or was, also the applicant's: the same account, or the same name."""
    elsewhere = {mandate.organisation_id for mandate in mandates} - {applicant.pk}
    heads = Mandate.objects.filter(capacity=Capacity.HEAD, organisation__in=[*elsewhere, applicant.pk])
    names: dict[int, dict[str, str]] = defaultdict(dict)
    for head in heads.select_related("user"):
        names[head.organisation_id][search_form(str(head.user))] = str(head.user)
    for mandate in _once(mandates, applicant):
        for shared in sorted(names[mandate.organisation_id].keys() & names[applicant.pk].keys()):
            details = {"organisation": mandate.organisation.name, "person": names[applicant.pk][shared]}
            yield mandate.user_id, Ground(ConflictKind.OWNERSHIP, "shared_head", details)


def _shared_addresses(applicant: Organisation, mandates: Collection[Mandate]) -> Found:
    address = telling_address(applicant.address)
    for mandate in _once(mandates, applicant):
        if address and telling_address(mandate.organisation.address) == address:
            details = {"organisation": mandate.organisation.name, "address": applicant.address}
            yield mandate.user_id, Ground(ConflictKind.SHARED_CONTACT, "shared_address", details)


def _once(mandates: Collection[Mandate], applicant: Organisation) -> Collection[Mandate]:
    """One mandate for each person and organisation other than the applicant."""
    elsewhere = (mandate for mandate in mandates if mandate.organisation_id != applicant.pk)
    return {(mandate.user_id, mandate.organisation_id): mandate for mandate in elsewhere}.values()


def _shared_domains(people: Collection[User], insiders: Sequence[User]) -> Found:
    by_domain = {telling_domain(insider.email): insider for insider in reversed(insiders)}
    for person in people:
        domain = telling_domain(person.email)
        insider = by_domain.get(domain) if domain else None
        if insider is not None and insider != person:
            details = {"domain": domain, "person": str(insider)}
            yield person.pk, Ground(ConflictKind.SHARED_CONTACT, "shared_domain", details)


def _earlier_applications(case: Case, people: Collection[User], insiders: Sequence[User]) -> Found:
    """Applications of another organisation that the person and somebody of the applicant took part in."""
    everybody = [*people, *insiders]
    parts = Case.objects.exclude(applicant=case.applicant).filter(
        Q(opened_by__in=everybody) | Q(filings__filed_by__in=everybody)
    )
    rows = parts.values_list("applicant", "applicant__name", "opened_by", "filings__filed_by").order_by("applicant")
    names: dict[int, str] = {}
    took_part: dict[int, set[int]] = defaultdict(set)
    for organisation, name, *who in rows:
        names[organisation] = name
        took_part[organisation] |= {pk for pk in who if pk is not None}
    for person in people:
        for organisation, members in took_part.items():
            other = next((insider for insider in insiders if insider.pk in members and insider != person), None)
            if person.pk in members and other is not None:
                details = {"organisation": names[organisation], "person": str(other)}
                yield person.pk, Ground(ConflictKind.COMMON_WORK, "earlier_application", details)


def _named(case: Case, people: Collection[User]) -> Found:
    """The person's full name, of two words at least, stands in what was filed."""
    filing = case.filings.order_by("-round").first()
    texts = [f" {in_bare_words(text)} " for text in _texts(filing.content["answers"])] if filing else []
    for person in people:
        name = in_bare_words(person.full_name)
        if " " in name and any(f" {name} " in text for text in texts):
            yield person.pk, Ground(ConflictKind.COMMON_WORK, "named")


def _known_to_rooms(applicant: Organisation, people: Collection[User]) -> Found:
    for person in people:
        for name in conflict_source:
            yield from ((person.pk, ground) for ground in conflict_source[name](person, applicant))


def _texts(answer: object) -> Iterator[str]:
    if isinstance(answer, str):
        yield answer
    elif isinstance(answer, Mapping):
        for part in answer.values():
            yield from _texts(part)
    elif isinstance(answer, list):
        for part in answer:
            yield from _texts(part)
