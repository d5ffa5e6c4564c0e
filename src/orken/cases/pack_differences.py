"""What publishing the procedures of a pack would change, question by question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from orken.cases.models import ProcedureVersion
from orken.cases.procedure.comparison import parts
from orken.cases.procedure.definition import Procedure
from orken.cases.procedure.loading import load_procedure, read_procedure_file
from orken.kernel.hashing import content_hash
from orken.kernel.text import LANGUAGES, Text
from orken.rulebook.rules import Rule


def procedure_differences(pack: Path) -> Iterator[str]:
    """The last file of each procedure against its newest published version."""
    last = {}
    for path in sorted(pack.glob("procedures/*.yaml")):
        data = read_procedure_file(path)
        last[str(data["procedure"])] = data
    versions = ProcedureVersion.objects.order_by("code", "-number").distinct("code")
    published = {version.code: version for version in versions}
    for code, data in sorted(last.items()):
        version = published.get(code)
        if version is None:
            yield f"procedure {code}: new"
        elif version.content_hash != content_hash(data):
            yield f"procedure {code}: version {version.number} would be followed by another"
            yield from (f"  {line}" for line in differences(version.definition, load_procedure(data)))
    for code in sorted(published.keys() - last.keys()):
        yield f"procedure {code}: is published and no file of the pack has it; it stays (orken retire ends filing)"


def differences(old: Procedure, new: Procedure) -> Iterator[str]:
    """In words, with what it was and what it becomes."""
    before, after = parts(old), parts(new)
    for part, value in after.items():
        if part not in before:
            yield f"{part}: new"
        elif before[part] != value:
            yield from (f"{part}: {line}" for line in _changed(before[part], value))
    yield from (f"{part}: goes" for part in before if part not in after)
    kept = [part for part in before if part in after]
    if kept != [part for part in after if part in before]:
        yield "the order of parts changes"


def _changed(before: object, after: object) -> Iterator[str]:
    """Field by field of two values of one class."""
    for name in (field.name for field in fields(before)):  # type: ignore[arg-type]  # parts are dataclasses
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield from _words(name, old, new)


def _words(name: str, old: object, new: object) -> Iterator[str]:
    if isinstance(old, Text) and isinstance(new, Text):
        for language in LANGUAGES:
            if old.in_language(language) != new.in_language(language):
                yield f"{name} ({language}) {old.in_language(language)!r} becomes {new.in_language(language)!r}"
    elif isinstance(old, Rule) and isinstance(new, Rule):
        yield f"{name} `{old.condition}` becomes `{new.condition}`"
    else:
        yield f"{name} {_plain(old)} becomes {_plain(new)}"


def _plain(value: object) -> str:
    if value is None or value in ("", (), {}):
        return "nothing"
    if isinstance(value, Rule):
        return f"`{value.condition}`"
    return str(value)
