"""How assignments are shown, to experts and at the desk alike."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString

from orken.reviews.models import Assignment, AssignmentState
from orken.rulebook.queries import working_calendar
from orken.ui.templatetags import ui

register = template.Library()

_SIGNS = {
    AssignmentState.ASKED: ("info", "inbox"),
    AssignmentState.ACCEPTED: ("info", "half"),
    AssignmentState.FILED: ("good", "done"),
    AssignmentState.DECLINED: ("neutral", "minus"),
    AssignmentState.REPLACED: ("neutral", "minus"),
    AssignmentState.SET_ASIDE: ("neutral", "minus"),
}


@register.simple_tag
def assignment_state(assignment: Assignment) -> SafeString:
    tone, icon_name = _SIGNS[AssignmentState(assignment.state)]
    return ui.state(tone, assignment.get_state_display(), icon_name)


@register.simple_tag
def assignment_clock(assignment: Assignment) -> SafeString:
    return last_day_clock(assignment.due_on)


@register.simple_tag
def last_day_clock(last_day: date) -> SafeString:
    """Working days that the expert has left, through the last one; below zero when it has passed."""
    today = timezone.localdate()
    left = working_calendar().working_days_between(today, last_day)
    return ui.clock(min(left, -1) if today > last_day else left, last_day)
