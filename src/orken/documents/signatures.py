"""How a person signs: behind one interface, so that the state's digital signature can take the password's place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from django.utils import timezone
from django.utils.translation import gettext as _

from orken.kernel.errors import RuleViolation
from orken.parties.models import User


@dataclass(frozen=True)
class Signed:
    """What is kept of the act of signing: the method's name, and the evidence in the method's own form."""

    method: str
    proof: Mapping[str, str]


class SignatureProvider(Protocol):
    def sign(self, signer: User, signed_hash: str, data: Mapping[str, object]) -> Signed:
        """Confirm that ``signer`` signs the content with this hash, by what the request brought in ``data``.

        Raises `RuleViolation` when the confirmation does not hold.
        """


class PasswordProvider:
    """Signing by entering one's password once more."""

    def sign(self, signer: User, signed_hash: str, data: Mapping[str, object]) -> Signed:
        if not signer.check_password(str(data.get("password") or "")):
            raise RuleViolation(
                "wrong_password",
                _("This is not the password of %(email)s. Enter the one that you sign in with; nothing was signed.")
                % {"email": signer.email},
                field="password",
            )
        return Signed(
            "password", {"account": signer.email, "sha256": signed_hash, "confirmed_at": timezone.now().isoformat()}
        )


def signature_provider() -> SignatureProvider:
    return PasswordProvider()
