"""How second factors by allauth behave here: our texts, encrypted secrets, codes by segno, one home of passkeys."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from io import BytesIO
from urllib.parse import urlsplit

import segno
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from orken.parties.models import User
from orken.parties.sessions import device_in_words

ISSUER = "orken"
QUIET_ZONE = 4  # modules of white around a code, which scanners need on a dark page


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is not typed
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is wrong or was used already. Wait for the next one and type that."),
        "wrong_passkey": _("The passkey was not accepted. Try again, or show who you are another way."),
        "unverified_email": _("Confirm your e-mail address first; then you can set up a second factor."),
        "cannot_generate_recovery_codes": _("Set up an app or a passkey first; recovery codes stand in for those."),
    }

    def get_totp_issuer(self) -> str:
        return ISSUER

    def build_totp_svg(self, url: str) -> str:
        drawing = BytesIO()
        segno.make(url, error="m").save(drawing, kind="svg", border=QUIET_ZONE, light="#fff", scale=5)
        return drawing.getvalue().decode()

    def encrypt(self, text: str) -> str:
        """Secrets of apps and recovery codes: whoever reads a copy of the database cannot make codes with it."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            raise ImproperlyConfigured(
                "A second factor was stored under another ORKEN_SECRET_KEY; name that in ORKEN_FORMER_SECRET_KEYS."
            ) from error

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 -- allauth's name
        """A suggestion; a passkey is mostly kept by the device on which it is made."""
        return device_in_words(context.request.META.get("HTTP_USER_AGENT", ""))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys belong to the public address, whatever other names the portal answers to."""
        return {"id": urlsplit(settings.ORKEN_PUBLIC_URL).hostname or "", "name": ISSUER}


def _cipher() -> MultiFernet:
    """The newest key encrypts; former keys still decrypt."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(secret: str) -> bytes:
    return urlsafe_b64encode(salted_hmac("orken.parties.factors", "", secret=secret, algorithm="sha256").digest())
