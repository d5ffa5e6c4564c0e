"""Promised against real: every figure here was counted by hand on the calendar of 2026.

In March 2026 the 8th is a Sunday, so that Monday the 9th is off; Nauryz is the 21st (Saturday) to the 23rd, and the
24th and 25th are off in place of the weekend.
"""

from __future__ import annotations

from datetime import date

import pytest

from orken.cases.durations import Durations, durations_of, last_year, stage_durations
from orken.cases.models import Clock
from orken.cases.services.casework import write_remark
from orken.cases.services.drafting import save_section
from orken.rulebook.queries import working_calendar
from tests.factories.cases import (
    RESIDENCY,
    filed_residency_case,
    load_rules_and_procedures,
    offered_residency_case,
    officer,
    sign,
    step,
)

pytestmark = pytest.mark.django_db
CHECK = (RESIDENCY, "completeness")
MARCH = date(2026, 3, 1), date(2026, 3, 31)


@pytest.fixture(autouse=True)
def procedures(db):
    load_rules_and_procedures()


def passed_on(travel, filed_on, done_on):
    travel(filed_on)
    case, _founder = filed_residency_case()
    travel(done_on)
    step(case, "pass_on", officer())
    return case


def days_taken():
    """Of every clock that stopped, one by one."""
    return [
        clock.days_used
        + (
            0
            if clock.paused_at
            else working_calendar().working_days_between(clock.running_since, clock.stopped_at.date())
        )
        for clock in Clock.objects.exclude(stopped_at=None).order_by("pk")
    ]


@pytest.mark.parametrize("days", [[], [1], [1, 2, 3, 4]])
def test_too_few_steps_give_no_figures(days):
    assert durations_of((took, 5) for took in days) == Durations(len(days))


@pytest.mark.parametrize(
    ("days", "middle", "nine_tenths", "share"),
    [
        ([3, 1, 2, 5, 4], 3, 5, 1.0),
        ([1, 2, 3, 4, 5, 6], 3.5, 6, 5 / 6),
        ([1] * 9 + [30], 1, 1, 0.9),
        ([1] * 8 + [30, 30], 1, 30, 0.8),
        ([0] * 5, 0, 0, 1.0),
        (list(range(1, 21)), 10.5, 18, 0.25),
    ],
)
def test_figures_of_known_lists(days, middle, nine_tenths, share):
    assert durations_of((took, 5) for took in days) == Durations(len(days), middle, nine_tenths, share)


def test_holidays_and_weekends_are_no_working_days(travel):
    passed_on(travel, "2026-03-06", "2026-03-10")  # the weekend and the 9th between: 1
    passed_on(travel, "2026-03-20", "2026-03-26")  # only the 26th works: 1
    passed_on(travel, "2026-03-02", "2026-03-02")  # on the same day: 0
    passed_on(travel, "2026-03-02", "2026-03-05")  # 3, 4, 5: 3
    passed_on(travel, "2026-03-10", "2026-03-18")  # 11, 12, 13, 16, 17, 18: 6, one over the promised five
    assert days_taken() == [1, 1, 0, 3, 6]
    assert stage_durations(*MARCH)[CHECK] == Durations(5, 1, 6, 0.8)


def test_days_of_correction_are_left_out(travel):
    passed_on(travel, "2026-03-02", "2026-03-04")  # 2
    for _case in range(3):
        passed_on(travel, "2026-03-02", "2026-03-05")  # 3
    travel("2026-03-02")
    case, founder = filed_residency_case()
    clerk = officer()
    travel("2026-03-04")  # 2 used
    write_remark(case, "question:project_name", "?", actor=clerk)
    step(case, "return_for_correction", clerk)
    travel("2026-03-13")
    section = case.definition.section("project")
    save_section(case, section, {"project_name": "Жаңа атау"}, seen_revision=1, actor=founder)
    step(case, "refile", founder)
    travel("2026-03-17")  # 16, 17: 2 more
    step(case, "pass_on", clerk)
    assert stage_durations(*MARCH)[CHECK] == Durations(5, 3, 4, 1.0)


def test_withdrawn_and_lapsed_steps_were_not_done_but_steps_before_count(travel):
    travel("2026-03-02")
    case, founder = filed_residency_case()
    step(case, "pass_on", officer())
    step(case, "withdraw", founder)
    found = stage_durations(*MARCH)
    assert found[CHECK].n == 1
    assert (RESIDENCY, "decision") not in found


def test_only_steps_done_in_the_period_count(travel):
    passed_on(travel, "2026-03-31", "2026-04-01")
    assert stage_durations(*MARCH) == {}
    assert stage_durations(date(2026, 4, 1), date(2026, 4, 1))[CHECK].n == 1
    assert stage_durations(date(2026, 4, 1), date(2026, 4, 1), procedure="events.open_day_stall") == {}


def test_day_ends_at_midnight_of_almaty_not_of_greenwich(travel):
    passed_on(travel, "2026-03-02", "2026-03-04 02:00")
    assert stage_durations(date(2026, 3, 4), date(2026, 3, 4))[CHECK].n == 1


def test_public_page_says_how_long_it_takes_once_there_are_enough(client, travel):
    for _case in range(4):
        passed_on(travel, "2026-03-02", "2026-03-05")
    assert last_year(RESIDENCY) == {}
    assert "Really" not in client.get(f"/en/procedures/{RESIDENCY}/").content.decode()
    passed_on(travel, "2026-03-02", "2026-03-10")
    assert last_year(RESIDENCY)["completeness"] == Durations(5, 3, 5, 1.0)
    page = client.get(f"/en/procedures/{RESIDENCY}/").content.decode()
    assert "Really: median 3, 90% within 5; last 12 months, n = 5" in page


def test_signed_agreement_counts(travel):
    travel("2026-03-02")
    case, founder, _deciding = offered_residency_case()
    travel("2026-03-03")
    sign(case, "sign_for_applicant", founder)
    assert stage_durations(*MARCH).keys() == {CHECK, (RESIDENCY, "decision")}
