"""A person's rights as every page reads them: the same as the mandates that stand and the roles that are held."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from orken.parties.models import Mandate, Role, Scope
from orken.parties.rights import read_once, rights_of
from tests.factories.parties import MandateFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Any:
    person = PersonFactory(roles=[Role.OFFICER, Role.SIGNATORY])
    today, day = timezone.localdate(), timedelta(days=1)
    for dates in (
        {},
        {"valid_to": today},
        {"valid_from": today - 9 * day, "valid_to": today - day},
        {"valid_from": today + day},
        {"revoked_at": timezone.now()},
    ):
        MandateFactory(user=person, scope=[Scope.PREPARE], **dates)
    MandateFactory(scope=[Scope.MANAGE])
    PersonFactory(roles=[Role.HEAD_OF_UNIT])
    return person


def test_rights_are_the_standing_mandates_and_the_roles(person: Any) -> None:
    rights = rights_of(person)
    standing = {mandate.organisation_id for mandate in Mandate.objects.standing().filter(user=person)}
    assert set(rights.organisations) == standing
    assert len(standing) == 2
    assert rights.roles == {Role.OFFICER, Role.SIGNATORY}
    assert all(rights.may(one, Scope.PREPARE) and not rights.may(one, Scope.MANAGE) for one in standing)


def test_nobody_has_no_rights(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert rights_of(AnonymousUser()).organisations == []
    assert rights_of(PersonFactory()).roles == frozenset()


def test_page_asks_once(person: Any, django_assert_num_queries: Any) -> None:
    read_once(person)
    with django_assert_num_queries(1):
        assert rights_of(person) == rights_of(person)
