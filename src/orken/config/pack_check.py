"""Every mistake in every file of a pack, found without a database and before anything is loaded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from orken.cases.pack_check import procedure_mistakes
from orken.kernel.yaml_files import YamlMistake, read_yaml
from orken.rulebook.pack_check import PackMistake, rulebook_mistakes

TEXTS = {".csv", ".svg", ".txt", ".typ"}
JUDGED = ("calendar.yaml", "lists/", "procedures/")


def mistakes_in_pack(pack: Path) -> Iterator[PackMistake]:
    yield from rulebook_mistakes(pack)
    yield from procedure_mistakes(pack)
    for path in sorted(path for path in pack.rglob("*") if path.is_file()):
        name = str(path.relative_to(pack))
        try:
            if path.suffix == ".yaml" and not name.startswith(JUDGED):
                read_yaml(path)
            elif path.suffix in TEXTS:
                path.read_text(encoding="utf-8")
        except YamlMistake as mistake:
            yield PackMistake(name, None, str(mistake))
        except UnicodeDecodeError as error:
            yield PackMistake(name, None, f"the file must be UTF-8: {error}")
