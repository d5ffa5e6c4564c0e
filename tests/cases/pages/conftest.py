from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def founder(procedures: None, client: Any) -> Any:
    """A founder who is signed in, and acts for one organisation."""
    from tests.factories.parties import OrganisationFactory, PersonFactory

    person = PersonFactory()
    OrganisationFactory(people=[person])
    client.force_login(person)
    return person


@pytest.fixture
def draft(founder: Any) -> Any:
    from orken.parties.queries import organisations_of
    from tests.factories.cases import filled_residency_case

    return filled_residency_case(founder, organisations_of(founder).get())
