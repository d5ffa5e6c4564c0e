from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from orken.parties import classifications
from orken.parties.fields import BinField, TidyTextField
from orken.parties.models import CompanyKind, Organisation
from orken.parties.validators import is_personal

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FieldClasses = dict[str, type[forms.Field]]

KIND_EXPLANATIONS = {
    CompanyKind.PRODUCT: _("makes its own technology product or service, or sells it to others"),
    CompanyKind.CONTENT: _("makes films, games, music, learning or other creative works with the help of technology"),
}


class OrganisationForm(forms.ModelForm):  # type: ignore[type-arg]  # Django allows no parameter at run time
    """What all organisations have. ``activity`` offers what ``activity_search`` finds, and what is chosen already."""

    activity_search = forms.CharField(
        label=_("Search for the main activity"),
        help_text=_("A word in Russian or the beginning of an OKED code, for example “программ” or 62."),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )

    class Meta:
        model = Organisation
        fields: ClassVar = ["name", "address", "activity", "kind", "works_on_ai"]
        field_classes: ClassVar[FieldClasses] = {"name": TidyTextField, "address": TidyTextField}
        labels: ClassVar = {
            "name": _("Name of the organisation"),
            "address": _("Address"),
            "works_on_ai": _("Artificial intelligence is an essential part of what we make"),
        }
        help_texts: ClassVar = {
            "name": _("As in the registration document, with the legal form."),
            "address": _("Town, street, house, office."),
        }
        widgets: ClassVar = {"address": forms.TextInput(attrs={"autocomplete": "street-address"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = forms.ChoiceField(
            label=_("Kind of company"),
            widget=forms.RadioSelect,
            choices=[(kind.value, _explained(kind)) for kind in CompanyKind],
        )
        self.fields["activity"] = self._activity_field()

    def _activity_field(self) -> forms.ChoiceField:
        found = classifications.activities_matching(self._typed("activity_search"), chosen=self._typed("activity"))
        return forms.ChoiceField(
            label=_("Main activity (OKED)"),
            widget=forms.RadioSelect,
            choices=[(item.code, classifications.activity_label(item)) for item in found],
            error_messages={
                "required": _("Search for the activity, then choose one of those found."),
                "invalid_choice": _("“%(value)s” is no code of OKED. Search for the activity, then choose one."),
            },
        )

    def _typed(self, name: str) -> str:
        if self.is_bound:
            return self.data.get(name) or ""
        return self.get_initial_for_field(self.fields[name], name) or ""


class HomeOrganisationForm(OrganisationForm):
    class Meta(OrganisationForm.Meta):
        fields: ClassVar = ["bin", "name", "legal_form", "region", "address", "activity", "kind", "works_on_ai"]
        field_classes: ClassVar[FieldClasses] = OrganisationForm.Meta.field_classes | {"bin": BinField}
        labels: ClassVar = OrganisationForm.Meta.labels | {"bin": _("BIN")}
        help_texts: ClassVar = OrganisationForm.Meta.help_texts | {"bin": _("12 digits of the registration document.")}
        widgets: ClassVar = OrganisationForm.Meta.widgets | {
            "bin": forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "short"})
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "bin" in self.fields:
            self.fields["bin"].required = True
            # Spaces and hyphens are typed too: the digits are counted after tidying, with a better message.
            self.fields["bin"].validators = []
            self.fields["bin"].widget.attrs.pop("maxlength", None)
        self.fields["legal_form"] = _list_field(_("Legal form"), classifications.home_legal_forms())
        self.fields["region"] = _list_field(_("Region"), classifications.choices("regions"))

    def clean_bin(self) -> str | None:
        """A person's number is refused by the model's check; here it is taken off the page that says so."""
        number: str | None = self.cleaned_data["bin"]
        if number and is_personal(number):
            self.data = {**self.data, "bin": ""}
        return number


class ForeignOrganisationForm(OrganisationForm):
    class Meta(OrganisationForm.Meta):
        fields: ClassVar = ["country", "registration_number", *OrganisationForm.Meta.fields]
        field_classes: ClassVar[FieldClasses] = OrganisationForm.Meta.field_classes | {
            "registration_number": TidyTextField
        }
        labels: ClassVar = OrganisationForm.Meta.labels | {"registration_number": _("Registration number")}
        help_texts: ClassVar = OrganisationForm.Meta.help_texts | {
            "registration_number": _("As in the extract from the register of that country.")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "country" in self.fields:
            self.fields["country"] = _list_field(_("Country of registration"), classifications.countries_abroad())
            self.fields["registration_number"].required = True


class HomeRevisionForm(HomeOrganisationForm):
    """Particulars alone: another number would be another organisation."""

    class Meta(HomeOrganisationForm.Meta):
        fields: ClassVar = [field for field in HomeOrganisationForm.Meta.fields if field != "bin"]


class ForeignRevisionForm(ForeignOrganisationForm):
    class Meta(ForeignOrganisationForm.Meta):
        fields: ClassVar = OrganisationForm.Meta.fields


def _list_field(label: StrOrPromise, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", _("Choose")), *choices])


def _explained(kind: CompanyKind) -> str:
    return f"{kind.label} — {KIND_EXPLANATIONS[kind]}"
