"""Addresses that nobody was given: the answer is a page, never a server error."""

from __future__ import annotations

import pytest
from django.test import Client

from orken.parties.models import Role
from tests.factories.cases import officer

pytestmark = pytest.mark.django_db

STRANGE = ["%00", "%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00", "%D2%9B%FF", "a" * 3000, "..%2F..%2Fetc%2Fpasswd"]
PLACES = [
    "procedures/{}/",
    "procedures/{}/start/",
    "cases/{}/",
    "cases/{}/form/project/",
    "cases/0000000000000000/documents/{}/",
    "desk/cases/{}/",
    "organisations/{}/",
    "notices/{}/",
    "registers/{}/",
    "verify/{}/",
    "registers/residents/?q={}",
    "registers/residents/?as_of={}",
    "verify/?number={}",
    "desk/?q={}&stage={}&clock={}&page={}",
]


@pytest.mark.parametrize("place", ["desk/?filed_to=9999-12-31", "desk/workload/?until=0001-01-01"])
def test_first_and_last_day_of_all_time_are_answered_with_a_page(client: Client, place: str) -> None:
    client.force_login(officer(Role.HEAD_OF_UNIT))
    assert client.get(f"/kk/{place}").status_code in (200, 422)


@pytest.mark.parametrize("place", PLACES)
def test_a_strange_address_is_answered_with_a_page(client: Client, place: str) -> None:
    client.force_login(officer())
    for strange in STRANGE:
        response = client.get("/kk/" + place.replace("{}", strange))
        assert response.status_code in (200, 302, 400, 404, 422), (place, strange)
