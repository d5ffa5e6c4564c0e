"""allauth's forms, which are not typed, with our words.

Its placeholders are dropped: a placeholder is no label and vanishes while typing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account import forms as allauth_forms
from django import forms
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from orken.parties.fields import TidyTextField
from orken.parties.models import NAME_LENGTH, User
from orken.parties.names import check_name

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

EMAIL = _("E-mail address")
# With a context: Django's own catalogue would win for the bare word, and writes it otherwise in Kazakh.
PASSWORD = pgettext_lazy("sign-in", "Password")
NEW_PASSWORD = _("New password")
PASSWORD_HINT = _("At least 12 characters. Several unrelated words are easy to remember and hard to guess.")


class OwnWords(forms.Form):
    labels: ClassVar[Mapping[str, StrOrPromise]] = {}
    hints: ClassVar[Mapping[str, StrOrPromise]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")


class SignInForm(OwnWords, allauth_forms.LoginForm):  # type: ignore[misc]
    labels: ClassVar = {"login": EMAIL, "password": PASSWORD, "remember": _("Keep me signed in on this device")}


class SignUpForm(OwnWords, allauth_forms.SignupForm):  # type: ignore[misc]
    full_name = TidyTextField(
        max_length=NAME_LENGTH,
        validators=[check_name],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["full_name", "email", "password1"]
    labels: ClassVar = {"full_name": _("Your full name"), "email": EMAIL, "password1": PASSWORD}
    hints: ClassVar = {
        "full_name": _("As in your identity document: it stands under what you sign."),
        "email": _("We send a link to it, which you open to finish."),
        "password1": PASSWORD_HINT,
    }

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """An address that has an account takes as long as a new one: it is the hashing that takes long."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        saved: tuple[User | None, HttpResponse | None] = super().try_save(request)
        return saved


class PasswordResetForm(OwnWords, allauth_forms.ResetPasswordForm):  # type: ignore[misc]
    labels: ClassVar = {"email": EMAIL}


class NewPasswordForm(OwnWords, allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    labels: ClassVar = {"password1": NEW_PASSWORD, "password2": _("New password once more")}
    hints: ClassVar = {"password1": PASSWORD_HINT}


class PasswordChangeForm(OwnWords, allauth_forms.ChangePasswordForm):  # type: ignore[misc]
    labels: ClassVar = NewPasswordForm.labels | {"oldpassword": _("Present password")}
    hints: ClassVar = NewPasswordForm.hints


class ReauthenticationForm(OwnWords, allauth_forms.ReauthenticateForm):  # type: ignore[misc]
    labels: ClassVar = {"password": PASSWORD}
