"""The rule book in the database: what a pack brings, what the operator sets, what the constraints refuse."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import IntegrityError, close_old_connections, transaction

from orken.journal.queries import entries_about
from orken.journal.services import record
from orken.kernel.errors import RuleViolation
from orken.kernel.text import Text
from orken.rulebook import queries
from orken.rulebook.models import DayTransfer, Edition, Origin, ParameterValue
from orken.rulebook.packs import PACKS
from orken.rulebook.parameters import Certainty
from orken.rulebook.queries import parameter_book, working_calendar
from orken.rulebook.services import load_parameters, load_transfers, read_parameters, set_parameter, set_transfer

pytestmark = pytest.mark.django_db

KZ = PACKS / "kz"
HEADER = "code,value,unit,valid_from,valid_to,act,certainty\n"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    (tmp_path / "parameters.csv").write_text(
        HEADER
        + "mci,3932,KZT,2025-01-01,2025-12-31,Law 141-VIII,secondary\n"
        + "mci,4325,KZT,2026-01-01,2026-12-31,Law 239-VIII,secondary\n"
        + "hub_arrears_bar_applies,1,flag,,,setting,operator\n"
    )
    return tmp_path


def rows_of(code: str) -> list[tuple[str, str | None, str | None, str]]:
    return [
        (
            row.value,
            row.valid_from and row.valid_from.isoformat(),
            row.valid_to and row.valid_to.isoformat(),
            row.origin,
        )
        for row in ParameterValue.objects.filter(code=code)
    ]


def set_mci(value: str, start: date | None, end: date | None = None) -> ParameterValue:
    return set_parameter("mci", value, valid_from=start, valid_to=end, act="decision 1", actor=None, record=record)


def test_pack_of_kazakhstan_runs_from_the_database() -> None:
    assert load_parameters(KZ) == len(read_parameters(KZ))
    assert load_transfers(KZ) == 7
    book = parameter_book()
    assert book.at("mci", date(2026, 3, 18)).value == 4325
    assert book.at("hub_precheck_days", date(2026, 3, 18)).certainty is Certainty.CARRIED_FORWARD
    calendar = working_calendar()
    assert calendar.add_working_days(date(2026, 3, 18), 5) == date(2026, 3, 30)
    assert calendar.is_working_day(date(2024, 5, 4))
    assert calendar.day_off_name(date(2026, 5, 27)).ru == "Первый день Курбан айта"


def test_loading_a_pack_again_changes_nothing(pack: Path) -> None:
    assert load_parameters(pack) == load_parameters(pack) == 3
    assert rows_of("mci") == [
        ("3932", "2025-01-01", "2025-12-31", "pack"),
        ("4325", "2026-01-01", "2026-12-31", "pack"),
    ]


@pytest.mark.parametrize("code", ["one_value_at_a_time", "parameter_ends_after_start", "parameter_certainty_known"])
def test_database_refuses_what_no_service_would_write(pack: Path, code: str) -> None:
    load_parameters(pack)
    changes = {
        "one_value_at_a_time": {"valid_from": date(2026, 12, 31)},
        "parameter_ends_after_start": {"valid_from": date(2028, 1, 1), "valid_to": date(2027, 1, 1)},
        "parameter_certainty_known": {"valid_from": date(2027, 1, 1), "certainty": "guess"},
    }[code]
    row = {"code": "mci", "value": "1", "unit": "KZT", "certainty": "operator"} | changes
    with pytest.raises(IntegrityError, match=code), transaction.atomic():
        ParameterValue.objects.create(**row)
    ParameterValue.objects.create(
        **row | {"code": "mci_social", "valid_from": None, "valid_to": None, "certainty": "memory"}
    )


def test_operator_value_cuts_the_days_it_takes(pack: Path) -> None:
    load_parameters(pack)
    set_mci("4400", date(2026, 7, 1), date(2026, 7, 31))
    assert rows_of("mci") == [
        ("3932", "2025-01-01", "2025-12-31", "pack"),
        ("4325", "2026-01-01", "2026-06-30", "pack"),
        ("4400", "2026-07-01", "2026-07-31", "operator"),
        ("4325", "2026-08-01", "2026-12-31", "pack"),
    ]
    set_mci("4500", date(2026, 7, 15))
    assert rows_of("mci")[2:] == [
        ("4400", "2026-07-01", "2026-07-14", "operator"),
        ("4500", "2026-07-15", None, "operator"),
    ]
    assert parameter_book().at("mci", date(2026, 7, 15)).certainty is Certainty.OPERATOR


def test_value_without_a_start_replaces_all_before(pack: Path) -> None:
    load_parameters(pack)
    set_mci("1", None, date(2026, 6, 30))
    assert rows_of("mci") == [("1", None, "2026-06-30", "operator"), ("4325", "2026-07-01", "2026-12-31", "pack")]
    set_mci("2", None)
    assert rows_of("mci") == [("2", None, None, "operator")]


def test_pack_loaded_again_leaves_the_operators_days(pack: Path) -> None:
    load_parameters(pack)
    set_mci("4400", date(2026, 7, 1), date(2026, 7, 31))
    set_parameter("hub_arrears_bar_applies", "0", valid_from=None, act="decision 2", actor=None, record=record)
    before = rows_of("mci")
    with (pack / "parameters.csv").open("a") as file:
        file.write("mci,4600,KZT,2027-01-01,,Law of 2027,secondary\n")
    load_parameters(pack)
    assert rows_of("mci") == [*before, ("4600", "2027-01-01", None, "pack")]
    assert rows_of("hub_arrears_bar_applies") == [("0", None, None, "operator")]


def test_change_is_in_the_journal_with_what_it_replaced(pack: Path) -> None:
    load_parameters(pack)
    set_mci("4400", date(2026, 7, 1))
    [entry] = entries_about("parameter:mci")
    assert entry.action == "rulebook.parameter_set"
    assert [row["value"] for row in entry.data["before"]] == ["4325"]
    assert entry.data["now"] | {"value": "4400", "certainty": "operator", "act": "decision 1"} == entry.data["now"]


def test_change_and_record_stand_or_fall_together(pack: Path) -> None:
    load_parameters(pack)
    before = rows_of("mci")

    def broken(action: str, *, actor: object, subject: str, data: Mapping[str, object]) -> object:
        raise RuntimeError("the journal is full")

    with pytest.raises(RuntimeError):
        set_parameter("mci", "1", valid_from=None, act="decision 1", actor=None, record=broken)
    assert rows_of("mci") == before


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"value": "many"}, "not_a_value", "value"),
        ({"value": ""}, "not_a_value", "value"),
        ({"value": "4325.001"}, "not_a_value", "value"),
        ({"valid_to": date(2025, 1, 1)}, "not_a_value", "value"),
        ({"act": " "}, "no_act", "act"),
        ({"code": "mcii"}, "unknown_parameter", "code"),
    ],
)
def test_setting_that_cannot_be_is_refused(pack: Path, changes: dict[str, object], code: str, field: str) -> None:
    load_parameters(pack)
    before = rows_of("mci")
    wanted = {"code": "mci", "value": "4400", "valid_from": date(2026, 7, 1), "act": "decision 1"} | changes
    name, value = wanted.pop("code"), wanted.pop("value")
    with pytest.raises(RuleViolation) as caught:
        set_parameter(name, value, **wanted, actor=None, record=record)
    assert (caught.value.code, caught.value.field) == (code, field)
    assert rows_of("mci") == before


def test_mistake_in_a_pack_leaves_the_rows_that_run(pack: Path) -> None:
    load_parameters(pack)
    before = rows_of("mci")
    with (pack / "parameters.csv").open("a") as file:
        file.write("mci,1,KZT,2026-06-01,,twice,secondary\n")
    with pytest.raises(ValueError, match="mci has two values on 2026-06-01"):
        load_parameters(pack)
    assert rows_of("mci") == before


def test_counting_rule_of_the_operator_moves_deadlines() -> None:
    load_parameters(KZ)
    wednesday = date(2026, 4, 1)
    excluded = working_calendar()
    assert excluded.add_working_days(wednesday, 1) == date(2026, 4, 2)
    set_parameter("hub_term_counts_event_day", "1", valid_from=None, act="decision 3", actor=None, record=record)
    counted = working_calendar()
    assert counted.add_working_days(wednesday, 1) == wednesday
    assert counted.version != excluded.version


def test_operator_moves_a_day_and_the_pack_does_not_move_it_back() -> None:
    load_transfers(KZ)
    name = Text(kk="Құрбан айт", ru="Курбан айт", en="Kurban Ait")
    set_transfer(date(2026, 5, 27), works=True, act="announcement", actor=None, record=record)
    set_transfer(date(2026, 5, 28), works=False, act="announcement", actor=None, record=record, name=name)
    load_transfers(KZ)
    calendar = working_calendar()
    assert calendar.is_working_day(date(2026, 5, 27))
    assert not calendar.is_working_day(date(2026, 5, 28))
    assert calendar.day_off_name(date(2026, 5, 28)) == name
    assert DayTransfer.objects.get(day=date(2026, 5, 27)).origin == Origin.OPERATOR
    [entry] = entries_about("day:2026-05-27")
    assert entry.data["before"]["works"] is False
    with pytest.raises(RuleViolation, match="act or decision"):
        set_transfer(date(2026, 5, 29), works=False, act="", actor=None, record=record)


def test_request_reads_the_rule_book_once_and_sees_its_own_change(
    pack: Path, django_assert_num_queries: object
) -> None:
    load_parameters(pack)
    queries.remember()
    try:
        with django_assert_num_queries(3):  # its edition, the parameters, the moved days
            for _time in range(3):
                parameter_book()
                working_calendar()
        set_mci("4400", date(2026, 7, 1))
        assert parameter_book().at("mci", date(2026, 7, 1)).value == 4400
    finally:
        queries.forget()


def test_what_still_stands_is_not_read_again(pack: Path, django_assert_num_queries: Any) -> None:
    load_parameters(pack)
    parameter_book()
    for _request in range(2):
        queries.remember()
        with django_assert_num_queries(1):
            parameter_book()
            working_calendar()
        queries.forget()


def test_what_was_rolled_back_is_not_kept(pack: Path) -> None:
    load_parameters(pack)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        ParameterValue.objects.filter(code="mci").update(value="1")
        assert parameter_book().at("mci", date(2026, 7, 1)).value == 1
        raise ZeroDivisionError
    assert parameter_book().at("mci", date(2026, 7, 1)).value == 4325


@pytest.mark.parametrize("table", [ParameterValue, DayTransfer])
def test_every_change_makes_a_new_edition(pack: Path, table: type[ParameterValue] | type[DayTransfer]) -> None:
    load_parameters(pack)
    load_transfers(KZ)
    seen = {Edition.objects.get().token}
    row = table.objects.all()[0]
    for change in (row.delete, row.save, row.save):
        change()
        seen.add(Edition.objects.get().token)
    assert len(seen) == 4


def test_outside_a_request_every_reading_is_fresh(pack: Path) -> None:
    load_parameters(pack)
    assert parameter_book().at("mci", date(2026, 7, 1)).value == 4325
    ParameterValue.objects.filter(code="mci", valid_from=date(2026, 1, 1)).update(value="1")
    assert parameter_book().at("mci", date(2026, 7, 1)).value == 1


def test_rows_read_as_what_they_say(pack: Path) -> None:
    load_parameters(pack)
    moved = DayTransfer(day=date(2026, 5, 27), works=False)
    assert [str(row) for row in [*ParameterValue.objects.all(), moved]] == [
        "hub_arrears_bar_applies = 1 flag (… – …)",
        "mci = 3932 KZT (2025-01-01 – 2025-12-31)",
        "mci = 4325 KZT (2026-01-01 – 2026-12-31)",
        "2026-05-27 (off)",
    ]


def test_page_reads_one_rule_book_and_the_next_page_sees_what_changed(pack: Path) -> None:
    """The signals of a request open and close its memory."""
    load_parameters(pack)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        request_started.send(sender=None)
        first = parameter_book()
        ParameterValue.objects.filter(code="mci").update(value="1")
        assert parameter_book() is first
        request_finished.send(sender=None)
        assert parameter_book() is not first
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
