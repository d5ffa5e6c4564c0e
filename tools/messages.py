"""Translations of the interface: one catalogue for each room and language beside the room's code.

``python -m tools.messages`` brings the catalogues up to date with the source and compiles them; ``--compile`` only
compiles, ``--check`` changes nothing and fails on a message that is missing, fuzzy, stale or inconsistent. Extraction
is Babel's, so GNU gettext is not needed.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parent.parent / "src" / "orken"
LANGUAGES = ("kk", "ru")
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
BLOCK = re.compile(r"{%-?\s*blocktrans(?:late)?\b(?P<options>[^%]*)%}")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|{(\w*)}|%[sd]")


@dataclass(frozen=True)
class Room:
    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    def catalogue_path(self, language: str) -> Path:
        return self.folder / "locale" / language / "LC_MESSAGES" / "django.po"

    def sources(self) -> Iterator[Path]:
        for path in sorted(self.folder.rglob("*")):
            if path.suffix in {".py", ".html", ".txt"} and not {"migrations", "static"} & set(path.parts):
                yield path


def rooms() -> list[Room]:
    return [Room(folder) for folder in sorted(SOURCE.iterdir()) if (folder / "__init__.py").exists()]


def extracted(room: Room) -> Catalog:
    """The messages that the room's Python files and templates hold now."""
    catalogue = Catalog()
    for path in room.sources():
        source = path.read_text() if path.suffix == ".py" else _template_as_python(path)
        found = extract("python", io.BytesIO(source.encode()), KEYWORDS, ["Translators:"], {"encoding": "utf-8"})
        for line, message, comments, context in found:
            where = [(str(path.relative_to(SOURCE)), line)]
            catalogue.add(message, locations=where, auto_comments=comments, context=context)
    return catalogue


def _template_as_python(path: Path) -> str:
    """The template with all but its messages blanked out; its indentation would mislead Python's tokenizer."""
    return "\n".join(line.lstrip() for line in templatize(path.read_text(), origin=str(path)).splitlines())


def stored(room: Room, language: str) -> Catalog:
    path = room.catalogue_path(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def updated(room: Room, language: str) -> Catalog:
    catalogue = stored(room, language)
    catalogue.update(extracted(room), no_fuzzy_matching=True)
    return catalogue


def written(catalogue: Catalog, language: str) -> bytes:
    """The catalogue as a file without dates and line numbers, so that it changes only with its messages."""
    plural = get_plural(language)
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=116, omit_header=True, ignore_obsolete=True, include_lineno=False)
    header = [
        'msgid ""',
        'msgstr ""',
        f'"Language: {language}\\n"',
        '"MIME-Version: 1.0\\n"',
        '"Content-Type: text/plain; charset=utf-8\\n"',
        '"Content-Transfer-Encoding: 8bit\\n"',
        f'"Plural-Forms: nplurals={plural.num_plurals}; plural={plural.plural_expr};\\n"',
    ]
    return "\n".join(header).encode() + b"\n\n" + buffer.getvalue().strip(b"\n") + b"\n"


def update(chosen: list[str]) -> None:
    for room in rooms():
        if chosen and room.name not in chosen:
            continue
        for language in LANGUAGES:
            catalogue, path = updated(room, language), room.catalogue_path(language)
            if len(catalogue):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(written(catalogue, language))
            elif path.exists():
                path.unlink()


def compile_all() -> None:
    """Write the compiled catalogues that are older than their source."""
    for path in SOURCE.glob("*/locale/*/LC_MESSAGES/django.po"):
        compiled = path.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime <= path.stat().st_mtime:
            with path.open("rb") as file, compiled.open("wb") as output:
                write_mo(output, read_po(file, locale=path.parts[-3]))


def problems() -> Iterator[str]:
    for room in rooms():
        yield from _untrimmed(room)
        for language in LANGUAGES:
            yield from _problems_of(room, language)
    yield from _contradictions()


def _problems_of(room: Room, language: str) -> Iterator[str]:
    place = f"{room.name}/{language}"
    catalogue, path = updated(room, language), room.catalogue_path(language)
    for message in catalogue:
        if message.id:
            yield from (f"{place}: {fault}: {_shown(message)}" for fault in _faults(message))
    for message in catalogue.obsolete.values():
        yield f"{place}: no longer in the source: {_shown(message)}"
    if len(catalogue) and (not path.exists() or path.read_bytes() != written(catalogue, language)):
        yield f"{place}: the file is not what the tool writes; run: python -m tools.messages"


def _faults(message: Message) -> Iterator[str]:
    if message.fuzzy:
        yield "fuzzy"
    translations = _forms(message.string)
    if not all(translations):
        yield "not translated"
        return
    wanted = set().union(*map(_placeholders, _forms(message.id)))
    for translation in translations:
        if _placeholders(translation) - wanted:
            yield f"unknown placeholder in {translation!r}"
    # A form for one may leave the number out ("one day"); the last form stands for many and must hold everything.
    if _placeholders(translations[-1]) != wanted:
        yield f"placeholders differ in {translations[-1]!r}"


def _forms(text: object) -> tuple[str, ...]:
    """The text itself, or its forms for different numbers."""
    return tuple(text) if isinstance(text, list | tuple) else (str(text or ""),)


def _placeholders(text: str) -> set[str]:
    return {match.group() for match in PLACEHOLDER.finditer(text.replace("%%", ""))}


def _untrimmed(room: Room) -> Iterator[str]:
    for path in room.sources():
        if path.suffix != ".py":
            for match in BLOCK.finditer(path.read_text()):
                if "trimmed" not in match["options"].split():
                    yield f"{path.relative_to(SOURCE)}: blocktranslate without trimmed: {match.group()}"


def _contradictions() -> Iterator[str]:
    """Django takes one room's translation for all, so rooms that share a message must agree on it."""
    for language in LANGUAGES:
        seen: defaultdict[tuple[object, object], dict[object, str]] = defaultdict(dict)
        for room in rooms():
            for message in stored(room, language):
                if message.id and message.string:
                    seen[message.id, message.context].setdefault(message.string, room.name)
        for (identity, _), translations in seen.items():
            if len(translations) > 1:
                told = "; ".join(f"{room}: {text!r}" for text, room in translations.items())
                yield f"{language}: {identity!r} is translated in several ways: {told}"


def _shown(message: Message) -> str:
    source = _forms(message.id)[0]
    return repr(source if len(source) <= 70 else f"{source[:70]}…")


def report(found: Iterable[str]) -> int:
    lines = sorted(found)
    for line in lines:
        print(line)
    print(f"Messages: {len(lines)} problems." if lines else "Messages: complete in kk, ru and en.")
    return 1 if lines else 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="messages", description="Bring the interface's translations up to date.")
    task = parser.add_mutually_exclusive_group()
    task.add_argument("--check", action="store_true", help="change nothing; fail on missing, fuzzy or stale messages")
    task.add_argument("--compile", action="store_true", help="only write the compiled catalogues")
    parser.add_argument("rooms", nargs="*", help="bring only these rooms up to date")
    arguments = parser.parse_args()
    if arguments.check:
        return report(problems())
    if not arguments.compile:
        update(arguments.rooms)
    compile_all()
    return 0


if __name__ == "__main__":
    sys.exit(main())
