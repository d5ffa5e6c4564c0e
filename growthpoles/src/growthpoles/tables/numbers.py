"""Turn the value column into numbers; what was not published becomes ``NaN`` and is counted, never zero."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from growthpoles.errors import InputError
from growthpoles.tables.sources import Rows

if TYPE_CHECKING:
    import pyarrow as pa

_DASH = "dash, read as not published (write 0 where it means nil)"
#: What statistical offices print instead of a number. A dash is nil in some and "withheld" in others: never zero.
NOT_PUBLISHED = {
    "": "blank",
    "nan": "NaN",
    "na": "NA",
    "n/a": "NA",
    "null": "NA",
    "none": "NA",
    "n": "withheld (N)",
    "x": "withheld (x)",
    "c": "withheld (c)",
    "d": "withheld (d)",
    "s": "withheld (s)",
    "*": "withheld (*)",
    "**": "withheld (**)",
    ":": "not available (:)",
    "..": "not available (..)",
    "...": "not available (...)",
    "…": "not available (…)",
    "-": _DASH,
    "–": _DASH,
    "—": _DASH,
}
_DECIMAL_COMMA = re.compile(r"-?\d{1,3}(?:[ .\u00a0\u202f]?\d{3})*,\d+|-?\d+,\d+")


def parse_values(
    rows: Rows, column: str, *, decimal: str = ".", signed: bool = False
) -> tuple[NDArray[np.float64], dict[str, int]]:
    """Numbers of a column, and how many cells were not published, by how they were marked.

    Raises
    ------
    InputError
        On text, decimal commas (unless ``decimal=","``), infinite values and, unless ``signed``, negative ones; names
        row and column.
    """
    import pyarrow as pa

    data = rows.columns.column(column)
    if pa.types.is_dictionary(data.type):
        data = data.cast(data.type.value_type)
    if pa.types.is_string(data.type) or pa.types.is_large_string(data.type) or pa.types.is_string_view(data.type):
        values, marks = _parse_text(rows, column, data, decimal)
    elif _is_number(data.type):
        values = _to_float(data)
        marks = {"NaN": int(np.isnan(values).sum())}
    else:
        raise InputError(
            "numbers", f"a column of type {data.type}", "name the numeric column with --value", column=column
        )
    _demand_usable(rows, column, values, signed)
    return values, {mark: count for mark, count in marks.items() if count}


def _is_number(kind: pa.DataType) -> bool:
    import pyarrow as pa

    return (
        pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind) or pa.types.is_null(kind)
    )


def _to_float(data: pa.ChunkedArray) -> NDArray[np.float64]:
    import pyarrow as pa

    return np.asarray(data.cast(pa.float64(), safe=False).to_numpy(), dtype=np.float64)


def _parse_text(
    rows: Rows, column: str, data: pa.ChunkedArray, decimal: str
) -> tuple[NDArray[np.float64], dict[str, int]]:
    import pyarrow as pa
    import pyarrow.compute as pc

    text = pc.utf8_trim_whitespace(pc.fill_null(data, "").cast(pa.string()))
    if decimal == ",":
        bare = pc.replace_substring_regex(text, r"[ .\x{00a0}\x{202f}]", "")
        text = pc.if_else(pc.match_substring(text, ","), pc.replace_substring(bare, ",", "."), text)
    lowered = pc.utf8_lower(text)
    absent = pc.is_in(lowered, value_set=pa.array(list(NOT_PUBLISHED)))
    marks = Counter(NOT_PUBLISHED[mark] for mark in lowered.filter(absent).to_pylist())
    try:
        return _to_float(pc.if_else(absent, None, text).cast(pa.float64())), dict(marks)
    except pa.ArrowInvalid:
        raise _first_not_a_number(rows, column, text.to_pylist()) from None


def _first_not_a_number(rows: Rows, column: str, texts: list[str]) -> InputError:
    position = next(at for at, text in enumerate(texts) if text.lower() not in NOT_PUBLISHED and not _reads(text))
    text, row = texts[position], rows.row_number(position)
    if _DECIMAL_COMMA.fullmatch(text):
        return InputError(
            "a number with a decimal point",
            f"the decimal comma in {text!r}",
            "pass --decimal comma",
            row=row,
            column=column,
        )
    return InputError(
        "a number",
        f"the text {text!r}",
        f"write a number, or one of {', '.join(mark for mark in NOT_PUBLISHED if mark)} or a blank for 'not published'",
        row=row,
        column=column,
    )


def _reads(text: str) -> bool:
    try:
        float(text.replace("_", "x"))
    except ValueError:
        return False
    return True


def _demand_usable(rows: Rows, column: str, values: NDArray[np.float64], signed: bool) -> None:
    unusable = np.isinf(values) | (not signed) & (values < 0)
    if unusable.any():
        position = int(np.argmax(unusable))
        raise InputError(
            "a finite quantity" if np.isinf(values[position]) else "a quantity of zero or more",
            f"{values[position]:g}",
            "correct the cell, or leave it blank if it was not published",
            row=rows.row_number(position),
            column=column,
        )
