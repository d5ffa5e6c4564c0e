"""How assignments are shown, to experts and at the desk alike."""

from __future__ import annotations

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
    """Working days that the expert has left, through the last one; below zero when it has passed."""
    today, calendar = timezone.localdate(), working_calendar()
    left = calendar.working_days_between(today, assignment.due_on)
    if today > assignment.due_on:
        left = min(left, -1)
    return ui.clock(left, assignment.due_on)
