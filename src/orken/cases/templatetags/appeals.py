"""What a decision does, as a badge: with an application, or with an appeal."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from orken.cases.models import Outcome
from orken.cases.models.stage import APPEALS_END_IN
from orken.cases.presentation import STATE_SIGNS
from orken.cases.wording import OUTCOMES
from orken.ui.templatetags import ui

register = template.Library()


@register.simple_tag
def outcome_state(outcome: str) -> SafeString:
    """What came of a case, as the badge of a closed one says it."""
    tone, icon_name = STATE_SIGNS[outcome]
    return ui.state(tone, OUTCOMES[outcome], icon_name)


@register.simple_tag
def decided_state(outcome: str) -> SafeString:
    if outcome in APPEALS_END_IN:
        return outcome_state(outcome)
    approves = outcome == Outcome.GRANTED
    return ui.state("good" if approves else "bad", _("Approves") if approves else _("Refuses"))
