"""What a case is found by. Searches that must find nothing come first."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps

from orken.cases.models import Case
from orken.cases.search import matching
from orken.parties.services import revise_organisation
from tests.factories.cases import (
    filed_residency_case,
    filled_residency_case,
    founder_with_organisation,
    load_rules_and_procedures,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def procedures(db):
    load_rules_and_procedures()


def found(typed):
    return list(Case.objects.filter(matching(typed)))


@pytest.mark.parametrize("typed", ["жоқ", "---", "'", "a & b | !", "Дала жоқ", "\u202e", "((("])
def test_what_is_in_no_case_finds_nothing_and_breaks_nothing(typed):
    filed_residency_case()
    assert found(typed) == []


def test_draft_is_not_found():
    founder, organisation = founder_with_organisation()
    filled_residency_case(founder, organisation)
    assert found(organisation.name) == []


def test_case_is_found_by_number_applicant_bin_person_and_project():
    case, founder = filed_residency_case(project_name="Дала барлау")
    filed_residency_case(project_name="Теңіз")
    for typed in (case.number, case.applicant.bin, case.applicant.bin[:11], "дала", "БАРЛ дала"):
        assert found(typed) == [case], typed
    assert case in found(case.applicant.name)
    assert case in found(founder.full_name)


def test_kazakh_letters_may_be_typed_as_russian_ones():
    case, _founder = filed_residency_case(project_name="Өңірлік көмір қоры")
    assert found("онирлик комир кор") == [case]


def test_renamed_organisation_is_found_by_its_new_name():
    case, founder = filed_residency_case()
    case.applicant.name = "«Ақниет» ЖШС"
    revise_organisation(case.applicant, changed=["name"], actor=founder)
    assert found("ақниет") == [case]


def test_cases_filed_before_are_given_their_words_by_the_migration():
    case, _founder = filed_residency_case(project_name="Тұран")
    Case.objects.update(words=None)
    assert found("тұран") == []
    import_module("orken.cases.migrations.0006_words_of_filed_cases").keep_words(apps, None)
    assert found("тұран") == found(case.applicant.bin) == [case]


def test_answers_stay_words_whatever_they_say():
    case, _founder = filed_residency_case(project_name="x' & !y:* | (z")
    assert found("x y z") == [case]
