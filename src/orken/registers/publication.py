"""How an entry goes out: one shape for the page, the downloads and the programming interface."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.core.serializers.json import DjangoJSONEncoder

from orken.kernel.tables import BYTE_ORDER_MARK, csv_line
from orken.kernel.text import Text
from orken.registers.catalogue import Register
from orken.registers.models import EntryVersion, State

TONES = {
    State.VALID: "good",
    State.SUSPENDED: "warn",
    State.REVOKED: "bad",
    State.EXPIRED: "neutral",
    State.NOT_YET: "info",
}
ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class Row:
    """A version as it stands on ``day``."""

    register: Register
    version: EntryVersion
    day: date

    @property
    def state(self) -> State:
        return self.version.state_on(self.day)

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def certificate(self) -> str | None:
        """The number of the entry's last certificate, as `queries.entries_as_of` adds it."""
        return self.version.certificate_number  # type: ignore[attr-defined,no-any-return]

    @property
    def first_day(self) -> date:
        """The day on which the entry began, as `queries.entries_as_of` adds it."""
        return self.version.first_day  # type: ignore[attr-defined,no-any-return]

    @property
    def cells(self) -> list[object]:
        return [self.version.data.get(column.code, "") for column in self.register.columns]

    @property
    def particulars(self) -> list[tuple[object, object]]:
        return list(zip((column.title for column in self.register.columns), self.cells, strict=True))

    def published(self) -> dict[str, object]:
        """What everybody may have, under stable names."""
        return {
            "reference": self.version.entry.reference,
            "name": self.version.name,
            "official_number": self.version.official_number,
            "certificate": self.certificate,
            "state": self.state.value,
            "valid_from": self.first_day,
            "valid_to": self.version.valid_to,
            "data": {column.code: self.version.data.get(column.code) for column in self.register.columns},
        }


def rows(register: Register, versions: Iterable[EntryVersion], day: date) -> Iterator[Row]:
    return (Row(register, version, day) for version in versions)


def csv_lines(register: Register, shown: Iterable[Row], language: str) -> Iterator[str]:
    """A table for a spreadsheet, in which no cell can run as a formula; texts in one language."""
    codes = [column.code for column in register.columns]
    yield BYTE_ORDER_MARK + csv_line(
        ["certificate", "name", "official_number", *codes, "state", "valid_from", "valid_to"]
    )
    for row in shown:
        cells = [_in_one_language(cell, language) for cell in row.cells]
        version = row.version
        dates = [row.first_day.isoformat(), version.valid_to.isoformat() if version.valid_to else ""]
        yield csv_line([row.certificate or "", version.name, version.official_number, *cells, row.state.value, *dates])


def json_parts(register: Register, shown: Iterable[Row], day: date) -> Iterator[str]:
    """One JSON object, entry by entry, so that a register of any size is never held as a whole."""
    yield f'{{"code": {json.dumps(register.code)}, "as_of": "{day.isoformat()}", "entries": ['
    before = "\n"
    for row in shown:
        yield before + json.dumps(row.published(), cls=DjangoJSONEncoder, ensure_ascii=False)
        before = ",\n"
    yield "\n]}\n"


def _in_one_language(cell: object, language: str) -> str:
    return Text.from_data(cell).in_language(language) if isinstance(cell, dict) else str(cell)
