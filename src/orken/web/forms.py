from django import forms
from django.utils.translation import gettext_lazy as _


class AppearanceForm(forms.Form):
    """The choice is kept in a cookie, so that it holds before anybody signs in."""

    theme = forms.ChoiceField(
        label=_("Light or dark"),
        choices=[("", _("As my device is set")), ("light", _("Light")), ("dark", _("Dark"))],
        widget=forms.RadioSelect,
        required=False,
    )
