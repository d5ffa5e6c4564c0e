"""YAML as packs are written in it: safe, read by the C library, and a key stated twice is a mistake."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

# The wheels of PyYAML bring libyaml, which reads a procedure ten times faster than Python does.
_Safe: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class YamlMistake(ValueError):
    """The file is not YAML, or says the same key twice; the message names the file and the line."""


class _Loader(_Safe):  # type: ignore[misc]
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: dict[object, int] = {}
        for key, _value in node.value:
            line = key.start_mark.line + 1
            if key.value in seen:
                raise YamlMistake(f"line {line}: the key {key.value!r} stands in line {seen[key.value]} already")
            seen[key.value] = line
        mapping: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        return mapping


def read_yaml(path: Path) -> Any:
    """What a YAML file in UTF-8 holds.

    Raises
    ------
    YamlMistake
        Where the text cannot be read, or a mapping has one key twice, which YAML readers else pass over in silence.
    """
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a safe loader
    except YamlMistake as mistake:
        raise YamlMistake(f"{path.name}, {mistake}") from None
    except yaml.YAMLError as error:
        raise YamlMistake(f"{path.name} is not YAML: {error}") from error


def line_of(path: Path, place: str) -> int | None:
    """The line of a place such as ``form[2].questions[0].label``, or of the nearest thing above it.

    ``None`` if the file itself does not have the first step, for instance because it takes that from another file.
    """
    node = yaml.compose(path.read_text(encoding="utf-8"), Loader=_Safe)
    line = None
    for key, index in re.findall(r"(\w+)|\[(\d+)\]", place):
        found = _below(node, key, index)
        if found is None:
            break
        line, node = found
    return line


def _below(node: Any, key: str, index: str) -> tuple[int, Any] | None:
    if isinstance(node, yaml.SequenceNode) and index and int(index) < len(node.value):
        item = node.value[int(index)]
        return item.start_mark.line + 1, item
    if isinstance(node, yaml.MappingNode):
        return next(((name.start_mark.line + 1, value) for name, value in node.value if name.value == key), None)
    return None
