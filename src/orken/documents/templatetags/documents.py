"""How evidence is shown, on the applicant's and the officer's pages alike."""

from __future__ import annotations

from django import template

from orken.documents.evidence import Standing
from orken.documents.wording import problem_of, state_of
from orken.ui.templatetags import ui

register = template.Library()


@register.inclusion_tag("ui/state.html")
def evidence_state(standing: Standing) -> dict[str, object]:
    return ui.state(*state_of(standing))


@register.filter
def problem(standing: Standing) -> str:
    return problem_of(standing)
