"""What the portal knows of people and of the cases that they may take part in, read with a few questions for all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import F, Q

from orken.cases.conflict_search.contacts import in_bare_words
from orken.cases.conflict_search.grounds import Ground
from orken.cases.extension import conflict_source
from orken.cases.models import Case, Filing
from orken.kernel.text import search_form
from orken.parties.models import Capacity, Mandate, Organisation, User
from orken.statements import Given, OneOf, Statement


@dataclass(frozen=True)
class Knowledge:
    """People, organisations and cases are numbers.

    ``insiders`` act or acted for an organisation; ``heads`` are those of them that head or headed it, as names are
    compared and as they are written; ``took_part`` is who opened or filed applications of an organisation, and
    ``applied_for`` the same by person; ``texts`` are the bare words of what was filed; ``of_rooms`` is what rooms add
    against a person and an organisation.
    """

    mandates: Mapping[int, list[Mandate]]
    insiders: Mapping[int, list[User]]
    heads: Mapping[int, Mapping[str, str]]
    names: Mapping[int, str]
    took_part: Mapping[int, set[int]]
    applied_for: Mapping[int, list[int]]
    texts: Mapping[int, list[str]]
    bare_names: Mapping[int, str]
    of_rooms: Mapping[tuple[int, int], list[Ground]]


def gathered(people_of: Mapping[Case, Collection[User]]) -> Knowledge:
    people = list({person.pk: person for group in people_of.values() for person in group}.values())
    applicants = list({case.applicant_id: case.applicant for case in people_of}.values())
    mandates = _mandates(people)
    insiders = _insiders(applicants)
    took_part, names = _applications({*(one.pk for one in people), *_numbers(insiders)})
    return Knowledge(
        mandates=mandates,
        insiders=insiders,
        heads=_heads({*(one.pk for one in applicants), *_organisations(mandates)}),
        names=names,
        took_part=took_part,
        applied_for={
            person.pk: [organisation for organisation, members in took_part.items() if person.pk in members]
            for person in people
        },
        texts=_texts_of(people_of),
        bare_names={person.pk: in_bare_words(person.full_name) for person in people},
        of_rooms=_known_to_rooms(people, applicants),
    )


def _mandates(people: Collection[User]) -> dict[int, list[Mandate]]:
    found: dict[int, list[Mandate]] = defaultdict(list)
    for mandate in _MANDATES.ask(people=[person.pk for person in people]):
        found[mandate.user_id].append(mandate)
    return found


def _insiders(applicants: Collection[Organisation]) -> dict[int, list[User]]:
    found: dict[int, dict[int, User]] = defaultdict(dict)
    for mandate in _INSIDERS.ask(organisations=[one.pk for one in applicants]):
        found[mandate.organisation_id][mandate.user_id] = mandate.user
    return {organisation: list(insiders.values()) for organisation, insiders in found.items()}


def _numbers(insiders: Mapping[int, list[User]]) -> Iterator[int]:
    return (insider.pk for group in insiders.values() for insider in group)


def _organisations(mandates: Mapping[int, list[Mandate]]) -> Iterator[int]:
    return (mandate.organisation_id for group in mandates.values() for mandate in group)


def _heads(organisations: Collection[int]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for head in _HEADS.ask(organisations=list(organisations)):
        found[head.organisation_id][search_form(str(head.user))] = str(head.user)
    return found


_IN_ORGANISATIONS = OneOf(F("organisation_id"), Given("organisations"))
_INSIDERS = Statement(lambda: Mandate.objects.filter(_IN_ORGANISATIONS).select_related("user").order_by("user"))
_HEADS = Statement(lambda: Mandate.objects.filter(_IN_ORGANISATIONS, capacity=Capacity.HEAD).select_related("user"))
_MANDATES = Statement(
    lambda: (
        Mandate.objects.filter(OneOf(F("user_id"), Given("people")))
        .select_related("organisation")
        .order_by("valid_from", "pk")
    )
)


def _applications(people: Collection[int]) -> tuple[dict[int, set[int]], dict[int, str]]:
    """By organisation who opened or filed applications with any of the people, and its name."""
    parts = Case.objects.filter(Q(opened_by__in=people) | Q(filings__filed_by__in=people))
    rows = parts.values_list("applicant", "applicant__name", "opened_by", "filings__filed_by")
    names: dict[int, str] = {}
    took_part: dict[int, set[int]] = defaultdict(set)
    for organisation, name, *who in rows.order_by("applicant").distinct():
        names[organisation] = name
        took_part[organisation] |= {pk for pk in who if pk is not None}
    return took_part, names


def _texts_of(cases: Collection[Case]) -> dict[int, list[str]]:
    """What the newest filing of each case says."""
    newest = Filing.objects.filter(case__in=[case.pk for case in cases]).order_by("case", "-round").distinct("case")
    return {
        case: [f" {in_bare_words(text)} " for text in _texts(answers)]
        for case, answers in newest.values_list("case", "content__answers")
    }


def _known_to_rooms(
    people: Collection[User], applicants: Collection[Organisation]
) -> dict[tuple[int, int], list[Ground]]:
    found: dict[tuple[int, int], list[Ground]] = defaultdict(list)
    for name in conflict_source:
        for person, applicant, ground in conflict_source[name](people, applicants):
            found[person.pk, applicant.pk].append(ground)
    return found


def _texts(answer: object) -> Iterator[str]:
    if isinstance(answer, str):
        yield answer
    elif isinstance(answer, Mapping):
        for part in answer.values():
            yield from _texts(part)
    elif isinstance(answer, list):
        for part in answer:
            yield from _texts(part)
