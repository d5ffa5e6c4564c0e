"""Passwords that are made of the house's own words, which whoever guesses tries first."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# The portal's name and what it is about, as people of its three languages type them; and the words of its address.
WORDS: Final = ("orken", "өркен", "оркен", "cluster", "кластер", "resident", "резидент", "technopark", "технопарк")
SHORTEST_REST: Final = 8
SHORTEST_WORD: Final = 4


class HouseWordsValidator:
    """Of the password enough must be left when the house's words are taken out of it."""

    def validate(self, password: str, user: object = None) -> None:
        folded = rest = password.casefold()
        for word in (*WORDS, *_words_of_the_address()):
            rest = rest.replace(word, "")
        if rest != folded and len(rest) < SHORTEST_REST:
            raise ValidationError(self.get_help_text(), code="password_of_house_words")

    def get_help_text(self) -> str:
        return _("This password is made of the portal's own words, which are guessed first. Choose others.")


def _words_of_the_address() -> list[str]:
    host = urlsplit(settings.ORKEN_PUBLIC_URL).hostname or ""
    return [word for word in host.casefold().split(".") if len(word) >= SHORTEST_WORD]
