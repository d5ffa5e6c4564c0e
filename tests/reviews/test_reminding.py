"""Late experts: two reminders on their days, then the officers hear of it once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from orken.notices.models import Notice
from orken.reviews.models import Assignment
from orken.reviews.services.answering import decline
from orken.reviews.services.reminding import remind_experts
from orken.rulebook.queries import working_calendar
from tests.factories.cases import officer, step
from tests.factories.reviews import asked, case_in_review, filed, reading

pytestmark = pytest.mark.usefixtures("procedure")


def days_before(assignment: Assignment, number: int) -> date:
    """The last day with so many working days left."""
    day, calendar = assignment.due_on, working_calendar()
    while calendar.working_days_between(day, assignment.due_on) < number:
        day -= timedelta(days=1)
    return day


def told(person) -> int:
    return Notice.objects.filter(recipient=person).count()


def test_nobody_is_reminded_before_the_day():
    assignment = asked(case_in_review())
    assert remind_experts(days_before(assignment, 4)) == 0


def test_two_reminders_each_once_and_their_days_are_kept():
    assignment = reading(case_in_review())
    for number in (3, 2, 1):
        day = days_before(assignment, number)
        remind_experts(day)
        remind_experts(day)
    assignment.refresh_from_db()
    assert [sent["days"] for sent in assignment.reminders] == [3, 1]
    assert len(assignment.reminded_at) == 2
    assert told(assignment.expert.user) == 3  # asked, and reminded twice


def test_after_days_without_a_worker_only_the_nearest_is_sent():
    assignment = asked(case_in_review())
    assert remind_experts(assignment.due_on) == 1
    assert remind_experts(assignment.due_on) == 0
    assignment.refresh_from_db()
    assert [sent["days"] for sent in assignment.reminders] == [1]


def test_when_the_day_has_passed_the_officers_hear_once():
    clerk, assignment = officer(), asked(case_in_review())
    before, day = told(clerk), assignment.due_on + timedelta(days=1)
    assert remind_experts(day) == 1
    assert remind_experts(day + timedelta(days=1)) == 0
    assert told(clerk) == before + 1


def test_who_has_filed_or_left_or_whose_case_was_withdrawn_is_left_alone():
    first, other = case_in_review(), case_in_review()
    done, left, idle = filed(reading(first)), asked(first), asked(other)
    decline(left.reference, "Жоқ", actor=left.expert.user)
    step(other, "withdraw", other.opened_by)
    assert remind_experts(done.due_on + timedelta(days=30)) == 0
    idle.refresh_from_db()
    assert idle.reminders == []
