"""What is typed about conflicts of interest: a declaration of one's own, the reason of a resolution."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from orken.cases.models import ConflictKind

TEXT_LENGTH = 2000


class OwnConflictForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind of conflict"), choices=[("", _("Choose")), *ConflictKind.choices])
    text = forms.CharField(
        label=_("In a few words"),
        help_text=_("Secretaries and heads of unit read this, and nobody else."),
        required=False,
        max_length=TEXT_LENGTH,
        widget=forms.Textarea({"rows": 3}),
    )


class ResolutionForm(forms.Form):
    """A reason and the button that was pressed."""

    reason = forms.CharField(label=_("Why"), max_length=TEXT_LENGTH, widget=forms.Textarea({"rows": 3}))
    then = forms.ChoiceField(choices=[("uphold", ""), ("dismiss", "")], widget=forms.HiddenInput)
