"""One byte form for data, so that equal content has an equal hash wherever it was stored."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from hashlib import sha256

from orken.kernel.text import Text


def canonical_json(data: object) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces.

    Dates become ISO text and decimals plain digits. A float is refused: it changes its spelling on the way
    through a database (``1e16``), and the hash with it.

    >>> canonical_json({"б": [True, None], "a": Decimal("10.50")}).decode()
    '{"a":"10.50","б":[true,null]}'
    """
    text = json.dumps(_plain(data), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()


def content_hash(data: object) -> str:
    """SHA-256 of ``canonical_json(data)``, 64 hexadecimal digits."""
    return sha256(canonical_json(data)).hexdigest()


def _plain(value: object) -> object:
    match value:
        case Enum() | Text():
            return _plain(value.value if isinstance(value, Enum) else value.to_data())
        case None | bool() | int() | str():
            return value
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()
        case Mapping():
            return {_key(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
    raise TypeError(
        f"{value!r} of type {type(value).__name__} has no canonical form: "
        "give text, whole numbers, Decimal, dates, lists and mappings."
    )


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise TypeError(f"A key must be text, not {key!r}: 1 and '1' would become the same key.")
    return key
