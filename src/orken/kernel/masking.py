"""Personal numbers (IIN) are not kept: what finds them in text that people typed, and puts a mark in their place."""

from __future__ import annotations

import re
from typing import Final

from orken.kernel.identifiers import InvalidIdentifier, parse_iin

MARK: Final = "[ЖСН, ИИН]"
_TWELVE_DIGITS: Final = re.compile(r"(?<!\d)\d(?:[ \u00a0-]?\d){11}(?!\d)")

_ADDRESS: Final = re.compile(r"[^\s@<>\"'(),;:\[\]=]+@[^\s@<>\"'(),;:\[\]]+\.[^\s@<>\"'(),;:\[\]]+")
# Values of the row may have lines of their own, so all is left out until the next thing that is not from the row.
_QUOTED_ROW: Final = re.compile(
    r"(DETAIL: *).*?(?:\n(?=HINT:|CONTEXT:|Traceback \(|The above exception|During handling)|\Z)", re.DOTALL
)


def without_iins(text: str) -> str:
    """The text with every IIN replaced by a mark; other numbers of twelve digits, a BIN among them, stay.

    >>> without_iins("Сәрсенова, 960229600023; БСН 491240999015")
    'Сәрсенова, [ЖСН, ИИН]; БСН 491240999015'
    """
    return _TWELVE_DIGITS.sub(_marked, text)


def data_without_iins(data: object) -> object:
    """The same for all texts of nested lists and mappings."""
    if isinstance(data, str):
        return without_iins(data)
    if isinstance(data, dict):
        return {key: data_without_iins(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [data_without_iins(value) for value in data]
    return data


def masked(text: str) -> str:
    """A line for the log: without IINs, mail addresses and what PostgreSQL quotes from a row that it refused.

    >>> masked("Mail to timur@orken.example failed")
    'Mail to [e-mail] failed'
    """
    return _ADDRESS.sub("[e-mail]", _QUOTED_ROW.sub(r"\1[left out]\n", without_iins(text)))


def _marked(found: re.Match[str]) -> str:
    try:
        parse_iin(found[0].replace("\u00a0", " "))
    except InvalidIdentifier:
        return found[0]
    return MARK
