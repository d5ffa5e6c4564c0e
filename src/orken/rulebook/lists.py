"""Code lists of the pack: what can be chosen, in three languages, each item with the days on which it is on the list.

A list is ``lists/<name>.yaml`` in the pack's folder; its items stand there or in a CSV file that it names. The
countries need no file: ISO 3166 names come from CLDR.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from babel import Locale

from orken.kernel.text import LANGUAGES, Text, alphabet_key, search_form
from orken.kernel.yaml_files import read_yaml
from orken.rulebook.packs import pack_directory, pack_in_use
from orken.rulebook.parameters import Certainty

__all__ = ["CodeList", "Edition", "Item", "code_list", "pack_directory", "read_list"]

# Territories of CLDR that are no country code of ISO 3166-1: groupings, reserved and made-up codes.
_NO_COUNTRIES: Final = re.compile("AC|CP|CQ|DG|EA|EU|EZ|IC|QO|TA|UN|XA|XB|XK|ZZ")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that can be chosen; ``code`` is stored, ``text`` is shown.

    ``extra`` holds the list's own columns. Where a classifier exists in Russian only, the three wordings are equal
    and ``extra["only"]`` is ``"ru"``, so that a page can mark the language.
    """

    code: str
    text: Text
    valid_from: date | None = None
    valid_to: date | None = None
    extra: Mapping[str, str] = field(default_factory=dict)

    def holds_on(self, day: date) -> bool:
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)


@dataclass(frozen=True, slots=True)
class Edition:
    """A span of days in which a list is in force by one act, and how sure we are of it."""

    valid_from: date | None
    valid_to: date | None
    act: Text
    certainty: Certainty


class CodeList:
    """Items in the order of the file, found by code or by words."""

    def __init__(self, name: str, title: Text, items: Iterable[Item], editions: Iterable[Edition] = ()) -> None:
        self.name, self.title, self.editions = name, title, tuple(editions)
        self._items = {item.code: item for item in items}
        self._searched: dict[str, list[tuple[str, str]]] = {}

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items.values())

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, code: object) -> bool:
        return code in self._items

    def __getitem__(self, code: str) -> Item:
        if code not in self._items:
            raise LookupError(f"The list {self.name!r} has no item {code!r}.")
        return self._items[code]

    def edition(self, day: date) -> Edition | None:
        """The act by which the list is in force on ``day``."""
        spans = (Item("", self.title, edition.valid_from, edition.valid_to).holds_on(day) for edition in self.editions)
        return next((edition for edition, holds in zip(self.editions, spans, strict=True) if holds), None)

    def on(self, day: date) -> CodeList:
        """The list as it is on ``day``; empty if it has editions and none of them is in force."""
        in_force = not self.editions or self.edition(day) is not None
        items = [item for item in self if in_force and item.holds_on(day)]
        return self if len(items) == len(self) else CodeList(self.name, self.title, items, self.editions)

    def in_alphabet(self, language: str) -> list[Item]:
        return sorted(self, key=lambda item: alphabet_key(item.text.in_language(language)))

    def search(self, text: str, language: str) -> list[Item]:
        """Items that have every word of ``text`` in their code or name, the nearest first.

        Names in the other languages are found too, after those in ``language``, and Kazakh letters may be typed as
        the Russian letters that look like them. Where nothing is found, the words are tried without their endings.
        """
        words = search_form(text).split()
        return self._found(words, language) or self._found([_stem(word) for word in words], language)

    def _found(self, words: list[str], language: str) -> list[Item]:
        ranks = (_rank(words, own, others) for own, others in self._forms(language))
        ranked = [(rank, item) for rank, item in zip(ranks, self, strict=True) if rank is not None]
        return [item for _rank_, item in sorted(ranked, key=lambda pair: pair[0])]

    def _forms(self, language: str) -> list[tuple[str, str]]:
        """For every item: code and name in ``language``, and the names in the other languages."""
        if language not in self._searched:
            self._searched[language] = [
                (
                    search_form(f"{item.code} {item.text.in_language(language)}"),
                    search_form(" ".join(item.text.to_data().values())),
                )
                for item in self
            ]
        return self._searched[language]


def code_list(name: str, *, day: date | None = None) -> CodeList:
    """The list of the pack in use, whole or as it is on ``day``."""
    whole = read_list(pack_in_use(), name)
    return whole if day is None else whole.on(day)


def list_names(pack: Path) -> list[str]:
    """Every list of the pack, the countries among them."""
    return ["countries", *sorted(file.stem for file in (pack / "lists").glob("*.yaml"))]


@lru_cache(maxsize=256)
def read_list(pack: Path, name: str) -> CodeList:
    if name == "countries":
        return _countries()
    path = pack / "lists" / f"{name}.yaml"
    if not path.is_file():
        raise LookupError(f"The pack has no list {name!r}; it has {', '.join(list_names(pack))}.")
    data = read_yaml(path)
    items = [read_item(row) for row in list_rows(path, data["items"])]
    counts = Counter(item.code for item in items)
    if repeated := sorted(code for code, count in counts.items() if count > 1):
        raise ValueError(f"{path.name} has these codes more than once: {', '.join(repeated)}.")
    return CodeList(name, Text.from_data(data["title"]), items, map(read_edition, data.get("editions", ())))


def list_rows(path: Path, items: object) -> list[dict[str, object]]:
    """The items of a list: as they stand in it, or those of the CSV file that it names."""
    if isinstance(items, list):
        return items
    with path.with_name(str(items)).open(encoding="utf-8", newline="") as file:
        return [{key: cell for key, cell in row.items() if cell} for row in csv.DictReader(file)]


def read_item(row: Mapping[str, object]) -> Item:
    wordings = {language: str(row[language]) for language in LANGUAGES if row.get(language)}
    own = {"code", "valid_from", "valid_to", *LANGUAGES}
    extra = {key: str(cell) for key, cell in row.items() if key not in own}
    if set(wordings) == {"ru"}:
        wordings, extra = dict.fromkeys(LANGUAGES, wordings["ru"]), extra | {"only": "ru"}
    return Item(str(row["code"]), Text.from_data(wordings), _day(row, "valid_from"), _day(row, "valid_to"), extra)


def read_edition(row: Mapping[str, object]) -> Edition:
    act, certainty = Text.from_data(row["act"]), Certainty(str(row["certainty"]))
    return Edition(_day(row, "valid_from"), _day(row, "valid_to"), act, certainty)


def _day(row: Mapping[str, object], key: str) -> date | None:
    """YAML gives dates as dates, CSV as text."""
    return date.fromisoformat(str(row[key])) if row.get(key) else None


def _countries() -> CodeList:
    names = {language: Locale(language).territories for language in LANGUAGES}
    codes = sorted(code for code in map(str, names["en"]) if re.fullmatch("[A-Z]{2}", code))
    items = [
        Item(code, Text(**{language: names[language][code] for language in LANGUAGES}))
        for code in codes
        if not _NO_COUNTRIES.fullmatch(code)
    ]
    return CodeList("countries", Text(kk="Елдер", ru="Страны", en="Countries"), items)


def _rank(words: list[str], own: str, others: str) -> int | None:
    """0 if the item's own form starts with the words, 1 if it has them, 2 if only another language has them."""
    if all(word in own for word in words):
        return 0 if own.startswith(" ".join(words)) or f" {' '.join(words)}" in own else 1
    return 2 if all(word in own or word in others for word in words) else None


def _stem(word: str) -> str:
    """Without what a Kazakh or Russian word takes as its ending; short words stay whole."""
    return word[: max(4, len(word) - 3)]
