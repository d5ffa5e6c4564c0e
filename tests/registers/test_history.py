"""What a register says about a day, and that nothing recorded can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from orken.journal.models import Entry as JournalEntry
from orken.kernel.errors import RuleViolation
from orken.registers.models import Certificate, Entry, EntryVersion, Standing, State
from orken.registers.queries import entries_as_of, version_on
from orken.registers.services import reinstate_entry, revoke_entry, suspend_entry
from tests.factories.registers import REASON, TESTERS, certified_tester, new_tester, officer

pytestmark = pytest.mark.django_db

Travel = Callable[[str], None]
JANUARY, MARCH, JUNE, AUGUST, DECEMBER = (date(2026, month, 10) for month in (1, 3, 6, 8, 12))


def state_on(entry: Entry, day: date) -> State:
    return version_on(entry.pk, day).state_on(day)


def listed(day: date, search: str = "", state: State | None = None) -> list[str]:
    return [version.name for version in entries_as_of(TESTERS, day, search, state)]


@pytest.fixture
def eventful(travel: Travel) -> Entry:
    """In force from 10 January for a year; suspended 10 March, reinstated 10 June, revoked 10 August."""
    travel("2026-01-10")
    entry, actor = new_tester("«Қайрат» ЖШС", valid_from=JANUARY, valid_to=date(2027, 1, 10)), officer()
    for month, change in ((3, suspend_entry), (6, reinstate_entry), (8, revoke_entry)):
        travel(f"2026-{month:02}-10")
        change(entry, day=timezone.localdate(), reason=REASON, actor=actor)
    return entry


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2026, 1, 9), State.NOT_YET),
        (JANUARY, State.VALID),
        (date(2026, 3, 9), State.VALID),
        (MARCH, State.SUSPENDED),
        (date(2026, 6, 9), State.SUSPENDED),
        (JUNE, State.VALID),
        (date(2026, 8, 9), State.VALID),
        (AUGUST, State.REVOKED),
        (date(2030, 1, 1), State.REVOKED),
    ],
)
def test_every_day_has_the_state_that_held_on_it(eventful: Entry, day: date, state: State) -> None:
    assert state_on(eventful, day) is state
    if state is not State.NOT_YET:
        assert listed(day, state=state) == ["«Қайрат» ЖШС"]


def test_end_is_the_first_day_without_force() -> None:
    entry = new_tester(valid_from=JANUARY, valid_to=JUNE)
    assert state_on(entry, date(2026, 6, 9)) is State.VALID
    assert state_on(entry, JUNE) is State.EXPIRED


def test_suspended_entry_expires_all_the_same(travel: Travel) -> None:
    travel("2026-03-10")
    entry = new_tester(valid_from=JANUARY, valid_to=JUNE)
    suspend_entry(entry, day=MARCH, reason=REASON, actor=officer())
    assert state_on(entry, JUNE) is State.EXPIRED


@pytest.mark.parametrize("state", list(State))
def test_filter_agrees_with_the_state_of_each_listed_entry(eventful: Entry, state: State) -> None:
    new_tester(valid_from=JANUARY, valid_to=JUNE)
    new_tester(valid_from=JANUARY)
    for day in (date(2026, 1, 9), JANUARY, MARCH, JUNE, AUGUST, DECEMBER):
        of_that_state = {version for version in entries_as_of(TESTERS, day) if version.state_on(day) is state}
        assert set(entries_as_of(TESTERS, day, state=state)) == of_that_state


def test_entry_is_not_listed_before_its_first_day() -> None:
    new_tester(valid_from=MARCH)
    assert listed(date(2026, 3, 9)) == []
    assert len(listed(MARCH)) == 1


def test_former_members_stay_listed(eventful: Entry) -> None:
    new_tester("«Ай» ЖШС", valid_from=JANUARY, valid_to=MARCH)
    assert listed(DECEMBER) == ["«Ай» ЖШС", "«Қайрат» ЖШС"]
    assert listed(DECEMBER, state=State.VALID) == []


def test_names_come_in_the_order_of_the_kazakh_alphabet() -> None:
    for name in ("ЖШС Ұшқын", "«Өрнек» ЖШС", "Орал", "Яуыз", "Әлем", "Азия", "Қала", "Кала", "Ірі", "Zeta"):
        new_tester(name)
    assert listed(timezone.localdate()) == [
        "Zeta", "Азия", "Әлем", "ЖШС Ұшқын", "Кала", "Қала", "Орал", "«Өрнек» ЖШС", "Ірі", "Яуыз",
    ]  # fmt: skip


@pytest.mark.parametrize("search", ["өрнек", "ОРНЕК", "астана орнек", "Astana", "drones", "KZ-T-2026-000001"])
def test_search_finds_by_name_number_and_content_on_any_keyboard(travel: Travel, search: str) -> None:
    travel("2026-03-10")
    certified_tester("«Өрнек» ЖШС")
    new_tester("«Басқа» ЖШС", data={"field": "maps", "place": {"kk": "Орал", "ru": "Уральск", "en": "Oral"}})
    assert listed(timezone.localdate(), search) == ["«Өрнек» ЖШС"]


def test_search_takes_signs_of_patterns_as_letters() -> None:
    new_tester("100% ЖШС")
    new_tester("1000 ЖШС")
    assert listed(timezone.localdate(), "100%") == ["100% ЖШС"]


def test_change_before_the_last_one_is_refused(eventful: Entry, travel: Travel) -> None:
    entry = new_tester(valid_from=MARCH)
    with pytest.raises(RuleViolation, match="holds from 2026-03-10") as caught:
        suspend_entry(entry, day=JANUARY, reason=REASON, actor=officer())
    assert caught.value.field == "day"


def test_changes_that_do_not_fit_the_state_are_refused(eventful: Entry) -> None:
    for change in (suspend_entry, reinstate_entry, revoke_entry):
        with pytest.raises(RuleViolation, match="Revoked"):
            change(eventful, day=DECEMBER, reason=REASON, actor=officer())
    running = new_tester(valid_from=JANUARY)
    with pytest.raises(RuleViolation, match="Valid"):
        reinstate_entry(running, day=MARCH, reason=REASON, actor=officer())
    ended = new_tester(valid_from=JANUARY, valid_to=MARCH)
    with pytest.raises(RuleViolation, match="Expired"):
        suspend_entry(ended, day=JUNE, reason=REASON, actor=officer())
    assert EntryVersion.objects.filter(entry__in=[running, ended]).count() == 2


def test_two_changes_on_one_day_leave_the_second(travel: Travel) -> None:
    travel("2026-03-10")
    entry = new_tester(valid_from=MARCH)
    suspend_entry(entry, day=MARCH, reason=REASON, actor=officer())
    reinstate_entry(entry, day=MARCH, reason=REASON, actor=officer())
    assert state_on(entry, MARCH) is State.VALID
    assert entry.versions.count() == 3


def test_journal_tells_who_changed_the_entry(eventful: Entry) -> None:
    actions = JournalEntry.objects.filter(subject=f"register_entry:{eventful.reference}").values_list(
        "action", flat=True
    )
    assert list(actions) == [
        "registers.opened_entry",
        "registers.entry_suspended",
        "registers.entry_active",
        "registers.entry_revoked",
    ]


@pytest.mark.parametrize("table", ["registers_entry", "registers_entryversion", "registers_certificate"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_database_refuses_to_rewrite_history(table: str, statement: str) -> None:
    certified_tester()
    with pytest.raises(IntegrityError, match="only grow"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else TRUNCATE waits for checks of the rows just added
        cursor.execute(statement.format(table))
    assert Certificate.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [{"sequence": 9}, {"sequence": 5, "valid_from": JANUARY}, {"sequence": 5, "valid_from": DECEMBER}],
    ids=["a gap", "backwards", "after the revocation"],
)
def test_database_refuses_versions_out_of_order(eventful: Entry, changes: dict[str, object]) -> None:
    last = eventful.versions.order_by("-sequence")[0]
    last.pk = None
    for name, value in changes.items():
        setattr(last, name, value)
    last.standing = Standing.ACTIVE
    with pytest.raises(IntegrityError, match="cannot follow"), transaction.atomic():
        last.save(force_insert=True)
