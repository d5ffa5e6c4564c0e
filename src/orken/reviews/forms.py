"""What experts and officers type: answers to a request, reasons, profiles."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from orken.cases.models import ConflictKind
from orken.parties.models import Language, Organisation, User
from orken.reviews.models import Expert
from orken.reviews.models.expert import FIELDS, MOST_AT_ONCE
from orken.reviews.services.experts import Profile
from orken.rulebook.lists import code_list
from orken.ui.wording import current_language

REASON_LENGTH = 1000
ABSENCES = 3  # rows on the page; saved ones come back and leave room for more


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=REASON_LENGTH, widget=forms.Textarea(attrs={"rows": 3}))


class ConflictForm(forms.Form):
    """A conflict of interest that the expert declares."""

    kind = forms.ChoiceField(label=_("What conflict it is"), widget=forms.RadioSelect, choices=ConflictKind.choices)
    text = forms.CharField(
        label=_("Explanation"), required=False, max_length=REASON_LENGTH, widget=forms.Textarea(attrs={"rows": 3})
    )

    @property
    def conflict(self) -> ConflictKind:
        return ConflictKind(self.cleaned_data["kind"])


class DayInput(forms.DateInput):
    def __init__(self) -> None:
        super().__init__(attrs={"type": "date"}, format="%Y-%m-%d")


class ProfileForm(forms.Form):
    """What is known of an expert. A new one is named by the address under which they sign in."""

    email = forms.EmailField(label=_("E-mail address of their account"))
    fields_known = forms.MultipleChoiceField(label=_("Fields of expertise"), widget=forms.CheckboxSelectMultiple)
    languages = forms.MultipleChoiceField(
        label=_("Languages"), widget=forms.CheckboxSelectMultiple, choices=Language.choices
    )
    capacity = forms.IntegerField(label=_("Open reviews at once"), min_value=1, max_value=MOST_AT_ONCE, initial=3)
    employer_bin = forms.CharField(
        label=_("BIN of the employer"),
        required=False,
        max_length=12,
        help_text=_("If the employer has an account here, its applications are never given to this expert."),
    )
    employer_name = forms.CharField(label=_("Employer, where it has no account"), required=False, max_length=250)

    def __init__(self, expert: Expert | None = None, data: Mapping[str, object] | None = None) -> None:
        super().__init__(data, initial=_known_of(expert) if expert else None, use_required_attribute=False)
        language = current_language()
        self.fields["fields_known"].choices = [  # type: ignore[attr-defined]  # a MultipleChoiceField
            (item.code, item.text.in_language(language)) for item in code_list(FIELDS)
        ]
        if expert is not None:
            del self.fields["email"]
        for number in range(ABSENCES + (expert.away.count() if expert else 0)):
            self.fields[f"away_from_{number}"] = forms.DateField(label=_("Away from"), required=False, widget=DayInput)
            self.fields[f"away_to_{number}"] = forms.DateField(label=_("Away through"), required=False, widget=DayInput)

    @property
    def absences(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        firsts = [name for name in self.fields if name.startswith("away_from_")]
        return [(self[name], self[name.replace("_from_", "_to_")]) for name in firsts]

    def clean_email(self) -> User:
        person = User.objects.filter(email=self.cleaned_data["email"].strip().lower(), is_active=True).first()
        if person is None:
            raise forms.ValidationError(_("Nobody has an account under this address. Ask them to make one first."))
        return person

    def clean_employer_bin(self) -> Organisation | None:
        typed = self.cleaned_data["employer_bin"].strip()
        if not typed:
            return None
        employer = Organisation.objects.filter(bin=typed).first()
        if employer is None:
            raise forms.ValidationError(_("No organisation here has this BIN. Write the employer's name instead."))
        return employer

    def clean(self) -> dict[str, object]:
        for first, last in self.absences:
            given = (self.cleaned_data.get(first.name), self.cleaned_data.get(last.name))
            if any(given) and not all(given):
                self.add_error(last.name, _("An absence needs its first and its last day."))
            elif all(given) and given[0] > given[1]:  # type: ignore[operator]  # both are days
                self.add_error(last.name, _("The last day away must not be before the first."))
        return self.cleaned_data

    @property
    def profile(self) -> Profile:
        given = self.cleaned_data
        away: list[tuple[date, date]] = [
            (given[first.name], given[last.name]) for first, last in self.absences if given.get(first.name)
        ]
        return Profile(
            fields=given["fields_known"],
            languages=given["languages"],
            capacity=given["capacity"],
            employer=given["employer_bin"],
            employer_name=given["employer_name"],
            away=away,
        )


def _known_of(expert: Expert) -> dict[str, object]:
    known: dict[str, object] = {
        "fields_known": expert.fields,
        "languages": expert.languages,
        "capacity": expert.capacity,
        "employer_bin": expert.employer.bin if expert.employer else "",
        "employer_name": expert.employer_name,
    }
    for number, away in enumerate(expert.away.all()):
        known |= {f"away_from_{number}": away.first_day, f"away_to_{number}": away.last_day}
    return known
