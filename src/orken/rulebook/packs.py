"""Where the jurisdiction's data lies: a pack is a folder of procedures, parameters, lists, templates and a calendar."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import orken

PACKS: Final = Path(orken.__file__).parent / "packs"

_in_use = PACKS / "kz"


def pack_directory(name: str) -> Path:
    """The folder of an installed pack by its name, or of any other by its full path."""
    directory = PACKS / name
    if not directory.is_dir():
        known = ", ".join(sorted(path.name for path in PACKS.iterdir() if path.is_dir() and path.name[0] not in "._"))
        raise ValueError(f"There is no pack {name!r}: give one of {known}, or the full path of a folder.")
    return directory


def use_pack(name: str) -> Path:
    """Read lists and the calendar from this pack from now on; called once, when the portal starts."""
    global _in_use  # noqa: PLW0603 -- one process serves one jurisdiction
    _in_use = pack_directory(name)
    return _in_use


def pack_in_use() -> Path:
    return _in_use
