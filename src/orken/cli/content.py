"""Commands about what the portal is made of: the pack, and the procedures in it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from orken.cli.starting import set_up
from orken.cli.words import Command

if TYPE_CHECKING:
    from orken.cases.procedure.definition import Procedure


def add(command: Command) -> None:
    pack = command("pack", _pack, "Load a jurisdiction, look for mistakes in it, or say what loading it would change")
    pack.add_argument("action", choices=["load", "check", "diff"])
    pack.add_argument("name", nargs="?", help="an installed pack or the full path of a folder (ORKEN_PACK)")

    procedure = command("procedure", _procedure, "Look for mistakes in a procedure, or show it as a tree")
    procedure.add_argument("action", choices=["lint", "show"])
    procedure.add_argument("name", help="a procedure's code for the newest published version, or a file of a pack")
    procedure.add_argument("--language", choices=["kk", "ru", "en"], default="en", help="of what is shown (en)")

    retire = command("retire", _retire, "Accept no more filings under a version of a procedure; its drafts can move on")
    retire.add_argument("procedure", help="the procedure's code, for example residency.admission")
    retire.add_argument("version", type=int, help="the version's number")


def _pack(options: argparse.Namespace) -> int:
    set_up()
    from django.conf import settings

    from orken.config import installing
    from orken.rulebook.packs import pack_directory

    name = options.name or settings.ORKEN_PACK
    try:
        pack = pack_directory(name)
    except ValueError as unknown:
        print(unknown, file=sys.stderr)
        return 2
    if options.action == "load":
        installing.load_pack(name)
        return 0
    return _check(pack) if options.action == "check" else _differ(pack)


def _check(pack: Path) -> int:
    from orken.config.pack_check import mistakes_in_pack

    found = list(mistakes_in_pack(pack))
    print(*found, f"{pack}: mistakes: {len(found)}", sep="\n")
    return 1 if found else 0


def _differ(pack: Path) -> int:
    from orken.cases.pack_differences import procedure_differences
    from orken.rulebook.pack_differences import calendar_differences, list_differences, parameter_differences
    from orken.rulebook.packs import pack_in_use

    lines = chain(
        parameter_differences(pack),
        calendar_differences(pack),
        list_differences(pack_in_use(), pack),
        procedure_differences(pack),
    )
    count = 0
    for count, line in enumerate(lines, 1):  # noqa: B007 - the last count is said below
        print(line)
    print(f"{count} differences" if count else "What is installed is what the pack says.")
    return 0


def _procedure(options: argparse.Namespace) -> int:
    set_up()
    from orken.cases.procedure.reading import ProcedureMistake
    from orken.kernel.yaml_files import YamlMistake

    try:
        if options.action == "show":
            print(*_shown(options.name, options.language), sep="\n")
            return 0
        found = list(_linted(options.name))
    except (LookupError, ProcedureMistake, YamlMistake) as refusal:
        print(refusal.args[0] if isinstance(refusal, LookupError) else refusal, file=sys.stderr)
        return 2
    print(*found, f"mistakes: {len(found)}", sep="\n")
    return 1 if found else 0


def _shown(name: str, language: str) -> Iterator[str]:
    from orken.cases.outline import outline
    from orken.cases.procedure.loading import load_procedure, read_procedure_file

    procedure = load_procedure(read_procedure_file(Path(name))) if _is_file(name) else _published(name)
    return outline(procedure, language)


def _linted(name: str) -> Iterator[object]:
    from orken.cases.pack_check import lint, mistakes_of_file, pack_surroundings
    from orken.cases.surroundings import installed_surroundings
    from orken.rulebook.packs import pack_in_use

    if _is_file(name):
        folder = Path(name).resolve().parent.parent
        pack = folder if (folder / "parameters.csv").is_file() else pack_in_use()
        return mistakes_of_file(Path(name), pack_surroundings(pack))
    found = lint(_published(name), installed_surroundings())
    return (f"{mistake.place}: {mistake.text}" for mistake in found)


def _is_file(name: str) -> bool:
    return name.endswith(".yaml")


def _published(code: str) -> Procedure:
    from orken.cases.queries import published_procedures

    published = {version.code: version for version in published_procedures()}
    if code not in published:
        known = ", ".join(published) or "none; run orken pack load"
        raise LookupError(f"No procedure {code!r} is published; published are {known}. A file ends in .yaml.")
    return published[code].definition


def _retire(options: argparse.Namespace) -> int:
    set_up()
    from orken.cases.services.publishing import retire_version
    from orken.kernel.errors import RuleViolation

    try:
        retire_version(options.procedure, options.version)
    except RuleViolation as refusal:
        print(refusal, file=sys.stderr)
        return 2
    return 0
