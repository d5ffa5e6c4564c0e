"""Filters of the queue: they stand in the address, so that a view can be kept, sent to a colleague and gone back to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django import forms
from django.core.validators import MaxValueValidator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from orken.cases.models import CaseState, Outcome
from orken.cases.queries import published_procedures
from orken.cases.wording import OUTCOMES, STATES
from orken.parties.classifications import choices
from orken.parties.models import Role
from orken.parties.queries import people_with_role
from orken.ui.wording import current_language
from orken.web.desk.queue import (
    CLOSED,
    EVERY_STATE,
    ME,
    NOBODY,
    OPEN,
    OVERDUE,
    PAUSED,
    RUNNING,
    SOON,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ANY = ("", _("Any"))
STATE_CHOICES = [
    (OPEN, _("Open")),
    *((state, STATES[state]) for state in (CaseState.IN_PROGRESS, CaseState.RETURNED)),
    (CLOSED, _("Closed")),
    *((outcome, OUTCOMES[outcome]) for outcome in Outcome.values if outcome),
    (EVERY_STATE, _("Open and closed")),
]
CLOCK_CHOICES = [
    ANY,
    (OVERDUE, _("Late")),
    (SOON, _("Due within three working days")),
    (RUNNING, _("Running")),
    (PAUSED, _("Paused")),
]
ORDER_CHOICES = [
    ("", _("Most urgent first")),
    ("newest", _("Newest first")),
    ("oldest", _("Oldest first")),
    ("applicant", _("By applicant")),
    ("number", _("By number")),
]


def _day(label: StrOrPromise) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        validators=[MaxValueValidator(date.max - timedelta(days=1))],  # a filter through a day asks for the next one
        widget=forms.DateInput({"type": "date"}),
    )


class QueueFilter(forms.Form):
    """Every field narrows by itself; a choice that does not exist (an old address) narrows nothing."""

    q = forms.CharField(
        label=_("Number, applicant, BIN, person or project"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"type": "search"}),
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=STATE_CHOICES)
    officer = forms.ChoiceField(label=_("Officer of the case"), required=False)
    clock = forms.ChoiceField(label=_("Clock"), required=False, choices=CLOCK_CHOICES)
    procedure = forms.ChoiceField(label=_("Procedure"), required=False)
    stage = forms.ChoiceField(label=_("Stage"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    filed_from = _day(_("Submitted from"))
    filed_to = _day(_("Submitted through"))
    sort = forms.ChoiceField(label=_("Order"), required=False, choices=ORDER_CHOICES)

    def __init__(self, data: Mapping[str, object]) -> None:
        super().__init__(data)
        language, versions = current_language(), published_procedures()
        people = people_with_role(Role.OFFICER, Role.HEAD_OF_UNIT)
        steps = [
            (
                version.definition.title.in_language(language),
                [
                    (f"{version.code}/{stage.code}", stage.title.in_language(language))
                    for stage in version.definition.stages
                ],
            )
            for version in versions
        ]
        procedures = [(version.code, version.definition.title.in_language(language)) for version in versions]
        self._offer("officer", [(ME, _("Me")), (NOBODY, _("Nobody")), *((str(who.pk), str(who)) for who in people)])
        self._offer("procedure", procedures)
        self._offer("stage", steps)
        self._offer("region", choices("regions"))

    def _offer(self, name: str, offered: Iterable[tuple[str, object]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [ANY, *offered]

    def chosen(self) -> dict[str, str]:
        """What was understood, in the order of the fields; open cases are meant where no state is named."""
        self.is_valid()  # reads them once, however often it is asked
        words = {name: str(value) for name, value in self.cleaned_data.items() if value}
        return {name: word for name, word in words.items() if (name, word) != ("state", OPEN)}

    @property
    def has_more(self) -> bool:
        """Whether one of the filters is set, or was mistyped, that stand behind “More filters”."""
        return bool({"procedure", "stage", "region", "filed_from", "filed_to", "sort"} & {*self.chosen(), *self.errors})


def chosen_from(address: str) -> dict[str, str]:
    return QueueFilter(QueryDict(address)).chosen()
