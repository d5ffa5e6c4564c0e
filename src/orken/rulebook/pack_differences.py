"""What loading a pack would change in the rule book, and what its lists say otherwise than the pack in use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from orken.rulebook.lists import CodeList, Item, list_names, read_list
from orken.rulebook.models import DayTransfer, Origin, ParameterValue
from orken.rulebook.parameters import Parameter
from orken.rulebook.queries import TransferData, calendar_data
from orken.rulebook.services import outside, read_parameters, span

Days = tuple[date | None, date | None]


def parameter_differences(pack: Path) -> Iterator[str]:
    """Value by value; what the operator has set stays, so days of the pack that it covers are told as such."""
    installed = {_key(row.parameter): row.parameter for row in ParameterValue.objects.filter(origin=Origin.PACK)}
    set_here = [row.parameter for row in ParameterValue.objects.filter(origin=Origin.OPERATOR)]
    brought: dict[tuple[str, date | None, date | None], Parameter] = {}
    for parameter in read_parameters(pack):
        taken = [span(other) for other in set_here if other.code == parameter.code]
        pieces = outside(parameter, taken)
        if pieces != [parameter]:
            yield f"parameter {_words(parameter)}: on days that the operator has set, the operator's value stays"
        brought |= {_key(piece): piece for piece in pieces}
    for key in sorted(installed.keys() | brought.keys(), key=lambda key: (key[0], key[1] or date.min)):
        before, after = installed.get(key), brought.get(key)
        if before is None and after is not None:
            yield f"parameter {_words(after)}: new"
        elif before is not None and after is None:
            yield f"parameter {_words(before)}: goes"
        elif before is not None and after is not None and before != after:
            yield from _changed(before, after)


def calendar_differences(pack: Path) -> Iterator[str]:
    installed = {row.day: row for row in DayTransfer.objects.all()}
    brought = {row["day"]: row for row in calendar_data(pack)["transfers"]}
    for day in sorted(installed.keys() | brought.keys()):
        before, after = installed.get(day), brought.get(day)
        if before is None or after is None:
            yield from _moved_once(day, before, after)
        elif before.works != after["works"]:
            becomes = f"the pack says {_day(after['works'])}, " if before.origin == Origin.OPERATOR else ""
            stays = "that of the operator stays" if becomes else f"becomes {_day(after['works'])} by {after['act']}"
            yield f"calendar {day}: {_day(before.works)}; {becomes}{stays}"
        elif before.origin == Origin.PACK and before.act != after["act"]:
            yield f"calendar {day}: act {before.act!r} becomes {after['act']!r}"


def _moved_once(day: date, before: DayTransfer | None, after: TransferData | None) -> Iterator[str]:
    if after is not None:
        yield f"calendar {day}: new, {_day(after['works'])} by {after['act']}"
    elif before is not None and before.origin == Origin.PACK:
        yield f"calendar {day}: goes; it was {_day(before.works)} by {before.act}"


def list_differences(in_use: Path, pack: Path) -> Iterator[str]:
    """Lists are read from the folder of the pack in use; they differ only where another folder is named."""
    before, after = set(list_names(in_use)), set(list_names(pack))
    yield from (f"list {name}: goes" for name in sorted(before - after))
    yield from (f"list {name}: new, {len(read_list(pack, name))} items" for name in sorted(after - before))
    for name in sorted(before & after):
        yield from _item_differences(read_list(in_use, name), read_list(pack, name))


def _item_differences(before: CodeList, after: CodeList) -> Iterator[str]:
    for item in after:
        if item.code not in before:
            yield f"list {after.name}, {item.code}: new, {item.text}"
        elif before[item.code] != item:
            yield f"list {after.name}, {item.code}: {_item(before[item.code])} becomes {_item(item)}"
    yield from (f"list {after.name}, {item.code}: goes, {item.text}" for item in before if item.code not in after)
    if before.editions != after.editions:
        yield f"list {after.name}: its editions (acts and days) differ"


def _item(item: Item) -> str:
    extra = "".join(f", {key} {value}" for key, value in sorted(item.extra.items()))
    return f"{' / '.join(item.text.to_data().values())} ({_days((item.valid_from, item.valid_to))}{extra})"


def _key(parameter: Parameter) -> tuple[str, date | None, date | None]:
    return parameter.code, parameter.valid_from, parameter.valid_to


def _changed(before: Parameter, after: Parameter) -> Iterator[str]:
    for name in ("value_text", "unit", "act", "certainty"):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            what = name.removesuffix("_text")
            yield f"parameter {_where(after)}: {what} {str(old) or 'unknown'!r} becomes {str(new) or 'unknown'!r}"


def _words(parameter: Parameter) -> str:
    return f"{_where(parameter)} = {parameter.value_text or 'unknown'} {parameter.unit}"


def _where(parameter: Parameter) -> str:
    return f"{parameter.code} ({_days((parameter.valid_from, parameter.valid_to))})"


def _days(days: Days) -> str:
    first, last = days
    return f"{first or '…'} – {last or '…'}"


def _day(works: bool) -> str:
    return "a working day" if works else "a day off"
