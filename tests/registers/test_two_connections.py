"""Certificates issued at the same moment, and an entry changed by two officers."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.utils import timezone

from orken.kernel.errors import RuleViolation
from orken.registers.models import Certificate, Entry, EntryVersion
from orken.registers.services import issue_certificate, revoke_entry, suspend_entry
from tests.factories.registers import REASON, new_tester, officer
from tests.simultaneous import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_numbers_are_unique_and_gapless_when_issued_at_once() -> None:
    entries = [new_tester() for _ in range(6)]

    def issue(entry: Entry) -> str:
        return issue_certificate(entry, actor=None).number

    def issue_and_fail(entry: Entry) -> None:
        with transaction.atomic():
            issue_certificate(entry, actor=None)
            raise ArithmeticError

    calls = [lambda entry=entry: issue(entry) for entry in entries]
    results = at_once(*calls, *[lambda: issue_and_fail(entries[0])] * 2)
    assert sum(isinstance(result, ArithmeticError) for result in results) == 2
    year = timezone.localdate().year
    expected = [f"KZ-T-{year}-{number:06}" for number in range(1, 7)]
    assert sorted(result for result in results if isinstance(result, str)) == expected
    assert sorted(Certificate.objects.values_list("number", flat=True)) == expected


def test_two_officers_change_one_entry_one_after_the_other() -> None:
    entry, today = new_tester(), timezone.localdate()
    first, second = officer(), officer()
    results = at_once(
        lambda: suspend_entry(entry, day=today, reason=REASON, actor=first),
        lambda: suspend_entry(entry, day=today, reason=REASON, actor=second),
    )
    assert [result.code for result in results if isinstance(result, RuleViolation)] == ["wrong_state"]
    assert sum(isinstance(result, EntryVersion) for result in results) == 1
    revoke_entry(entry, day=today, reason=REASON, actor=first)
    assert list(entry.versions.values_list("sequence", "standing")) == [(1, "active"), (2, "suspended"), (3, "revoked")]
