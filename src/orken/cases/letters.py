"""Texts with ``$name`` placeholders that are filled from a case: templates of messages, and messages to many."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from string import Template

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orken.cases.clock import live_clock
from orken.cases.models import Case
from orken.cases.presentation import state_label
from orken.kernel.errors import RuleViolation
from orken.kernel.text import LANGUAGES, Text
from orken.parties.queries import people_acting_for
from orken.ui.wording import current_language, day_in_words

NO_VALUE = "—"


def _due(case: Case) -> str:
    """The day on which the running clock ends; a paused one has none."""
    clock = live_clock(case)
    return day_in_words(clock.due_on) if clock and not clock.paused_at else NO_VALUE


def _state(case: Case) -> str:
    label = state_label(case)
    return label.in_language(current_language()) if isinstance(label, Text) else str(label)


# What a text may name, with what stands in its place, in the language of the page.
PLACEHOLDERS: Mapping[str, tuple[object, Callable[[Case], str]]] = {
    "applicant": (gettext_lazy("name of the applicant"), lambda case: case.applicant.name),
    "case_number": (gettext_lazy("number of the case"), lambda case: case.number or NO_VALUE),
    "due": (gettext_lazy("day on which the running clock ends"), _due),
    "officer": (gettext_lazy("officer of the case"), lambda case: str(case.assignee or NO_VALUE)),
    "procedure": (
        gettext_lazy("title of the procedure"),
        lambda case: case.definition.title.in_language(current_language()),
    ),
    "state": (gettext_lazy("step or state of the case"), _state),
}


def check_placeholders(text: str) -> None:
    """
    Raises
    ------
    RuleViolation
        The text names something that no case has, or has a lone dollar sign.
    """
    template = Template(text)
    known = ", ".join(f"${name}" for name in PLACEHOLDERS)
    unknown = [f"${name}" for name in template.get_identifiers() if name not in PLACEHOLDERS]
    if unknown:
        raise RuleViolation(
            "unknown_placeholder",
            _("%(unknown)s is no placeholder. These are: %(known)s.") % {"unknown": ", ".join(unknown), "known": known},
        )
    if not template.is_valid():
        raise RuleViolation(
            "lone_dollar",
            _("A dollar sign begins a placeholder: %(known)s. For the sign itself write $$.") % {"known": known},
        )


def filled(text: str, case: Case, language: str) -> str:
    """The text with the placeholders replaced, in words of ``language``."""
    with translation.override(language):
        named = set(Template(text).get_identifiers())
        return Template(text).substitute({name: PLACEHOLDERS[name][1](case) for name in named})


def language_of_applicant(case: Case) -> str:
    """The language of the person who submitted last, if they still act for the applicant; else of one who does."""
    people = {person.pk: person for person in people_acting_for(case.applicant)}
    last = case.filings.order_by("-round").values_list("filed_by", flat=True).first()
    person = people.get(last or 0) or next(iter(people.values()), None)
    return person.language if person else LANGUAGES[0]
