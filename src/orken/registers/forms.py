from __future__ import annotations

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orken.registers.models import State

LISTED_STATES = [state for state in State if state != State.NOT_YET]


class SearchForm(forms.Form):
    search = forms.CharField(label=_("Name, number or place"), required=False, max_length=200)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Any")), *((state, state.label) for state in LISTED_STATES)]
    )
    as_of = forms.DateField(
        label=_("As of"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean_as_of(self) -> date:
        today = timezone.localdate()
        day: date = self.cleaned_data["as_of"] or today
        if day > today:
            raise forms.ValidationError(_("The register shows past days and today. Give a day up to today."))
        return day

    def clean_state(self) -> State | None:
        chosen = self.cleaned_data["state"]
        return State(chosen) if chosen else None


class CertificateForm(forms.Form):
    certificate = forms.CharField(
        label=_("Number of the certificate"),
        help_text=_("As printed at the top, for example KZ-R-2026-000123; or the address under the QR code."),
        max_length=200,
    )
