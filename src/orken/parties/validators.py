from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from orken.kernel.identifiers import InvalidIdentifier, parse_bin


def check_bin(value: str) -> None:
    """Refuse a number that is no BIN, naming the digit rule that it breaks."""
    try:
        parse_bin(value)
    except InvalidIdentifier as error:
        raise ValidationError(error.message.in_language(get_language() or "en"), code=error.code) from error


def is_personal(value: str) -> bool:
    """Whether the digits are built like a person's number (IIN), right or mistyped."""
    try:
        parse_bin(value)
    except InvalidIdentifier as error:
        return error.code == "looks_like_iin"
    return False
