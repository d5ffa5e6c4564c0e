"""Labels of regions, industries and periods: encoded, ordered, and held against the universe."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from growthpoles.errors import InputError
from growthpoles.tables.sources import Rows, read_rows


@dataclass(frozen=True)
class Axis:
    """Distinct labels in order, and the label of each row as an index into them."""

    labels: tuple[str, ...]
    codes: NDArray[np.int64]

    def within(self, universe: Sequence[str] | None, *, also: str | None, rows: Rows, column: str) -> Axis:
        """The axis over a whole universe, in its order.

        ``also`` is a published total: it comes last and need not be in the universe.
        """
        if also is not None and also not in self.labels:
            raise InputError(
                f"the total row {also!r}",
                f"labels such as {_some(self.labels)}",
                _nearest(also, self.labels),
                column=column,
            )
        order = [label for label in (self.labels if universe is None else universe) if label != also]
        order += [] if also is None else [also]
        place = {label: at for at, label in enumerate(order)}
        for code, label in enumerate(self.labels):
            if label not in place:
                row = rows.row_number(int(np.argmax(self.codes == code)))
                raise InputError("a label of the universe", repr(label), _nearest(label, order), row=row, column=column)
        moved = np.array([place[label] for label in self.labels], dtype=np.int64)
        return Axis(tuple(order), moved[self.codes])


def encode_labels(rows: Rows, column: str) -> Axis:
    """Distinct labels of a column in ascending order; numbers in order of size.

    Raises
    ------
    InputError
        If a label is blank.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    data = rows.columns.column(column)
    if pa.types.is_floating(data.type):
        whole = pc.all(pc.equal(pc.round(data), data)).as_py()
        data = data.cast(pa.int64()) if whole else data
    encoded = data if pa.types.is_dictionary(data.type) else data.dictionary_encode()
    encoded = encoded.unify_dictionaries().combine_chunks()
    values = encoded.dictionary
    texts = [str(value).strip() if value is not None else "" for value in values.to_pylist()]
    codes = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    _demand_labels(rows, column, texts, codes)
    by_size = pa.types.is_integer(values.type) or pa.types.is_floating(values.type)
    distinct = sorted(dict.fromkeys(texts), key=(lambda text: (float(text), text)) if by_size else None)
    place = {label: at for at, label in enumerate(distinct)}
    return Axis(tuple(distinct), np.array([place[text] for text in texts], dtype=np.int64)[codes])


def _demand_labels(rows: Rows, column: str, texts: list[str], codes: NDArray[np.int64]) -> None:
    if not len(codes):
        raise InputError("rows", "none", "check the source and --where", column=column)
    blank = np.append(np.array([text == "" for text in texts], dtype=bool), True)
    at_fault = blank[codes]
    if at_fault.any():
        row = rows.row_number(int(np.argmax(at_fault)))
        raise InputError(
            "a label", "a blank", "fill it in, or leave such rows out with --where", row=row, column=column
        )


def read_universe(universe: Mapping[str, Sequence[str]] | str | None) -> dict[str, tuple[str, ...]]:
    """Regions and industries that exist, from a mapping or from the columns ``region`` and ``industry`` of a file."""
    if universe is None:
        return {}
    if not isinstance(universe, Mapping):
        rows = read_rows(universe, [], optional=["region", "industry"]).columns
        universe = {
            name: [text.strip() for text in rows.column(name).cast("string").to_pylist() if text and text.strip()]
            for name in rows.column_names
        }
    known = {name: tuple(dict.fromkeys(map(str, labels))) for name, labels in universe.items()}
    if not known or set(known) - {"region", "industry"}:
        raise InputError(
            "a universe with region or industry or both",
            f"{', '.join(map(repr, known)) or 'neither'}",
            "name the columns so",
        )
    return known


def _some(labels: Sequence[str]) -> str:
    return ", ".join(map(repr, labels[:5])) + (", …" if len(labels) > 5 else "")


def _nearest(label: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(label, known, n=1)
    return f"write {near[0]!r} if that is meant" if near else f"use one of {_some(known)}"
