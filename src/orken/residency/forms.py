from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django import forms
from django.core.validators import MaxValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orken.cases.desk_forms import StepForm
from orken.kernel.text import LANGUAGES, Text
from orken.residency.changes import Order
from orken.residency.models import ChangeKind, Residency, ResidencyState
from orken.residency.queries import end_of_term
from orken.residency.reasons import Reason, reasons_for
from orken.ui.wording import current_language

EXPLANATION_LENGTH = 2000
EXPLANATIONS = {
    "kk": _("Explanation in Kazakh"),
    "ru": _("Explanation in Russian"),
    "en": _("Explanation in English"),
}


class DayInput(forms.DateInput):
    def __init__(self) -> None:
        super().__init__(attrs={"type": "date"}, format="%Y-%m-%d")


class FilterForm(forms.Form):
    """Filters stand in the address; what is not understood narrows nothing."""

    q = forms.CharField(
        label=_("Name, BIN or certificate"), required=False, max_length=100, widget=forms.TextInput({"type": "search"})
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any")), *ResidencyState.choices])

    def chosen(self) -> tuple[str, str]:
        self.full_clean()
        return self.cleaned_data.get("q", ""), self.cleaned_data.get("state", "")


class ChangeForm(StepForm):
    """A change of the status: from which day, for which reason, explained in all three languages."""

    day = forms.DateField(label=_("Holds from"), widget=DayInput)
    reason = forms.ChoiceField(label=_("Reason"), widget=forms.RadioSelect)
    is_public = forms.BooleanField(label=_("Show the explanation in the public register"), required=False, initial=True)

    def __init__(self, residency: Residency, kind: ChangeKind, data: Mapping[str, object] | None = None) -> None:
        super().__init__(data, initial={"day": timezone.localdate()}, use_required_attribute=False)
        self.kind = kind
        self.fields["day"].help_text = _("Today or a later day. A change is not backdated.")
        reasons = reasons_for(kind)
        self.fields["reason"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (reason.code, _in_words(reason)) for reason in reasons
        ]
        if len(reasons) == 1:
            self.fields["reason"].initial = reasons[0].code
        if kind is ChangeKind.RENEW:
            self.fields["last_day"] = forms.DateField(
                label=_("New last day"),
                widget=DayInput,
                initial=_proposed_last_day(residency),
                validators=[MaxValueValidator(date.max - timedelta(days=1))],  # the day after it is kept
            )
        for language in sorted(LANGUAGES, key=lambda language: language != current_language()):
            self.fields[f"explanation_{language}"] = forms.CharField(
                label=EXPLANATIONS[language],
                max_length=EXPLANATION_LENGTH,
                widget=forms.Textarea(attrs={"rows": 4, "lang": language}),
            )
        self.order_fields(["day", "last_day", "reason", *(f"explanation_{code}" for code in LANGUAGES), "is_public"])

    @property
    def order(self) -> Order:
        given = self.cleaned_data
        last_day = given.get("last_day")
        return Order(
            kind=self.kind,
            day=given["day"],
            reason=given["reason"],
            explanation=Text(**{language: given[f"explanation_{language}"] for language in LANGUAGES}),
            key=given["key"],
            is_public=given["is_public"],
            valid_to=last_day + timedelta(days=1) if last_day else None,
        )


class PendingForm(forms.Form):
    """A change that waits is signed, or taken back with a note; ``then`` is the button that was pressed."""

    change = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("Why it is taken back"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


def _in_words(reason: Reason) -> str:
    language = current_language()
    basis, certainty = reason.basis.in_language(language), reason.certainty.label.in_language(language)
    return f"{reason.title.in_language(language)} — {basis} ({certainty})"


def _proposed_last_day(residency: Residency) -> date | None:
    end = end_of_term(residency.valid_to) if residency.valid_to else None
    return end - timedelta(days=1) if end else None
