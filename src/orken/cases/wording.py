"""Words for what the engine keeps as codes: problems of answers, actions, states, outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from orken.cases.models import Case, CaseState, Outcome
from orken.cases.procedure.answers import Problem
from orken.cases.procedure.conditions import answer_fact_names
from orken.cases.procedure.definition import Procedure
from orken.rulebook.parameters import Parameter
from orken.ui.wording import current_language

Words = str | Promise

PROBLEMS: Mapping[str, Words] = {
    "required": _("Answer this question."),
    "unreadable": _("The answer came in a form that cannot be read. Enter it again."),
    "too_long": _(
        "The text may have %(wanted)s characters; this one has %(given)s. Shorten it; it is kept until you do."
    ),
    "invisible_characters": _("The text has invisible characters that change the direction of writing. Type it again."),
    "personal_number": _(
        "A personal number (IIN) stood here. The portal does not keep such numbers: take out the mark in its place."
    ),
    "not_in_list": _("“%(given)s” is not on the list. Choose from the list."),
    "too_many_choices": _("Choose at most %(wanted)s; you chose %(given)s."),
    "not_a_number": _("“%(given)s” is not a number. Write it like 1234,50."),
    "too_many_digits": _("“%(given)s” has too many digits. Enter at most 15 before the decimal point."),
    "ambiguous_number": _("“%(given)s” can be read as two numbers. Write thousands with spaces, like 1 234 or 1,5."),
    "too_fine_amount": _("“%(given)s” has more than two digits after the point. Round it to 0.01."),
    "too_small": _("The number must be at least %(wanted)s; you entered %(given)s."),
    "too_large": _("The number must be at most %(wanted)s; you entered %(given)s."),
    "not_a_date": _("“%(given)s” is not a date. Write it like 21.11.2026."),
    "too_few_rows": _("Rows needed: at least %(wanted)s; filled: %(given)s."),
    "too_many_rows": _("Rows allowed: at most %(wanted)s; filled: %(given)s. Remove some."),
}

# Steps of the applicant and of appeals; kinds of stages have the words of theirs (``stages.registry``).
ACTIONS: Mapping[str, Words] = {
    "file": _("Application submitted"),
    "refile": _("Corrections submitted"),
    "withdraw": _("Application withdrawn"),
    "stop_for_appeal": _("The case stands still"),
    "resume_after_appeal": _("The case goes on as it was"),
    "change_on_appeal": _("Decision changed on appeal"),
    "reopen_on_appeal": _("Sent back on appeal to be decided anew"),
}

OUTCOMES: Mapping[str, Words] = {
    Outcome.GRANTED: _("Approved"),
    Outcome.REFUSED: _("Refused"),
    Outcome.LAPSED: _("Lapsed"),
    Outcome.WITHDRAWN: _("Withdrawn"),
    Outcome.UPHELD: _("The decision stands"),
    Outcome.CHANGED: _("The decision is changed"),
    Outcome.SENT_BACK: _("Sent back to be decided anew"),
}

STATES: Mapping[str, Words] = {
    CaseState.DRAFT: _("Draft"),
    CaseState.IN_PROGRESS: _("Under examination"),
    CaseState.RETURNED: _("To correct"),
}


UNITS: Mapping[str, Words] = {
    "KZT": _("tenge"),
    "MCI": _("MCI"),
    "percent": _("percent"),
    "working days": _("working days"),
    "calendar days before filing": _("calendar days before submission"),
}


CHANGED_PARTS: Mapping[str, Words] = {
    "section": _("Section"),
    "question": _("Question"),
    "document": _("Document"),
    "rule": _("Requirement"),
    "stage": _("Step"),
}
CHANGES: Mapping[str, Words] = {"added": _("is new"), "removed": _("is gone"), "changed": _("is asked differently")}


def parameter_in_words(parameter: Parameter) -> str:
    """The value with its unit in the language of the page; a flag is a yes or a no."""
    if parameter.unit == "flag":
        return str(_("yes") if parameter.value else _("no"))
    unit = UNITS.get(parameter.unit, "")
    return f"{parameter.value_text} {unit}".strip()


def problem_text(problem: Problem) -> str:
    details = {name: _plain(value) for name, value in problem.details.items()}
    return str(PROBLEMS[problem.code]) % details


def state_words(case: Case) -> Words:
    """Where the case stands in two words: the outcome of a closed one, else its state."""
    return OUTCOMES[case.outcome] if case.state == CaseState.CLOSED else STATES[case.state]


def name_of_fact(name: str, procedure: Procedure) -> str:
    """What the form calls a fact of its rules."""
    language = current_language()
    for _section, question in procedure.questions():
        if name in answer_fact_names(question):
            return question.label.in_language(language)
    for document in (section.document for section in procedure.sections if section.document):
        if name.startswith(f"document_{document.kind}"):
            return document.title.in_language(language)
    if name.startswith("p_"):
        return gettext("a value that the operator sets")
    return gettext("data of the organisation")


def _plain(value: object) -> object:
    """A number without the exponent that Decimal may print."""
    return format(value, "f") if isinstance(value, Decimal) else value
