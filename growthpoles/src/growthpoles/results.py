"""A tidy table that knows where it came from."""

from __future__ import annotations

import io
import json
import os
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from numpy.typing import NDArray

from growthpoles.errors import InputError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    from rich.table import Table as RichTable

FORMATS = ("csv", "tsv", "json", "parquet", "xlsx", "table")
_SUFFIXES = {".csv": "csv", ".tsv": "tsv", ".json": "json", ".parquet": "parquet", ".xlsx": "xlsx", ".txt": "table"}

#: Columns that say what a row is about; long ones of text are folded from so many characters on.
LABELS = ("region", "industry", "other_industry", "purchasing_industry", "period", "focus", "variant", "criterion")
WIDEST_TEXT = 44
#: Columns that count: whole numbers, also where some are missing.
COUNTS = frozenset(
    {
        "codes", "coders", "diversity", "entry", "exit", "external_ties", "firms", "focus_star", "interviews", "plants",
        "growth_star", "potential_rank", "productivity_star", "rank", "rank_high", "rank_low", "regions", "segments",
        "shift", "size_star", "specialisation_star", "stars", "strong_cluster", "ties", "ubiquity", "units",
    }
)  # fmt: skip
#: One column of a result.
Column = Sequence[Any] | NDArray[Any]


@dataclass(frozen=True)
class Result:
    """Columns of equal length with their provenance.

    Parameters
    ----------
    columns : mapping of str to sequence
        Column name to values; ``NaN`` and ``None`` mean "not available" and are written as blanks.
    provenance : dict
        ``measure``, ``variant``, ``options``, ``units``, ``input_hash``, ``engine_version``, ``warnings``.

    Examples
    --------
    >>> result = Result({"region": ["A", "B"], "gini": [0.25, float("nan")]}, provenance("gini"))
    >>> print(result.to_csv(), end="")
    region,gini
    A,0.25
    B,
    """

    columns: Mapping[str, Column]
    provenance: dict[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), ()))

    def __getitem__(self, name: str) -> Column:
        return self.columns[name]

    @cached_property
    def table(self) -> pa.Table:
        """The columns as a ``pyarrow.Table`` with the provenance in its schema metadata."""
        import pyarrow as pa

        arrays = {name: pa.array(values, from_pandas=True) for name, values in self.columns.items()}
        for name in COUNTS & arrays.keys():
            arrays[name] = _whole(arrays[name])
        return pa.table(arrays).replace_schema_metadata({"growthpoles": json.dumps(self.provenance)})

    def to_pandas(self) -> pd.DataFrame:
        """The columns as a ``pandas.DataFrame``; the provenance is in ``.attrs``."""
        frame = self.table.to_pandas()
        frame.attrs.update(self.provenance)
        return frame

    def to_records(self) -> list[dict[str, Any]]:
        """One dictionary per row; ``None`` where nothing is available."""
        return self.table.to_pylist()

    def to_csv(self, separator: str = ",") -> str:
        """The columns as delimited text; floats in the shortest form that reads back to the same number."""
        import csv

        stream = io.StringIO()
        writer = csv.writer(stream, delimiter=separator, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows(zip(*(column.to_pylist() for column in self.table.columns), strict=True))
        return stream.getvalue()

    def write(self, target: str | os.PathLike[str], form: str | None = None) -> None:
        """Write the whole result, or nothing.

        Parameters
        ----------
        target : path or "-"
            ``-`` is the standard output. A file appears only when it is complete. Beside a delimited file its
            provenance is written as ``<target>.provenance.json``; the other formats hold it inside.
        form : {"csv", "tsv", "json", "parquet", "xlsx", "table"}, optional
            By default as the suffix of ``target`` says; ``table`` is the form for people.

        Raises
        ------
        InputError
            If the format is not known.
        """
        chosen = form or _SUFFIXES.get(Path(target).suffix.lower(), "csv" if str(target) == "-" else "")
        if chosen not in _WRITERS:
            raise InputError(f"a format ({', '.join(FORMATS)})", repr(form or Path(target).suffix), "pass --format csv")
        content = _WRITERS[chosen](self)
        if str(target) == "-":
            sys.stdout.buffer.write(content)
            sys.stdout.flush()
            return
        write_atomically(target, content)
        if chosen in ("csv", "tsv", "table"):
            write_atomically(f"{target}.provenance.json", _as_json_bytes(self.provenance))

    def __rich__(self) -> RichTable:
        return self._grid(list(self.columns))

    def grids(self, width: int) -> list[RichTable]:
        """The table for people: one grid, or several side by side cut between columns where the width is too small.

        Each grid repeats the labels of its rows; no number is ever cut.
        """
        needed = {name: 3 + self._width(name) for name in self.columns}
        labels = [name for name in self.columns if name in LABELS] or [next(iter(self.columns))]
        room = width - 1 - sum(needed[name] for name in labels)
        blocks: list[list[str]] = []
        for name in (name for name in self.columns if name not in labels):
            if not blocks or sum(needed[other] for other in blocks[-1]) + needed[name] > room:
                blocks.append([])
            blocks[-1].append(name)
        return [self._grid([*labels, *block]) for block in blocks or [[]]]

    def _width(self, name: str) -> int:
        widths = [len(_for_people(value)) for value in self.table.column(name).to_pylist()]
        return max(len(name), min(max(widths, default=0), WIDEST_TEXT if _is_text(self.columns[name]) else 1000))

    def _grid(self, names: Sequence[str]) -> RichTable:
        from rich.table import Table as RichTable

        title = self.provenance.get("measure")
        grid = RichTable(title=title, caption=self.provenance.get("variant"), title_justify="left")
        for name in names:
            text = _is_text(self.columns[name])
            grid.add_column(name, justify="left" if text else "right", no_wrap=not text, overflow="fold")
        for row in zip(*(self.table.column(name).to_pylist() for name in names), strict=True):
            grid.add_row(*(_for_people(value) for value in row))
        return grid


def provenance(
    measure: str,
    *,
    variant: str = "",
    options: Mapping[str, Any] | None = None,
    units: Mapping[str, str] | None = None,
    input_hash: str = "",
    warnings: Sequence[str] = (),
) -> dict[str, Any]:
    """What a result must say of itself: measure, variant, options, units, input, engine version, warnings."""
    from growthpoles import __version__

    return {
        "measure": measure,
        "variant": variant,
        "options": dict(options or {}),
        "units": dict(units or {}),
        "input_hash": input_hash,
        "engine_version": __version__,
        "warnings": list(warnings),
    }


def write_atomically(target: str | os.PathLike[str], content: bytes) -> None:
    """Write ``content`` beside ``target`` and rename it there, so that a reader never sees half a file."""
    path = Path(target)
    demand_folder(path)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _whole(array: pa.Array) -> pa.Array:
    """Floats as integers if all are whole (ranks that are shared are not); else as they are."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_floating(array.type) or not pc.all(pc.equal(pc.round(array), array)).as_py():
        return array
    return array.cast(pa.int64())


def demand_folder(path: Path) -> None:
    """Refuse a file whose folder is not there, or that is a folder itself."""
    if not path.parent.is_dir():
        raise InputError("a folder that exists", repr(str(path.parent)), "make the folder or choose another -o")
    if path.is_dir():
        raise InputError("a file to write", f"the folder {str(path)!r}", "add the name of a file to -o")


def _is_text(values: Column) -> bool:
    return isinstance(next((value for value in values if value is not None), ""), str)


def _for_people(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _as_table_bytes(result: Result) -> bytes:
    from rich.console import Console

    stream = io.StringIO()
    console = Console(file=stream, width=None if sys.stdout.isatty() else 160)
    console.print(*result.grids(console.width), sep="\n")
    return stream.getvalue().encode()


def _as_json_bytes(content: object) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def _as_parquet_bytes(result: Result) -> bytes:
    import pyarrow.parquet as pq

    stream = io.BytesIO()
    pq.write_table(result.table, stream)
    return stream.getvalue()


def _as_xlsx_bytes(result: Result) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("result")
    sheet.append(list(result.columns))
    for row in zip(*(column.to_pylist() for column in result.table.columns), strict=True):
        sheet.append(list(row))
    notes = book.create_sheet("provenance")
    for name, value in result.provenance.items():
        notes.append([name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)])
    stream: IO[bytes] = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    return stream.read()


_WRITERS: dict[str, Callable[[Result], bytes]] = {
    "csv": lambda result: result.to_csv().encode(),
    "tsv": lambda result: result.to_csv("\t").encode(),
    "json": lambda result: _as_json_bytes({"provenance": result.provenance, "rows": result.to_records()}),
    "parquet": _as_parquet_bytes,
    "xlsx": _as_xlsx_bytes,
    "table": _as_table_bytes,
}
