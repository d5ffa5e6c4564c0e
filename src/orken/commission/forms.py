"""What members of a body and its secretary type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import validate_slug
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orken.cases.decision_forms import LANGUAGE_LABELS, REASONS_LENGTH
from orken.cases.desk_forms import StepForm
from orken.cases.models import ConflictKind
from orken.commission.models import Ballot, Form, Office
from orken.commission.models.body import MajorityKind
from orken.commission.voting import Majority, Rules, Share
from orken.kernel.text import LANGUAGES, Text
from orken.parties.models import User
from orken.ui.wording import current_language

TEXT_LENGTH = 4000
NAMES = {"kk": _("Name in Kazakh"), "ru": _("Name in Russian"), "en": _("Name in English")}
ACTS = {"kk": _("Act in Kazakh"), "ru": _("Act in Russian"), "en": _("Act in English")}
CONDITIONS = {
    "kk": _("Conditions in Kazakh"),
    "ru": _("Conditions in Russian"),
    "en": _("Conditions in English"),
}


class DayInput(forms.DateInput):
    def __init__(self) -> None:
        super().__init__(attrs={"type": "date"}, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    def __init__(self) -> None:
        super().__init__(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class DeclarationForm(forms.Form):
    """Free of conflicts, or in one of a kind."""

    FREE = "free"

    kind = forms.ChoiceField(
        label=_("Your declaration"),
        widget=forms.RadioSelect,
        choices=[(FREE, _("I am free of conflicts of interest in this case")), *ConflictKind.choices],
    )
    text = forms.CharField(
        label=_("Explanation"),
        required=False,
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Where you are in a conflict: say in one sentence which. The secretary reads it."),
    )

    @property
    def conflict(self) -> ConflictKind | None:
        kind = self.cleaned_data["kind"]
        return None if kind == self.FREE else ConflictKind(kind)


class DissentForm(forms.Form):
    text = forms.CharField(
        label=_("Dissenting opinion"), max_length=TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 4})
    )


def _in_three_languages(form: forms.Form, name: str, labels: Mapping[str, object], **field: Any) -> None:
    for language in sorted(LANGUAGES, key=lambda language: language != current_language()):
        form.fields[f"{name}_{language}"] = forms.CharField(label=labels[language], **field)  # type: ignore[arg-type]  # lazy


def _text_of(form: forms.Form, name: str) -> Text:
    return Text(**{language: form.cleaned_data[f"{name}_{language}"] for language in LANGUAGES})


class BodyForm(forms.Form):
    """A new body. Procedures name it by its code, so the code never changes."""

    code = forms.CharField(
        label=_("Code"),
        max_length=60,
        validators=[validate_slug],
        help_text=_("Procedures name the body by this code. Letters a to z, digits, hyphens and low lines."),
    )
    ballot = forms.ChoiceField(label=_("Ballot"), choices=Ballot.choices, widget=forms.RadioSelect, initial=Ballot.OPEN)

    def __init__(self, data: Mapping[str, object] | None = None) -> None:
        super().__init__(data, use_required_attribute=False)
        _in_three_languages(self, "name", NAMES, max_length=200)
        self.order_fields([*(name for name in self.fields if name.startswith("name_")), "code", "ballot"])

    @property
    def name(self) -> Text:
        return _text_of(self, "name")


class MemberForm(forms.Form):
    """A member, found by the e-mail address of their account."""

    email = forms.EmailField(label=_("E-mail address of the person"))
    office = forms.ChoiceField(label=_("Office"), choices=Office.choices, initial=Office.MEMBER)
    valid_from = forms.DateField(label=_("First day"), widget=DayInput, initial=timezone.localdate)
    valid_to = forms.DateField(label=_("Last day"), widget=DayInput, required=False)

    def clean_email(self) -> User:
        person = User.objects.filter(email=self.cleaned_data["email"].lower(), is_active=True).first()
        if person is None:
            raise forms.ValidationError(_("Nobody has an account with this address. Ask the person to sign up first."))
        return person

    def clean(self) -> dict[str, object]:
        first, last = self.cleaned_data.get("valid_from"), self.cleaned_data.get("valid_to")
        if first and last and last < first:
            self.add_error(
                "valid_to", _("The last day cannot be before the first. Choose a day from the first one on.")
            )
        return self.cleaned_data


class RulesForm(forms.Form):
    """The rules of a body from a day on. No act fixes them, so the operator does, and says where."""

    valid_from = forms.DateField(label=_("Hold from"), widget=DayInput, initial=timezone.localdate)
    quorum_kind = forms.ChoiceField(
        label=_("Quorum"),
        widget=forms.RadioSelect,
        choices=[
            ("more_than", _("More than a share of the members entitled to vote")),
            ("share", _("At least a share of the members entitled to vote")),
            ("number", _("A number of members")),
        ],
        initial="more_than",
    )
    share = forms.ChoiceField(label=_("Share"), choices=[("1/2", "1/2"), ("2/3", "2/3"), ("3/4", "3/4")], initial="1/2")
    number = forms.IntegerField(label=_("Number of members"), min_value=1, max_value=999, required=False)
    majority = forms.ChoiceField(label=_("Majority"), choices=MajorityKind.choices)
    casting_vote = forms.BooleanField(label=_("The vote of the chair decides a tie"), required=False)
    abstention = forms.BooleanField(label=_("Members may abstain"), required=False, initial=True)
    recused_leave_base = forms.BooleanField(
        label=_("Who is in a conflict of interest does not count among the members entitled"),
        required=False,
        initial=True,
    )

    def __init__(self, data: Mapping[str, object] | None = None) -> None:
        super().__init__(data, use_required_attribute=False)
        _in_three_languages(self, "citation", ACTS, max_length=300)

    def clean(self) -> dict[str, object]:
        if self.cleaned_data.get("quorum_kind") == "number" and not self.cleaned_data.get("number"):
            self.add_error("number", _("Enter how many members are needed."))
        return self.cleaned_data

    @property
    def rules(self) -> Rules:
        given = self.cleaned_data
        numerator, denominator = map(int, given["share"].split("/"))
        share = Share(numerator, denominator, given["quorum_kind"] == "more_than")
        return Rules(
            given["number"] if given["quorum_kind"] == "number" else share,
            Majority(given["majority"]),
            casting_vote=given["casting_vote"],
            abstention=given["abstention"],
            recused_leave_base=given["recused_leave_base"],
        )

    @property
    def citation(self) -> Text:
        return _text_of(self, "citation")


class SessionForm(forms.Form):
    form = forms.ChoiceField(label=_("Form"), choices=Form.choices, widget=forms.RadioSelect, initial=Form.IN_PERSON)
    starts_at = forms.DateTimeField(label=_("Begins"), widget=MomentInput)
    closes_at = forms.DateTimeField(
        label=_("Voting closes"),
        widget=MomentInput,
        required=False,
        help_text=_("Only for a vote by correspondence: it closes by itself at this time."),
    )


class RecordForm(StepForm):
    """Reasons in all languages, begun with those of the procedure, and conditions where there are any."""

    def __init__(self, begun: Text, *, with_conditions: bool, data: Mapping[str, object] | None = None) -> None:
        super().__init__(data, use_required_attribute=False)
        for language in sorted(LANGUAGES, key=lambda language: language != current_language()):
            self.fields[f"reasons_{language}"] = forms.CharField(
                label=LANGUAGE_LABELS[language],
                max_length=REASONS_LENGTH,
                initial=begun.in_language(language),
                widget=forms.Textarea(attrs={"rows": 6, "lang": language}),
            )
        if with_conditions:
            widget = forms.Textarea(attrs={"rows": 3})
            _in_three_languages(self, "conditions", CONDITIONS, max_length=TEXT_LENGTH, required=False, widget=widget)
