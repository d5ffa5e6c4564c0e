"""Reading a mapping key by key, remembering every mistake with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

from orken.kernel.text import Text

LANGUAGES = ("kk", "ru", "en")

Part = TypeVar("Part")


class ProcedureMistake(Exception):
    """The data is not a procedure; ``mistakes`` says where and why."""

    def __init__(self, procedure: str, mistakes: Sequence[str]) -> None:
        self.procedure = procedure
        self.mistakes = tuple(mistakes)
        super().__init__(
            f"The procedure {procedure!r} cannot be loaded:\n" + "\n".join(f"  - {line}" for line in mistakes)
        )


class Reader:
    """One mapping of the data. ``done`` reports keys that nobody asked for."""

    def __init__(self, data: object, place: str = "", mistakes: list[str] | None = None) -> None:
        self.place = place
        self.mistakes: list[str] = [] if mistakes is None else mistakes
        self._data: Mapping[str, object] = data if isinstance(data, Mapping) else {}
        self._left = set(self._data)
        if not isinstance(data, Mapping):
            self.mistake(f"a mapping is wanted here, not {data!r}")

    def mistake(self, text: str) -> None:
        self.mistakes.append(f"{self.place}: {text}" if self.place else text)

    def done(self) -> None:
        for key in sorted(self._left):
            self.mistake(f"unknown key {key!r}")

    def names(self) -> Iterator[str]:
        yield from self._data

    def take(self, key: str) -> object:
        self._left.discard(key)
        return self._data.get(key)

    def rest(self) -> Mapping[str, object]:
        """Everything, for a reader of another room."""
        self._left.clear()
        return self._data

    def word(self, key: str, default: str | None = None) -> str:
        value = self.take(key)
        if isinstance(value, str) and value:
            return value
        if value is not None or default is None:
            self.mistake(f"{key!r} must be a text; it is {value!r}")
        return default or ""

    def words(self, key: str) -> list[str]:
        value = self.take(key)
        if value is None:
            return []
        if isinstance(value, list) and all(isinstance(word, str) for word in value):
            return value
        self.mistake(f"{key!r} must be a list of texts; it is {value!r}")
        return []

    def one_of(self, key: str, wanted: Sequence[str]) -> str:
        value = self.take(key)
        if isinstance(value, str) and value in wanted:
            return value
        self.mistake(f"{key!r} must be one of {', '.join(wanted)}; it is {value!r}")
        return wanted[0]

    def flag(self, key: str, default: bool) -> bool:
        value = self.take(key)
        if value is not None and not isinstance(value, bool):
            self.mistake(f"{key!r} must be true or false; it is {value!r}")
        return value if isinstance(value, bool) else default

    def whole(self, key: str) -> int | None:
        value = self.take(key)
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0):
            return value
        self.mistake(f"{key!r} must be a whole number; it is {value!r}")
        return None

    def wholes(self, key: str) -> list[int]:
        value = self.take(key)
        if value is None:
            return []
        if isinstance(value, list) and all(isinstance(one, int) and not isinstance(one, bool) for one in value):
            return value
        self.mistake(f"{key!r} must be a list of whole numbers; it is {value!r}")
        return []

    def decimal(self, key: str) -> Decimal | None:
        value = self.take(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            self.mistake(f"{key!r} must be a number; it is {value!r}")
            return None
        return Decimal(str(value))

    def text(self, key: str) -> Text:
        text = self.optional_text(key)
        if text is None:
            self.mistake(f"{key!r} is missing; it is wanted in {', '.join(LANGUAGES)}")
            return Text(kk="", ru="", en="")
        return text

    def optional_text(self, key: str) -> Text | None:
        value = self.take(key)
        if value is None:
            return None
        given = value if isinstance(value, Mapping) else {}
        texts = {language: str(given.get(language) or "").strip() for language in LANGUAGES}
        missing = [language for language, text in texts.items() if not text]
        if missing or set(given) - set(LANGUAGES):
            self.mistake(f"{key!r} must be written in {', '.join(LANGUAGES)}; missing: {', '.join(missing) or 'none'}")
        return Text(**texts)

    def part(self, key: str) -> Reader | None:
        value = self.take(key)
        return None if value is None else Reader(value, self._below(key), self.mistakes)

    def parts(self, key: str) -> list[Reader]:
        value = self.take(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.mistake(f"{key!r} must be a list; it is {value!r}")
            return []
        return [Reader(part, self._below(f"{key}[{index}]"), self.mistakes) for index, part in enumerate(value)]

    def _below(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key


def parts(reader: Reader, key: str, read: Callable[[Reader], Part]) -> tuple[Part, ...]:
    """Each mapping of the list under ``key``, read."""
    return tuple(read(part) for part in reader.parts(key))
