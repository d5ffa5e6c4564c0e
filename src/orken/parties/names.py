"""Names as people type and paste them: tidied where that is harmless, refused where it could deceive a reader."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from orken.kernel.masking import without_iins

# Invisible leftovers of copying: zero-width space and joiners, word joiner, byte order mark, soft hyphen.
_LEFTOVERS: Final = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
# Marks that turn the direction of the text, so that a name reads as another one.
_TURNING: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_OPENING: Final = frozenset("\"'«»“”„‘’‚(")


def tidy(text: str) -> str:
    """Composed letters, single spaces, no invisible leftovers; line breaks and tabs become spaces."""
    return " ".join(unicodedata.normalize("NFC", _LEFTOVERS.sub("", text)).split())


def check_plain_text(text: str) -> None:
    """Refuse signs that change how the text reads or that no name or address has, and personal numbers."""
    if turning := _TURNING.search(text):
        raise ValidationError(
            _("There is an invisible sign at place %(place)s that turns the direction of the text. Type it again."),
            code="turning_sign",
            params={"place": turning.start() + 1},
        )
    for place, sign in enumerate(text, start=1):
        if unicodedata.category(sign) in {"Cc", "Cf", "Co", "Cs", "Cn"}:
            raise ValidationError(
                _("The sign at place %(place)s cannot be shown (%(code)s). Remove it or type the text again."),
                code="unshowable_sign",
                params={"place": place, "code": f"U+{ord(sign):04X}"},
            )
    if without_iins(text) != text:
        raise ValidationError(
            _("There is a personal number (IIN) in the text. The portal does not keep such numbers: take it out."),
            code="personal_number",
        )


def check_name(name: str) -> None:
    """Refuse a name that a table program would run as a formula, or that has no letter or digit."""
    check_plain_text(name)
    first = name[:1]
    if not (first.isalnum() or first in _OPENING):
        raise ValidationError(
            _("A name begins with a letter, a digit or a quotation mark; this one begins with “%(sign)s”."),
            code="wrong_beginning",
            params={"sign": first},
        )
    if not any(sign.isalnum() for sign in name):
        raise ValidationError(_("A name has at least one letter or digit."), code="no_letters")
