from __future__ import annotations

import pytest

from orken.parties.facts import organisation_facts, possible_organisation_facts
from tests.factories.parties import ForeignOrganisationFactory, OrganisationFactory


@pytest.mark.parametrize(
    ("number", "is_branch"),
    [("491240999015", False), ("491251999015", True), (None, False)],
)
def test_branch_is_told_by_the_sixth_digit(number, is_branch):
    make = OrganisationFactory.build if number else ForeignOrganisationFactory.build
    assert organisation_facts(make(bin=number))["organisation_is_branch"] is is_branch


def test_facts_of_a_foreign_organisation_are_flat_and_typed():
    organisation = ForeignOrganisationFactory.build(country="DE", works_on_ai=True, kind="content")
    assert organisation_facts(organisation) == {
        "organisation_country": "DE",
        "organisation_is_foreign": True,
        "organisation_is_branch": False,
        "organisation_legal_form": "foreign_entity",
        "organisation_region": "",
        "organisation_activity": "62011",
        "organisation_kind": "content",
        "organisation_works_on_ai": True,
    }


def test_rules_may_name_exactly_these_facts():
    possible = possible_organisation_facts({"regions": ["75"]})
    assert set(possible) == set(organisation_facts(OrganisationFactory.build()))
    assert possible["organisation_region"].codes == ("75", "")
    assert possible["organisation_is_foreign"].kind == "flag"
