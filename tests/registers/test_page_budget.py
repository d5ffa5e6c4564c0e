"""The page of a register costs the same for one entry and for many."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from orken.registers.models import State
from orken.registers.queries import count_as_of, entries_as_of
from orken.registers.services import issue_certificate
from tests.factories.registers import TESTERS, certified_tester, new_tester
from tools.bench.population import organisations, register_entries

pytestmark = pytest.mark.django_db


@pytest.fixture
def many() -> None:
    register_entries(120, TESTERS, members=organisations(10))


def test_page_asks_at_most_three_questions(
    client: Client, many: None, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for query in ("", "?page=2", "?state=suspended", "?search=дала", "?search=KZ-B-00", "?as_of=2026-01-01"):
        with django_assert_max_num_queries(3):
            assert client.get(f"/kk/registers/testers/{query}").status_code == 200


@pytest.mark.parametrize("state", [None, State.VALID, State.SUSPENDED, State.EXPIRED])
def test_as_many_are_counted_as_are_found(many: None, state: State | None) -> None:
    for days_ago, search in product((0, 2, 60, 500, 2000), ("", "дала", "kz-b-000001", "дала KZ", "no such word")):
        day = timezone.localdate() - timedelta(days=days_ago)
        assert count_as_of(TESTERS, day, search, state) == len(entries_as_of(TESTERS, day, search, state))


def test_entries_of_another_register_are_neither_found_nor_counted(many: None) -> None:
    from orken.residency.register import RESIDENTS

    today = timezone.localdate()
    assert count_as_of(RESIDENTS, today) == 0
    assert list(entries_as_of(RESIDENTS, today)) == []


def test_entry_that_has_not_begun_is_not_counted() -> None:
    today = timezone.localdate()
    new_tester(valid_from=today + timedelta(days=1))
    assert count_as_of(TESTERS, today) == 0
    assert count_as_of(TESTERS, today + timedelta(days=1)) == 1


def test_entry_is_found_by_its_last_certificate_only() -> None:
    first = certified_tester()
    last = issue_certificate(first.entry, actor=None)
    today = timezone.localdate()
    assert list(entries_as_of(TESTERS, today, first.number)) == []
    assert [version.entry for version in entries_as_of(TESTERS, today, last.number.lower())] == [first.entry]
