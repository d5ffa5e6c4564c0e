"""Experts and members of bodies find what waits for them in the menu; nobody else has these entries."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from orken.commission.models import Membership
from orken.parties.models import Role, User
from orken.parties.rights import rights_of
from orken.reviews.models import Expert
from tests.factories.commission import a_council
from tests.factories.parties import PersonFactory
from tests.factories.reviews import ExpertFactory

pytestmark = pytest.mark.django_db

REVIEWS, SESSIONS = "/en/reviews/", "/en/commission/"


def menu_of(person: User) -> set[str]:
    client = Client()
    client.force_login(person)
    page = BeautifulSoup(client.get("/en/appearance/").content, "html.parser")
    return {REVIEWS, SESSIONS} & {link["href"] for link in page.header.find_all("a")}


def test_neither_applicants_nor_officers_nor_former_members_have_the_entries() -> None:
    council, former = a_council(), ExpertFactory(ended_at=timezone.now()).user
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(user=council.people[4]).update(valid_to=yesterday)
    others = [PersonFactory(), PersonFactory(roles=list(Role)), council.secretary, former, council.people[4]]
    assert [menu_of(person) for person in others] == [set()] * len(others)


def test_who_is_called_finds_the_entry_and_no_page_asks_more_for_it(django_assert_num_queries: Any) -> None:
    council = a_council()
    expert: Expert = ExpertFactory()
    assert menu_of(expert.user) == {REVIEWS}
    assert [menu_of(person) for person in council.people] == [{SESSIONS}] * 5
    ExpertFactory(user=council.people[0])
    assert menu_of(council.people[0]) == {REVIEWS, SESSIONS}
    with django_assert_num_queries(1):
        assert rights_of(council.people[0]).callings == {"expert", "member"}
    User.objects.filter(pk=expert.user.pk).update(is_active=False)
    assert rights_of(expert.user).callings == set()
