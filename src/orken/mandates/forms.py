from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orken.mandates.services import Addressee
from orken.parties.models import Capacity, Language, Scope
from orken.parties.services import Terms

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

DAY_FORMATS = ["%Y-%m-%d", "%d.%m.%Y"]


def day_field(label: StrOrPromise, **settings: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, input_formats=DAY_FORMATS, **settings)


class InvitationForm(forms.Form):
    """Whom to invite, for what and until when. Nothing is ticked beforehand: every right is given on purpose."""

    email = forms.EmailField(
        label=_("E-mail address of the person"),
        help_text=_("The person signs in, or creates an account, with this address."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=_("Language of the message"), choices=Language.choices, widget=forms.RadioSelect)
    capacity = forms.ChoiceField(label=_("Who the person is"), choices=Capacity.choices, widget=forms.RadioSelect)
    scope = forms.MultipleChoiceField(
        label=_("What the person may do"),
        help_text=_("Whoever may do any of these sees the organisation's applications and documents."),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )
    valid_from = day_field(_("First day"), initial=timezone.localdate)
    valid_to = day_field(
        _("Last day"), required=False, help_text=_("Leave it empty if the person may act until you end it.")
    )
    proof = forms.FileField(
        label=_("Power of attorney, order or contract"),
        help_text=_("PDF, PNG or JPEG. Needed for a consultant or other representative."),
        required=False,
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean_valid_from(self) -> date:
        first: date = self.cleaned_data["valid_from"]
        if first < timezone.localdate():
            raise forms.ValidationError(_("The first day cannot be before today."), code="past")
        return first

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("valid_from"), cleaned.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", _("The last day cannot be before the first."))
        if cleaned.get("capacity") == Capacity.CONSULTANT and not cleaned.get("proof") and "proof" not in self.errors:
            self.add_error("proof", _("Attach the power of attorney or contract of the consultant."))
        return cleaned

    @property
    def addressee(self) -> Addressee:
        return Addressee(self.cleaned_data["email"], self.cleaned_data["language"])

    @property
    def terms(self) -> Terms:
        data = self.cleaned_data
        scope = tuple(Scope(name) for name in data["scope"])
        return Terms(Capacity(data["capacity"]), scope, data["valid_from"], data["valid_to"])
