"""What the portal finds against people from its own data, and what it leaves alone."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from orken.cases.conflict_search import grounds as words
from orken.cases.conflict_search.finding import grounds_against
from orken.cases.conflict_search.grounds import Ground, in_words
from orken.cases.extension import conflict_source
from orken.cases.models import Conflict, ConflictKind
from orken.cases.services.conflicts import dismiss, look_for, look_for_all
from orken.cases.services.drafting import open_case
from orken.journal.models import Entry
from orken.notices.models import Notice
from orken.parties.models import Capacity, Role, User
from tests.factories.cases import RESIDENCY, filed_residency_case, filled_residency_case, officer, step
from tests.factories.parties import MandateFactory, OrganisationFactory, PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("procedures")]


def found(case, person) -> dict[str, list[str]]:
    return {
        str(conflict.kind): [ground["fact"] for ground in conflict.grounds] for conflict in look_for(case, [person])
    }


def test_nothing_is_found_against_a_stranger():
    case, _founder = filed_residency_case()
    stranger = PersonFactory()
    MandateFactory(user=stranger)  # at the same address as the applicant: the campus of the cluster
    assert look_for(case, [stranger, officer()]) == []
    assert not Entry.objects.filter(action="case.conflict_found").exists()


def test_own_mandates_are_found_also_past_ones():
    case, _founder = filed_residency_case()
    person, former = PersonFactory(), PersonFactory()
    MandateFactory(user=person, organisation=case.applicant)
    MandateFactory(user=former, organisation=case.applicant, revoked_at=timezone.now())
    assert found(case, person) == {"same_organisation": ["mandate"]}
    assert found(case, former) == {"same_organisation": ["former_mandate"]}


@pytest.mark.parametrize("same_account", [True, False])
def test_an_organisation_with_the_same_head(same_account: bool):
    case, founder = filed_residency_case()
    other_head = founder if same_account else PersonFactory(full_name=founder.full_name.upper())
    case.applicant.mandates.update(capacity=Capacity.HEAD)
    person = PersonFactory()
    sister = OrganisationFactory(people=[person])
    MandateFactory(user=other_head, organisation=sister, capacity=Capacity.COLLEAGUE)
    assert found(case, person) == {}
    sister.mandates.filter(user=other_head).update(capacity=Capacity.HEAD)
    assert found(case, person) == {"ownership": ["shared_head"]}


def test_an_organisation_at_the_same_address():
    case, _founder = filed_residency_case()
    case.applicant.address = "Шымкент қ., Төле би көшесі, 7, 12-кеңсе"
    case.applicant.save()
    person = PersonFactory()
    OrganisationFactory(people=[person], address="шымкент қ. төле би көшесі 7 / 12-кеңсе")
    assert found(case, person) == {"shared_contact": ["shared_address"]}


@pytest.mark.parametrize(
    ("of_person", "of_applicant", "facts"),
    [
        ("a@dala.kz", "b@dala.kz", {"shared_contact": ["shared_domain"]}),
        ("a@mail.ru", "b@mail.ru", {}),
        ("a@dala.kz", "b@bozdala.kz", {}),
        ("a@mail.dala.kz", "b@dala.kz", {}),
    ],
)
def test_a_domain_of_their_own(of_person: str, of_applicant: str, facts: dict[str, list[str]]):
    case, founder = filed_residency_case()
    User.objects.filter(pk=founder.pk).update(email=of_applicant)
    assert found(case, PersonFactory(email=of_person)) == facts


def test_an_earlier_application_together():
    case, founder = filed_residency_case()
    person = PersonFactory()
    earlier = OrganisationFactory(people=[person, founder])
    MandateFactory(user=person)
    assert found(case, person) == {}
    opened = open_case(RESIDENCY, applicant=earlier, actor=person)
    assert found(case, person) == {}
    opened.delete()
    both = filed_by(person, founder, earlier)
    assert found(case, person) == {"common_work": ["earlier_application"]}
    assert both.applicant.name in in_words(Conflict.objects.get().grounds[0])


def filed_by(opener, filer, organisation):
    case = filled_residency_case(opener, organisation)
    step(case, "file", filer)
    return case


def test_somebody_named_in_the_application():
    case, _founder = filed_residency_case(project_name="Сәуле Ахметова жетекшілік ететін жоба")
    assert found(case, PersonFactory(full_name="Сәуле АХМЕТОВА")) == {"common_work": ["named"]}
    assert found(case, PersonFactory(full_name="Сәуле")) == {}
    assert found(case, PersonFactory(full_name="Уле Ахмет")) == {}  # a part of other words is no name


def test_heads_without_a_name_are_not_the_same_head():
    case, _founder = filed_residency_case()
    sister = OrganisationFactory(people=[person := PersonFactory()])
    for organisation in (case.applicant, sister):
        MandateFactory(user=PersonFactory(full_name=""), organisation=organisation, capacity=Capacity.HEAD)
    assert found(case, person) == {}


def test_many_cases_are_looked_at_as_each_alone_and_with_no_more_questions():
    people = [PersonFactory(full_name="Сәуле Ахметова"), PersonFactory(email="a@dala-lab.kz"), PersonFactory()]
    cases = [filed_residency_case(project_name="Сәуле Ахметова жетекшілік ететін жоба")[0], filed_residency_case()[0]]
    MandateFactory(user=people[2], organisation=cases[1].applicant)
    MandateFactory(user=PersonFactory(email="b@dala-lab.kz"), organisation=cases[1].applicant)
    alone = [found for case in cases for found in grounds_against({case: people})]
    assert {(case.pk, person.pk) for case, person, _grounds in alone} == {
        (cases[0].pk, people[0].pk),
        (cases[1].pk, people[1].pk),
        (cases[1].pk, people[2].pk),
    }
    with CaptureQueriesContext(connection) as one:
        list(grounds_against({cases[0]: people}))
    with CaptureQueriesContext(connection) as both:
        assert list(grounds_against(dict.fromkeys(cases, people))) == alone
    assert len(both) == len(one)
    assert {(one.case_id, one.person_id) for one in look_for_all({cases[0]: people[2:], cases[1]: people[:2]})} == {
        (cases[1].pk, people[1].pk)
    }


@pytest.fixture
def employers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A room above that knows employers."""
    monkeypatch.setattr(conflict_source, "_entries", {})
    monkeypatch.setattr(words, "_words", dict(words._words))
    words.call({"test_employer": "employed by %(organisation)s"})

    @conflict_source("test.employers")
    def employed(people, organisations):
        for person in people:
            if person.full_name == "Қызметкер":
                for organisation in organisations:
                    ground = Ground(ConflictKind.EMPLOYMENT, "test_employer", {"organisation": organisation.name})
                    yield person, organisation, ground


def test_rooms_above_add_what_they_know(employers: None):
    case, _founder = filed_residency_case()
    [conflict] = look_for(case, [PersonFactory(full_name="Қызметкер"), PersonFactory()])
    assert conflict.kind == ConflictKind.EMPLOYMENT
    assert in_words(conflict.grounds[0]) == f"employed by {case.applicant}"
    with pytest.raises(ValueError, match="given once"):
        words.call({"mandate": "again"})


def test_what_was_dismissed_does_not_come_back_unless_there_is_more():
    case, _founder = filed_residency_case()
    person, secretary = PersonFactory(), officer(Role.SECRETARY)
    MandateFactory(user=person, organisation=case.applicant, revoked_at=timezone.now())
    [conflict] = look_for(case, [person])
    assert [again.pk for again in look_for(case, [person])] == [conflict.pk]
    assert Notice.objects.filter(recipient=secretary).count() == 1
    dismiss(conflict, secretary, "Баяғыда.")
    assert look_for(case, [person]) == []
    MandateFactory(user=person, organisation=case.applicant)
    [newer] = look_for(case, [person])
    assert len(newer.grounds) == 2


def test_grounds_are_worded_in_the_language_of_the_page():
    case, _founder = filed_residency_case()
    person = PersonFactory()
    MandateFactory(user=person, organisation=case.applicant)
    [conflict] = look_for(case, [person])
    said = set()
    for language in ("kk", "ru", "en"):
        with translation.override(language):
            said.add(in_words(conflict.grounds[0]))
    assert len(said) == 3
