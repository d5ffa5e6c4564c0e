"""Late experts: reminded some working days before their last day, and the officers told once when it has passed."""

from __future__ import annotations

from datetime import date
from functools import partial

from django.db import transaction
from django.utils import timezone

from orken.cases.queries import is_barred
from orken.kernel.each import for_each
from orken.reviews import messages
from orken.reviews.models import Assignment
from orken.reviews.queries import assignments_due_by
from orken.rulebook.queries import working_calendar

EARLIEST_REMINDER = 60  # calendar days; no procedure reminds earlier


def remind_experts(today: date) -> int:
    """Send what is due today, each reminder once; how many were told. One that the worker missed is made up for.

    One that cannot be sent holds up no other; what went wrong is raised when all had their turn.
    """
    latest = date.fromordinal(today.toordinal() + EARLIEST_REMINDER)
    due = assignments_due_by(latest)
    return sum(for_each(due, partial(_reminded, today=today), name=lambda one: f"assignment {one.reference}"))


def reminder_due(assignment: Assignment, today: date) -> int | None:
    """How many working days ahead the reminder is that is due and was not sent; the nearest where several are."""
    left = working_calendar().working_days_between(today, assignment.due_on)
    due = [days for days in assignment.terms.reminders if left <= days]
    if today > assignment.due_on or not due or min(due) in {sent["days"] for sent in assignment.reminders}:
        return None
    return min(due)


@transaction.atomic
def _reminded(seen: Assignment, today: date) -> int:
    assignment = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("case__version", "case__applicant", "expert__user")
        .get(pk=seen.pk)
    )
    if not assignment.is_open:
        return 0
    if today > assignment.due_on:
        return _officers_told(assignment)
    days = reminder_due(assignment, today)
    if days is None or is_barred(assignment.expert.user, assignment.case):
        return 0
    assignment.reminders = [*assignment.reminders, {"days": days, "at": timezone.now().isoformat()}]
    assignment.save(update_fields=["reminders"])
    messages.tell_expert(assignment, "review_reminder")
    return 1


def _officers_told(assignment: Assignment) -> int:
    if assignment.overdue_told_at is not None:
        return 0
    assignment.overdue_told_at = timezone.now()
    assignment.save(update_fields=["overdue_told_at"])
    messages.tell_officers(assignment, "desk_review_overdue")
    return 1
