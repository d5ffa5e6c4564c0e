"""How cases, answers and rules are shown; used by the applicant's and the officer's pages alike."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString, mark_safe

from orken.cases import presentation
from orken.cases.answer_markup import answer_markup
from orken.cases.clock import days_left
from orken.cases.models import Case
from orken.cases.procedure.answers import Problem
from orken.cases.procedure.definition import Procedure, Question
from orken.cases.review import Item
from orken.cases.review_markup import items_markup
from orken.cases.wording import name_of_fact, parameter_in_words, problem_text
from orken.kernel.text import Text
from orken.rulebook.parameters import Certainty, Parameter
from orken.rulebook.rules import Outcome, RuleResult
from orken.ui.templatetags import ui
from orken.ui.wording import current_language

register = template.Library()

NO_CLOCK = mark_safe('<span class="soft">—</span>')
_OUTCOME_TONES = {
    Outcome.HOLDS: "good",
    Outcome.FAILS: "bad",
    Outcome.NOT_JUDGED: "info",
    Outcome.DOES_NOT_APPLY: "neutral",
}


@register.simple_tag
def case_state(case: Case) -> SafeString:
    """The badge of a case: the stage where it stands, its state or its outcome."""
    tone, icon_name = presentation.state_sign(case)
    return ui.state(tone, presentation.state_label(case), icon_name)


@register.simple_tag
def case_clock(case: Case, *, large: bool = False) -> SafeString:
    """Working days that remain in the stage where the case stands."""
    running = presentation.running_clock(case)
    if running is None:
        return NO_CLOCK
    paused = running.paused_at is not None
    return ui.clock(days_left(running), None if paused else running.due_on, paused=paused, large=large)


@register.simple_tag
def answer(question: Question, data: object) -> SafeString:
    return answer_markup(question, data)


@register.simple_tag
def items_in_review(case: Case, items: Iterable[tuple[Item, BoundField | None]]) -> SafeString:
    return items_markup(case, items)


@register.filter
def value_in_words(parameter: Parameter) -> str:
    return parameter_in_words(parameter)


@register.filter
def certainty_in_words(code: str) -> Text:
    return Certainty(code).label


@register.filter
def tone_of_outcome(result: RuleResult) -> str:
    return _OUTCOME_TONES[result.outcome]


@register.filter
def unsettled(result: RuleResult) -> list[Parameter]:
    """Parameters that no act of the day confirms: the page says so beside the rule."""
    return [parameter for parameter in result.parameters if parameter.certainty is not Certainty.CONFIRMED]


@register.filter
def in_words(problem: Problem) -> str:
    return problem_text(problem)


@register.filter
def missing_in_words(result: RuleResult, procedure: Procedure) -> str:
    """What kept a rule from being judged, by the names that the form has for it."""
    return "; ".join(dict.fromkeys(name_of_fact(name, procedure) for name in result.missing))


@register.filter
def document_title(case: Case, kind: str) -> str:
    """What the case's procedure calls a document of this kind; the kind itself where it asks for none."""
    asked = (section.document for section in case.definition.sections if section.document)
    return next((document.title.in_language(current_language()) for document in asked if document.kind == kind), kind)
