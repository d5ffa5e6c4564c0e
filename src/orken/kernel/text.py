"""Content in Kazakh, Russian and English: one value, three wordings of equal standing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

LANGUAGES: Final = ("kk", "ru", "en")

_ALPHABET: Final = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
_PLACES: Final = {ord(letter): chr(0xE000 + place) for place, letter in enumerate(_ALPHABET)}
_LOOKALIKES: Final = str.maketrans("әғқңөұүһіё", "агкноуухие")


@dataclass(frozen=True, slots=True)
class Text:
    """Pack content and messages of the pure rooms; the interface's own words go through gettext.

    >>> Text(kk="өтінім", ru="заявка", en="application").in_language("kk")
    'өтінім'
    """

    kk: str
    ru: str
    en: str

    @classmethod
    def from_data(cls, data: object) -> Text:
        """Read ``{"kk": …, "ru": …, "en": …}``; a missing, empty or fourth language is refused."""
        if not isinstance(data, Mapping) or set(data) != set(LANGUAGES):
            raise ValueError(f"A text needs exactly the languages kk, ru and en; given was {data!r}.")
        for language in LANGUAGES:
            if not isinstance(data[language], str) or not data[language].strip():
                raise ValueError(f"The text {data!r} says nothing in {language!r}; write it in all three languages.")
        return cls(kk=data["kk"], ru=data["ru"], en=data["en"])

    def to_data(self) -> dict[str, str]:
        return {"kk": self.kk, "ru": self.ru, "en": self.en}

    def in_language(self, language: str) -> str:
        """The wording for ``language``, a code such as ``kk`` or ``ru-kz``."""
        match language.partition("-")[0].lower():
            case "kk":
                return self.kk
            case "ru":
                return self.ru
            case "en":
                return self.en
        raise ValueError(f"No text in {language!r}: the languages are kk, ru and en.")

    def __str__(self) -> str:
        """English, for logs and tracebacks; a page chooses with ``in_language``."""
        return self.en


def alphabet_key(text: str) -> str:
    """Sorts names in the order of the Kazakh alphabet, which contains the Russian one; Latin names come first.

    Plain strings, so that a database may keep and index them.

    >>> sorted(["Өскемен", "Орал", "Павлодар", "Ұлытау", "Тараз"], key=alphabet_key)
    ['Орал', 'Өскемен', 'Павлодар', 'Тараз', 'Ұлытау']
    """
    return text.casefold().translate(_PLACES)


def search_form(text: str) -> str:
    """The form in which names are compared by a search, for keyboards without Kazakh letters.

    >>> search_form("ҚАЗАҚСТАН  өңдеу") == search_form("Казакстан ондеу")
    True
    """
    return " ".join(text.casefold().translate(_LOOKALIKES).split())
