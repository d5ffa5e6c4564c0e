"""What stands on a certificate, in three languages side by side."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.utils import translation

from orken.kernel.text import LANGUAGES
from orken.registers.models import EntryVersion
from orken.registers.queries import first_day
from orken.ui.wording import day_in_words


def verification_address(reference: str) -> str:
    """Where the QR code leads: without a language, so that each reader gets the page in their own."""
    return f"{settings.ORKEN_PUBLIC_URL}/verify/{reference}/"


def public_host() -> str:
    return urlsplit(settings.ORKEN_PUBLIC_URL).netloc


def certificate_content(version: EntryVersion, *, number: str, reference: str, issued_on: date) -> dict[str, object]:
    """The data of the pack's certificate template (see the head of the template)."""
    address = verification_address(reference)
    return {
        "number": number,
        "name": version.name,
        "official_number": version.official_number,
        "data": version.data,
        "valid_from": in_three_languages(first_day(version.entry_id)),
        "last_day": in_three_languages(version.last_day) if version.last_day else None,
        "issued_on": in_three_languages(issued_on),
        "address": address,
        "host": public_host(),
        "qr": segno.make(address, error="m").svg_inline(border=0, dark="#10222b"),
    }


def in_three_languages(day: date) -> dict[str, str]:
    words = {}
    for language in LANGUAGES:
        with translation.override(language):
            words[language] = day_in_words(day)
    return words
