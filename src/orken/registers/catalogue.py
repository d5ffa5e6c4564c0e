"""Which registers there are. The rooms above say so in ``AppConfig.ready()``; this room knows no domain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One published property of an entry, under ``code`` in its data; its value is text, plain or in three languages.

    Every register also has the columns that this room fills itself: name, number of the certificate, state, dates.
    """

    code: str
    title: object


@dataclass(frozen=True)
class Register:
    """``title`` and ``summary`` are lazy translations; ``certificate`` is the pack's template of its certificates,
    ``certificate_prefix`` what their numbers begin with."""

    code: str
    title: object
    summary: object
    columns: tuple[Column, ...]
    certificate: str
    certificate_prefix: str


class Catalogue:
    def __init__(self) -> None:
        self._registers: dict[str, Register] = {}

    def add(self, register: Register) -> None:
        if register.code in self._registers:
            raise ValueError(f"The register {register.code!r} is added twice; codes must be unique.")
        self._registers[register.code] = register

    def __getitem__(self, code: str) -> Register:
        if code not in self._registers:
            raise LookupError(f"There is no register {code!r}; there are: {', '.join(self._registers)}.")
        return self._registers[code]

    def __contains__(self, code: object) -> bool:
        return code in self._registers

    def __iter__(self) -> Iterator[Register]:
        return iter(self._registers.values())


catalogue = Catalogue()

EntryData = Mapping[str, str | Mapping[str, str]]
