"""Open a source of rows: a file, the standard input, a frame, or anything that speaks Arrow."""

from __future__ import annotations

import difflib
import io
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from growthpoles.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

#: What ``read_rows`` accepts: a path, "-", or an object with ``__arrow_c_stream__`` (pandas, Polars, DuckDB, Ibis).
Source = Any


@dataclass(frozen=True)
class Rows:
    """The columns that were asked for, and where each row stood in the source.

    Parameters
    ----------
    columns : pyarrow.Table
        Text files keep the text of every column, so that a message can quote it.
    first_row : int
        Number of the first row as a person counts it: 2 in a file with a header, 0 in a frame.
    positions : array of int, optional
        Positions in the source of the rows that ``where`` kept; all rows without it.
    """

    columns: pa.Table
    first_row: int
    positions: NDArray[np.int64] | None = None

    def row_number(self, position: int) -> int:
        """Number in the source of the row at ``position``."""
        return self.first_row + (position if self.positions is None else int(self.positions[position]))

    def text(self, column: str, position: int) -> str:
        """The value at ``position`` as a message should quote it."""
        return repr(self.columns.column(column)[position].as_py())


NAME_THE_COLUMN = "name the column with --region, --industry, --value or --period"


def read_rows(
    source: Source,
    columns: Sequence[str],
    *,
    optional: Sequence[str] = (),
    where: str | None = None,
    remedy: str = NAME_THE_COLUMN,
) -> Rows:
    """Read the named columns of a source.

    Parameters
    ----------
    source : path, "-", or table
        CSV, TSV, XLSX, Parquet or Arrow by suffix; ``-`` is any of them on the standard input, told by its first bytes;
        bytes are such content; or any object with ``__arrow_c_stream__``.
    columns : sequence of str
        Columns that must be there; ``a+b`` joins the labels of two columns, as in ``5+101``.
    optional : sequence of str
        Columns that are kept if they are there.
    where : str, optional
        A condition in SQL over all columns of the source, such as ``"year = 2020 and kind = 'section'"``.
    remedy : str
        What to do about a missing column.

    Returns
    -------
    Rows

    Raises
    ------
    InputError
        If the source cannot be read, a column is missing, or the condition cannot be understood.
    """
    import pyarrow as pa

    typed: Callable[[], pa.Table] | None
    first_row = 0
    if isinstance(source, bytes):
        table, typed, first_row = _open_content(source)
    elif isinstance(source, str | os.PathLike):
        table, typed, first_row = _open_file(os.fspath(source))
    elif hasattr(source, "__arrow_c_stream__"):
        table, typed = pa.table(source), None
    else:
        raise InputError(
            "a path, '-', or a pandas, Polars, DuckDB, Ibis or Arrow table", type(source).__name__, "pass one of these"
        )
    table = _joined(table, columns)
    _demand_columns(table.column_names, columns, remedy)
    kept = [*dict.fromkeys([*columns, *(name for name in optional if name in table.column_names)])]
    if where is None:
        return Rows(table.select(kept), first_row)
    positions = _positions_where(table if typed is None else typed(), where)
    return Rows(table.select(kept).take(pa.array(positions)), first_row, positions)


def _joined(table: pa.Table, columns: Sequence[str]) -> pa.Table:
    """The table with columns such as ``own_code+industry_code``, whose labels are joined in the same way."""
    import pyarrow as pa
    import pyarrow.compute as pc

    for name in columns:
        parts = name.split("+")
        if len(parts) > 1 and name not in table.column_names and set(parts) <= set(table.column_names):
            texts = [table.column(part).cast(pa.string()) for part in parts]
            table = table.append_column(name, pc.binary_join_element_wise(*texts, "+"))
    return table


def _demand_columns(present: Sequence[str], wanted: Sequence[str], remedy: str) -> None:
    for name in wanted:
        if name not in present:
            near = difflib.get_close_matches(name, present, n=1)
            hint = f" (nearest: {near[0]!r})" if near else ""
            raise InputError(
                f"a column {name!r}",
                f"the columns {', '.join(map(repr, present)) or 'of an empty table'}{hint}",
                remedy,
            )


def _open_file(name: str) -> tuple[pa.Table, Callable[[], pa.Table] | None, int]:
    """The table, a reader of it with inferred types for ``where`` (None: it has types), the number of the first row."""
    if name == "-":
        return _open_content(sys.stdin.buffer.read())
    suffix = Path(name).suffix.lower()
    if not Path(name).is_file():
        raise InputError("a file that can be read", repr(name), "check the path, or pass - for the standard input")
    if suffix in (".parquet", ".pq"):
        import pyarrow.parquet as pq

        return pq.read_table(name), None, 0
    if suffix in (".arrow", ".feather", ".ipc"):
        from pyarrow import feather

        return feather.read_table(name), None, 0
    if suffix in (".xlsx", ".xlsm"):
        return _read_sheet(name, name), None, 2
    if suffix in (".csv", ".tsv", ".tab", ".txt"):
        return _open_text(Path(name).read_bytes(), "\t" if suffix in (".tsv", ".tab") else None)
    raise InputError("a .csv, .tsv, .xlsx, .parquet or .arrow file", repr(name), "rename or convert the file")


def _open_content(content: bytes) -> tuple[pa.Table, Callable[[], pa.Table] | None, int]:
    """As ``_open_file``, for content without a name: its first bytes say what it is."""
    import pyarrow as pa

    if content.startswith(b"PAR1"):
        import pyarrow.parquet as pq

        # Arrow's own reader of memory: threads of it that ask Python for bytes may outlive Python.
        return pq.read_table(pa.BufferReader(content), use_threads=False), None, 0
    if content.startswith((b"ARROW1", b"FEA1")):
        from pyarrow import feather

        return feather.read_table(pa.BufferReader(content)), None, 0
    if content.startswith(b"PK\x03\x04"):
        return _read_sheet(io.BytesIO(content), "the standard input"), None, 2
    return _open_text(content, None)


def _open_text(content: bytes, separator: str | None) -> tuple[pa.Table, Callable[[], pa.Table], int]:
    return _read_delimited(content, separator), lambda: _read_delimited(content, separator, as_text=False), 2


def _read_delimited(content: bytes, separator: str | None, *, as_text: bool = True) -> pa.Table:
    import pyarrow as pa
    from pyarrow import csv

    head = content.lstrip(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode("utf-8", "replace").strip()
    if not head:
        raise InputError("a header and rows", "an empty file", "give a first line with the names of the columns")
    separator = separator or max((",", ";", "\t"), key=head.count)
    types = dict.fromkeys(next(iter(_header(head, separator))), pa.string()) if as_text else {}
    convert = csv.ConvertOptions(column_types=types, strings_can_be_null=not as_text)
    try:
        return csv.read_csv(
            io.BytesIO(content), parse_options=csv.ParseOptions(delimiter=separator), convert_options=convert
        )
    except pa.ArrowInvalid as error:
        raise InputError(
            f"UTF-8 text with {separator!r} between the columns and equally many in every row",
            str(error),
            "save the file as CSV in UTF-8 and quote values that contain the separator",
        ) from error


def _header(head: str, separator: str) -> list[list[str]]:
    import csv

    return list(csv.reader([head], delimiter=separator))


def _read_sheet(book_file: str | io.BytesIO, name: str) -> pa.Table:
    """First sheet of a workbook, every value as text; numbers in the form that reads back to the same number."""
    import pyarrow as pa
    from openpyxl import load_workbook

    with closing(load_workbook(book_file, read_only=True, data_only=True)) as book:
        rows = list(book.worksheets[0].iter_rows(values_only=True))
    header = [str(cell) for cell in (rows[0] if rows else ()) if cell is not None]
    if not header:
        raise InputError(
            "a header and rows", f"an empty first sheet in {name!r}", "put the names of the columns in row 1"
        )
    body = [row[: len(header)] for row in rows[1:]]
    return pa.table(
        {key: pa.array([_cell_text(row[at]) for row in body], pa.string()) for at, key in enumerate(header)}
    )


def _cell_text(cell: object) -> str:
    return "" if cell is None else str(cell)


def _positions_where(table: pa.Table, where: str) -> NDArray[np.int64]:
    import duckdb
    import pyarrow as pa

    numbered = table.append_column("__position__", pa.array(np.arange(table.num_rows)))
    query = f"select __position__ from rows where {where} order by 1"  # noqa: S608 -- the user's own query
    with duckdb.connect() as connection:
        connection.register("rows", numbered)
        try:
            found = connection.sql(query).fetchnumpy()
        except duckdb.Error as error:
            raise InputError(
                "a condition in SQL over the columns",
                f"{where!r} ({error})",
                "write it like \"year = 2020 and kind = 'section'\"",
            ) from error
    return np.asarray(found["__position__"], dtype=np.int64)
