from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from orken.documents.models import Verdict


class VerificationForm(forms.Form):
    """The finding on a document: the pressed button is the verdict, ``seen`` is how many findings the page showed."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    verdict = forms.ChoiceField(choices=Verdict.choices, error_messages={"required": _("Choose what you found.")})
    reason = forms.CharField(
        label=_("What is wrong with it"),
        help_text=_("Needed if you do not accept it. The applicant reads this."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )

    def __init__(self, data: object = None, *, seen: int) -> None:
        super().__init__(data, initial={"seen": seen}, use_required_attribute=False)  # type: ignore[arg-type]
