"""Forms of second factors: allauth's checks, our words, and no code that opens twice."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from orken.parties.fields import TidyTextField
from orken.parties.forms.sign_in import OwnWords
from orken.parties.names import check_name

DEVICE_NAME_LENGTH = 60
# A code is good in its own period and in the tolerated ones on both sides of it.
LIFE_OF_A_CODE = app_settings.TOTP_PERIOD * (1 + 2 * app_settings.TOTP_TOLERANCE)


class OneTimeCode(OwnWords):
    """allauth forgets a code after one period, but with a tolerance it stays good for three: kept in mind for all."""

    labels: ClassVar = {"code": _("Code")}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"class": "short", "inputmode": "numeric", "spellcheck": "false"}

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        spent = f"spent-code:{self.user.pk}:{re.sub(r'[^0-9]', '', code)}"  # type: ignore[attr-defined]
        if not cache.add(spent, True, LIFE_OF_A_CODE):
            raise get_adapter().validation_error("incorrect_code")
        return code


class SetUpAppForm(OneTimeCode, totp.ActivateTOTPForm):  # type: ignore[misc]
    labels: ClassVar = {"code": _("The six digits that the app shows now")}


class CodeForm(OneTimeCode, base.AuthenticateForm):  # type: ignore[misc]
    labels: ClassVar = {"code": _("Code from the app, or a recovery code")}


class CodeAgainForm(OneTimeCode, base.ReauthenticateForm):  # type: ignore[misc]
    labels: ClassVar = CodeForm.labels


@contextmanager
def well_formed() -> Iterator[None]:
    """What no browser would send is a wrong answer like others; the library stumbles over it in many ways."""
    try:
        yield
    except ValidationError as error:
        if error.code == "incorrect_code":  # allauth has one word for codes and passkeys
            raise get_adapter().validation_error("wrong_passkey") from error
        raise
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, struct.error) as error:
        raise get_adapter().validation_error("wrong_passkey") from error


class PasskeyForm(webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]
    def clean_credential(self) -> Authenticator:
        with well_formed():
            return super().clean_credential()


class PasskeySignInForm(PasskeyForm, webauthn.LoginWebAuthnForm):  # type: ignore[misc]
    pass


class PasskeyAgainForm(PasskeyForm, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class AddPasskeyForm(OwnWords, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """Every passkey may be used for sign-in without a password where the device can; nobody has to choose."""

    passwordless = None
    name = TidyTextField(required=False, max_length=DEVICE_NAME_LENGTH, validators=[check_name])
    labels: ClassVar = {"name": _("Name of the passkey")}
    hints: ClassVar = {"name": _("So that you recognise it in the list. The device asks for the rest.")}

    def clean(self) -> dict[str, object]:
        with well_formed():
            return super().clean() or {}


class RenamePasskeyForm(OwnWords, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    name = TidyTextField(max_length=DEVICE_NAME_LENGTH, validators=[check_name])
    labels: ClassVar = AddPasskeyForm.labels
