"""Every mistake in the procedures of a pack, found without a database; and in one procedure, published or not."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

from orken.cases.procedure.definition import Procedure
from orken.cases.procedure.loading import load_procedure, read_procedure_file
from orken.cases.procedure.naming import Mistake, Surroundings, unfounded_refusals, unknown_names
from orken.cases.procedure.reachability import settled_conditions, unlike_things
from orken.cases.procedure.reading import ProcedureMistake
from orken.cases.surroundings import surroundings
from orken.documents.validity import kind_mistakes
from orken.kernel.yaml_files import YamlMistake, line_of
from orken.rulebook.lists import list_names, read_list
from orken.rulebook.pack_check import PackMistake, readable_parameters

# "form[0].questions[1]: 'label' must be …": the place of the mapping, and the key in it if one is told of.
_PLACE = re.compile(r"(?:(?P<place>[\w.\[\]]+): )?(?:unknown key )?(?:'(?P<key>\w+)')?")


def procedure_mistakes(pack: Path) -> Iterator[PackMistake]:
    """All procedures of the pack, against the lists and parameters of the same pack."""
    around = pack_surroundings(pack)
    yield from (PackMistake("lists/evidence_kinds.yaml", None, text) for text in kind_mistakes(pack, around.parameters))
    for path in sorted(pack.glob("procedures/*.yaml")):
        yield from mistakes_of_file(path, around)


def pack_surroundings(pack: Path) -> Surroundings:
    """What a procedure of the pack may name, read from its folder."""
    return surroundings(_readable_lists(pack), readable_parameters(pack), set(_appeals(pack)))


def _appeals(pack: Path) -> Iterator[str]:
    """Codes of the pack's procedures that decide appeals; what cannot be read is told of where it is checked."""
    for path in sorted(pack.glob("procedures/*.yaml")):
        with suppress(ProcedureMistake, OSError, UnicodeDecodeError, YamlMistake):
            procedure = load_procedure(read_procedure_file(path))
            if procedure.decides_appeals:
                yield procedure.code


def mistakes_of_file(path: Path, around: Surroundings) -> Iterator[PackMistake]:
    """What keeps one file from being published, or from meaning what its author wanted."""
    file = f"procedures/{path.name}"
    try:
        procedure = load_procedure(read_procedure_file(path))
    except ProcedureMistake as refusal:
        for text in refusal.mistakes:
            yield PackMistake(file, _line(path, text), text)
        return
    except (OSError, UnicodeDecodeError, YamlMistake) as error:
        yield PackMistake(file, None, str(error))
        return
    for mistake in lint(procedure, around):
        yield PackMistake(file, line_of(path, mistake.place), mistake.text)


def _line(path: Path, text: str) -> int | None:
    found = _PLACE.match(text)
    return line_of(path, f"{found['place'] or ''}.{found['key'] or ''}") if found else None


def lint(procedure: Procedure, around: Surroundings) -> list[Mistake]:
    return [
        *unknown_names(procedure, around),
        *unfounded_refusals(procedure),
        *unlike_things(procedure, around),
        *settled_conditions(procedure, around),
    ]


def _readable_lists(pack: Path) -> dict[str, Collection[str]]:
    """The lists that can be read; the others are mistakes of their own, and nothing is chosen from them."""
    found: dict[str, Collection[str]] = {}
    for name in list_names(pack):
        try:
            found[name] = [item.code for item in read_list(pack, name)]
        except (KeyError, TypeError, ValueError, OSError):
            found[name] = ()
    return found
