"""The wall clock is put back or the country changes its time zone: terms stay right and nothing is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from orken.cases.clock import live_clock
from orken.cases.models import CaseState
from orken.cases.services.casework import write_remark
from tests.factories.cases import filed_residency_case, officer, step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("procedures")]


def test_a_clock_put_back_over_midnight_takes_no_day_from_anybody(travel: Callable[[str], None]) -> None:
    travel("2026-03-18 00:10")
    case, founder = filed_residency_case()
    acting = officer()
    write_remark(case, "question:project_name", "Толық атауы керек.", actor=acting)
    travel("2026-03-17 23:55")  # the server's clock was corrected
    step(case, "return_for_correction", acting)
    clock = live_clock(case)
    assert clock is not None
    assert clock.days_used == 0
    travel("2026-03-18 09:00")
    step(case, "refile", founder)
    clock = live_clock(case)
    assert clock is not None
    assert (case.state, clock.days_used, clock.due_on) == (CaseState.IN_PROGRESS, 0, date(2026, 3, 30))
    # The story is told in the order in which things happened, whatever the clock said then.
    assert [filing.round for filing in case.filings.order_by("pk")] == [1, 2]
    assert case.filings.get(round=2).number.endswith("/2")


def test_a_term_runs_through_the_change_of_time_zone(time_machine) -> None:  # type: ignore[no-untyped-def]
    # At midnight into 1 March 2024 Almaty's clocks went from UTC+6 back to 23:00 at UTC+5.
    time_machine.move_to(datetime(2024, 2, 29, 18, 30, tzinfo=UTC), tick=False)
    case, _founder = filed_residency_case()
    clock = live_clock(case)
    assert clock is not None
    assert (clock.running_since, clock.due_on) == (date(2024, 2, 29), date(2024, 3, 7))
    time_machine.move_to(datetime(2024, 3, 1, 18, 30, tzinfo=UTC), tick=False)
    later, _founder = filed_residency_case()
    clock = live_clock(later)
    assert clock is not None
    assert clock.running_since == date(2024, 3, 1)
