"""Rows of mixed columns (evidence, costs, codes, firms) in, rows of a dataclass out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from growthpoles.errors import InputError
from growthpoles.tables.sources import Rows, Source, read_rows

__all__ = ["Records", "columns_of", "read_records"]


@dataclass(frozen=True)
class Records:
    """Columns of a source as stripped text; blank is ``""``.

    Parameters
    ----------
    rows : Rows
        Where each row stood in the source.
    """

    rows: Rows

    def __len__(self) -> int:
        return int(self.rows.columns.num_rows)

    def __contains__(self, column: str) -> bool:
        return column in self.rows.columns.column_names

    @cached_property
    def input_hash(self) -> str:
        """Digest of names and cells; the order of rows counts, the file format does not."""
        digest = hashlib.blake2b(digest_size=16)
        for name in sorted(self.rows.columns.column_names):
            digest.update("\x1f".join([name, *self.text(name)]).encode() + b"\x1e")
        return digest.hexdigest()

    def text(self, column: str) -> list[str]:
        """A column as text; an absent column is blank throughout."""
        if column not in self:
            return [""] * len(self)
        return [_as_text(value) for value in self.rows.columns.column(column).to_pylist()]

    def numbers(self, column: str) -> NDArray[np.float64]:
        """A column as numbers of either sign; ``NaN`` where blank.

        Raises
        ------
        InputError
            If a cell is text.
        """
        return np.array([self._number(column, at, text) for at, text in enumerate(self.text(column))], dtype=float)

    def _number(self, column: str, at: int, text: str) -> float:
        if not text or text.casefold() in ("nan", "na", "n/a", "none", "null"):
            return float("nan")
        try:
            return float(text)
        except ValueError:
            message = "write it with a decimal point and no unit, or leave the cell blank"
            raise self.error("a number", repr(text), message, at=at, column=column) from None

    def error(self, wanted: str, given: str, remedy: str, *, at: int, column: str) -> InputError:
        """An error that names the row of the source."""
        return InputError(wanted, given, remedy, row=self.rows.row_number(at), column=column)

    def choices(self, column: str, meanings: Mapping[str, Any]) -> list[Any]:
        """A column of words, each replaced by its meaning; case does not count.

        Raises
        ------
        InputError
            If a word has no meaning here.
        """
        found = []
        for at, text in enumerate(self.text(column)):
            if text.casefold() not in meanings:
                wanted = "one of " + ", ".join(word or "a blank" for word in meanings)
                raise self.error(wanted, repr(text), "use one of these words", at=at, column=column)
            found.append(meanings[text.casefold()])
        return found

    def dicts(self) -> list[dict[str, str]]:
        """One dictionary of text per row."""
        names = self.rows.columns.column_names
        return [dict(zip(names, row, strict=True)) for row in zip(*(self.text(name) for name in names), strict=True)]


def _as_text(value: object) -> str:
    if value is None or value != value:  # noqa: PLR0124 -- NaN is the one value that differs from itself
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def read_records(
    source: Source, columns: Sequence[str], *, optional: Sequence[str] = (), where: str | None = None
) -> Records:
    """Read named columns of any source as records.

    Parameters
    ----------
    source : path, "-", or table
        As for :func:`growthpoles.read_table`.
    columns, optional : sequence of str
        Columns that must be there, and columns that are kept if they are.
    where : str, optional
        A condition in SQL.

    Returns
    -------
    Records

    Raises
    ------
    InputError
        If the source cannot be read or a column is missing.
    """
    remedy = f"add it, or rename the column that holds it (needed: {', '.join(columns)})"
    return Records(read_rows(source, list(columns), optional=list(optional), where=where, remedy=remedy))


def columns_of(items: Sequence[Any], kind: type | None = None) -> dict[str, list[Any]]:
    """Columns of equal dataclass instances, in the order of their fields.

    Examples
    --------
    >>> columns_of([InputRow("a", 1.0), InputRow("b", 2.0)])
    {'name': ['a', 'b'], 'value': [1.0, 2.0]}
    """
    names = [field.name for field in fields(kind or items[0])]
    return {name: [getattr(item, name) for item in items] for name in names}


@dataclass(frozen=True)
class InputRow:
    """A name with a number."""

    name: str
    value: float
