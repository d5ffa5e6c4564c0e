from __future__ import annotations

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from orken.parties.fields import TidyTextField
from orken.parties.models import Language, User


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]  # Django allows no parameter at run time
    language = forms.ChoiceField(
        label=_("Language of messages to you"), choices=Language.choices, widget=forms.RadioSelect
    )

    class Meta:
        model = User
        fields: ClassVar = ["full_name", "language"]
        field_classes: ClassVar = {"full_name": TidyTextField}
        labels: ClassVar = {"full_name": _("Your full name")}
        help_texts: ClassVar = {"full_name": _("As in your identity document: it stands under what you sign.")}
        widgets: ClassVar = {"full_name": forms.TextInput(attrs={"autocomplete": "name"})}
