"""Every mistake in what a pack brings for the rule book: parameters, calendar, lists. Nothing is written anywhere."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

import holidays

from orken.kernel.text import Text
from orken.kernel.yaml_files import YamlMistake, line_of, read_yaml
from orken.rulebook.lists import list_rows, read_edition, read_item
from orken.rulebook.parameters import Certainty, Parameter, ParameterBook

COLUMNS: Final = ("code", "value", "unit", "valid_from", "valid_to", "act", "certainty")


@dataclass(frozen=True)
class PackMistake:
    """What is wrong in a file of a pack; ``line`` is ``None`` where it is about the whole file."""

    file: str
    line: int | None
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}" if self.line else f"{self.file}: {self.text}"


def rulebook_mistakes(pack: Path) -> Iterator[PackMistake]:
    yield from _parameters(pack / "parameters.csv")
    yield from _calendar(pack / "calendar.yaml")
    for path in sorted((pack / "lists").glob("*.yaml")):
        yield from _list(path)


def readable_parameters(pack: Path) -> ParameterBook:
    """The parameters that can be read, so that what names them is judged although other rows are wrong."""
    found = [parameter for parameter, _mistake in _rows_of_parameters(pack / "parameters.csv") if parameter]
    try:
        return ParameterBook(found)
    except ValueError:  # two values on one day: a mistake of its own
        return ParameterBook({parameter.code: parameter for parameter in found}.values())


def _parameters(path: Path) -> Iterator[PackMistake]:
    rows = list(_rows_of_parameters(path))
    yield from (mistake for _parameter, mistake in rows if mistake)
    try:
        ParameterBook(parameter for parameter, _mistake in rows if parameter)
    except ValueError as twice:
        yield PackMistake(path.name, None, f"{twice} End the earlier value the day before the later one begins.")


def _rows_of_parameters(path: Path) -> Iterator[tuple[Parameter | None, PackMistake | None]]:
    if not path.is_file():
        yield None, PackMistake(path.name, None, f"the file is missing; it holds the columns {', '.join(COLUMNS)}")
        return
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            given = ", ".join(reader.fieldnames or ())
            yield None, PackMistake(path.name, 1, f"the columns must be {', '.join(COLUMNS)}; they are {given}")
            return
        for row in reader:
            yield _parameter(path.name, reader.line_num, row)


def _parameter(file: str, line: int, row: Mapping[str, str | None]) -> tuple[Parameter | None, PackMistake | None]:
    try:
        parameter = Parameter.from_data(row)
    except ValueError as error:
        return None, PackMistake(file, line, _with_certainties(str(error)))
    if parameter.certainty is Certainty.MEMORY and parameter.value is not None:
        text = f"{parameter.code}: a value known from memory only must be left empty until it was looked up"
        return parameter, PackMistake(file, line, text)
    return parameter, None


def _with_certainties(text: str) -> str:
    return f"{text}; certainties are {', '.join(Certainty)}" if "Certainty" in text else text


def _calendar(path: Path) -> Iterator[PackMistake]:
    try:
        data = read_yaml(path)
    except (OSError, YamlMistake) as error:
        yield PackMistake(path.name, None, str(error))
        return
    if not isinstance(data, Mapping) or set(data) != {"country", "transfers", "russian_names"}:
        yield PackMistake(path.name, None, "it must have exactly the keys country, transfers and russian_names")
        return
    if data["country"] not in holidays.list_supported_countries():
        text = f"country must be a code of ISO 3166 that the package holidays knows; it is {data['country']!r}"
        yield PackMistake(path.name, line_of(path, "country"), text)
    seen: set[object] = set()
    for index, row in enumerate(data["transfers"] or []):
        for text in _transfer(row, seen):
            yield PackMistake(path.name, line_of(path, f"transfers[{index}]"), text)


def _transfer(row: object, seen: set[object]) -> Iterator[str]:
    if not isinstance(row, Mapping):
        yield f"a moved day is a mapping with day, works and act; it is {row!r}"
        return
    day = row.get("day")
    if not isinstance(day, date) or isinstance(day, datetime):
        yield f"day must be a date such as 2026-05-08; it is {day!r}"
    elif day in seen:
        yield f"{day} is moved twice; keep one of the rows"
    seen.add(day)
    if not isinstance(row.get("works"), bool):
        yield f"works must be true (a working day) or false; it is {row.get('works')!r}"
    if not (isinstance(row.get("act"), str) and row["act"].strip()):
        yield "act must name the order that moves the day"
    if "name" in row:
        yield from _words(row["name"])
    if unknown := sorted(set(row) - {"day", "works", "act", "name"}):
        yield f"unknown keys {', '.join(map(str, unknown))}; known are day, works, act, name"


def _words(data: object) -> Iterator[str]:
    try:
        Text.from_data(data)
    except ValueError as error:
        yield str(error)


def _list(path: Path) -> Iterator[PackMistake]:
    file = f"lists/{path.name}"
    try:
        data = read_yaml(path)
    except YamlMistake as error:
        yield PackMistake(file, None, str(error))
        return
    if not isinstance(data, Mapping) or not {"title", "items"} <= set(data) <= {"title", "items", "editions"}:
        yield PackMistake(file, None, "a list has a title, items and perhaps editions, and nothing else")
        return
    for text in _words(data["title"]):
        yield PackMistake(file, line_of(path, "title"), f"title: {text}")
    for index, edition in enumerate(data.get("editions") or []):
        for text in _read(read_edition, edition):
            yield PackMistake(file, line_of(path, f"editions[{index}]"), text)
    yield from _items(path, file, data["items"])


def _items(path: Path, file: str, items: object) -> Iterator[PackMistake]:
    inside = isinstance(items, list)
    source = path if inside else path.with_name(str(items))
    if not source.is_file():
        yield PackMistake(file, line_of(path, "items"), f"items is neither a list nor a file beside it: {items!r}")
        return
    seen: set[str] = set()
    for index, row in enumerate(list_rows(path, items)):
        line = line_of(path, f"items[{index}]") if inside else index + 2
        name = file if inside else f"lists/{source.name}"
        for text in [*_read(read_item, row), *_again(row, seen)]:
            yield PackMistake(name, line, text)


def _read(reader: Callable[[Mapping[str, object]], object], row: Mapping[str, object]) -> Iterator[str]:
    try:
        reader(row)
    except KeyError as missing:
        yield f"{missing.args[0]!r} is missing in {row!r}"
    except (TypeError, ValueError) as error:
        yield _with_certainties(str(error))


def _again(row: Mapping[str, object], seen: set[str]) -> Iterator[str]:
    code = str(row.get("code", ""))
    if code in seen:
        yield f"the code {code!r} stands in the list already; codes are unique"
    seen.add(code)
