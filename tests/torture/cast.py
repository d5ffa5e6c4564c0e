"""The people, organisations and drafts of a run, made by the engine's own services before anything is killed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, islice, product

from django.core.management import call_command

from orken.cases.models import Case
from orken.cases.services.drafting import open_case, save_section
from orken.documents.keys import sealing_key
from orken.kernel.identifiers import check_digit
from orken.parties.models import Organisation, Role, User
from tests.factories.cases import RESIDENCY, load_rules_and_procedures, officer, residency_answers
from tests.factories.parties import PASSWORD, OrganisationFactory, PersonFactory
from tests.torture.applicants import Applicant

DRAFTS_OF_A_PERSON = 10
OFFICERS = 2


def install() -> None:
    """What ``orken prepare`` does, with the short residency of the tests as its newest version."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    sealing_key()
    load_rules_and_procedures()
    for _ in range(OFFICERS):
        officer(Role.OFFICER)


def applicants(filings: int) -> Iterator[Applicant]:
    """People with drafts that lack only their last section; each person prepares for several organisations."""
    bins = _bins()
    for number in count():
        drafts = min(DRAFTS_OF_A_PERSON, filings - number * DRAFTS_OF_A_PERSON)
        if drafts <= 0:
            return
        person = PersonFactory()
        organisations = [OrganisationFactory(people=[person], bin=bin_) for bin_ in islice(bins, drafts)]
        references = tuple(_draft(person, organisation).reference for organisation in organisations)
        yield Applicant(person.email, PASSWORD, f"10.1.{number // 250}.{number % 250 + 1}", references)


def _draft(person: User, organisation: Organisation) -> Case:
    case, answers = open_case(RESIDENCY, applicant=organisation, actor=person), residency_answers()
    for section in case.definition.sections[:-1]:
        typed = {question.id: answers[question.id] for question in section.questions}
        save_section(case, section, typed, seen_revision=0, actor=person)
    return case


def _bins() -> Iterator[str]:
    """Valid BINs of December 2049, which nobody has; those of the factories are too few for thousands."""
    for entity, serial in product("456", range(100_000)):
        first_eleven = f"4912{entity}0{serial:05}"
        digit = check_digit(first_eleven)
        if digit is not None:
            yield f"{first_eleven}{digit}"
