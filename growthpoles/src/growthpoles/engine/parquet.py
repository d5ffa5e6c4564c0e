"""Parquet files larger than memory: row groups are decoded and added up on two threads, and forgotten."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from growthpoles.engine.cells import THREADS, Block, Bounds, Cells, add_block, addressable, finish_cells
from growthpoles.engine.columns import is_text
from growthpoles.engine.kernels import mark_present
from growthpoles.errors import InputError
from growthpoles.progress import Progress

if TYPE_CHECKING:
    import pyarrow.parquet as pq

#: Distinct labels of a text column that the kernels have room for.
TEXT_LABELS = 4096
Summed = tuple[Cells, tuple[str, ...], tuple[str, ...]]


class _Names:
    """Labels of a text column, numbered in the order in which threads meet them."""

    def __init__(self) -> None:
        self.codes: dict[str, int] = {}
        self._lock = threading.Lock()

    def number(self, names: list[str]) -> NDArray[np.int32]:
        """Codes of the names of one row group's dictionary."""
        with self._lock:
            return np.array([self.codes.setdefault(name, len(self.codes)) for name in names], dtype=np.int32)


def sum_parquet(path: str | os.PathLike[str], region: str, industry: str, value: str) -> Summed | None:
    """Add up a Parquet file by row groups; None where its columns do not suit the kernels.

    Memory is that of one row group per thread and of the cells, whatever the number of rows.
    """
    import pyarrow.parquet as pq

    with pq.ParquetFile(path, memory_map=True) as file:
        layout = _layout(file, [region, industry, value])
    if layout is None:
        return None
    bounds, names = layout
    return _Sum(os.fspath(path), [region, industry, value], bounds, names).run()


def _layout(file: pq.ParquetFile, columns: list[str]) -> tuple[Bounds, tuple[_Names | None, _Names | None]] | None:
    """Bounds of the codes from the statistics of the file; text columns get room for ``TEXT_LABELS``."""
    import pyarrow as pa

    schema, meta = file.schema_arrow, file.metadata
    if not {"period", "unit", "disclosure_code"}.isdisjoint(schema.names):
        return None
    if not set(columns) <= set(schema.names) or not meta.num_rows:
        return None
    number = schema.field(columns[2]).type
    if not (pa.types.is_integer(number) or pa.types.is_floating(number)):
        return None
    spans: list[tuple[int, int]] = []
    names: list[_Names | None] = []
    for column in columns[:2]:
        if is_text(schema.field(column).type):
            names.append(_Names())
            spans.append((0, TEXT_LABELS))
            continue
        span = _statistics(file, column) if pa.types.is_integer(schema.field(column).type) else None
        if span is None:
            return None
        names.append(None)
        spans.append((span[0], span[1] - span[0] + 1))
    if any(_has_nulls(file, column) for column in columns):
        return None
    bounds = Bounds(spans[0][0], spans[0][1], spans[1][0], spans[1][1])
    return (bounds, (names[0], names[1])) if addressable(bounds) else None


def _column_chunks(file: pq.ParquetFile, column: str) -> list[Any]:
    at = file.schema_arrow.names.index(column)
    return [file.metadata.row_group(group).column(at) for group in range(file.metadata.num_row_groups)]


def _statistics(file: pq.ParquetFile, column: str) -> tuple[int, int] | None:
    found = [chunk.statistics for chunk in _column_chunks(file, column)]
    if any(part is None or not part.has_min_max for part in found):
        return None
    return min(int(part.min) for part in found), max(int(part.max) for part in found)


def _has_nulls(file: pq.ParquetFile, column: str) -> bool:
    found = [chunk.statistics for chunk in _column_chunks(file, column)]
    return any(part is None or not part.has_null_count or part.null_count for part in found)


class _Sum:
    """The adding up of one file: each thread has its own reader and its own cells."""

    def __init__(
        self, path: str, columns: list[str], bounds: Bounds, names: tuple[_Names | None, _Names | None]
    ) -> None:
        self.path, self.columns, self.bounds, self.names = path, columns, bounds, names
        self.groups: Iterator[int] = iter(())
        self.lock = threading.Lock()
        self.rows = 0
        self.present = np.zeros(bounds.n_regions, dtype=bool), np.zeros(bounds.n_industries, dtype=bool)

    def run(self) -> Summed:
        import pyarrow.parquet as pq

        with pq.ParquetFile(self.path) as file:
            count = file.metadata.num_row_groups
        self.groups = iter(range(count))
        stop = threading.Event()
        with Progress("adding up row groups", count) as progress, ThreadPoolExecutor(THREADS) as threads:
            tasks = [threads.submit(self._add_groups, progress, stop) for _ in range(min(THREADS, count))]
            try:
                parts = [task.result() for task in tasks]
            finally:
                stop.set()
        totals = np.sum(parts, axis=0) if len(parts) > 1 else parts[0]
        cells = finish_cells(totals, self.bounds, [self._marks()], rows=self.rows)
        return cells, *self._labels(cells)

    def _marks(self) -> Block:
        """Every label that occurs, as rows of value zero, so that a label whose rows are all zero stays."""
        regions, industries = (np.flatnonzero(present) for present in self.present)
        longest = max(len(regions), len(industries))
        regions = np.resize(regions + self.bounds.first_region, longest)
        industries = np.resize(industries + self.bounds.first_industry, longest)
        return Block(regions, industries, np.zeros(longest, dtype=np.int64))

    def _labels(self, cells: Cells) -> tuple[tuple[str, ...], tuple[str, ...]]:
        found = []
        for codes, names in ((cells.regions, self.names[0]), (cells.industries, self.names[1])):
            listed = None if names is None else list(names.codes)
            found.append(tuple(map(str, codes.tolist())) if listed is None else tuple(listed[code] for code in codes))
        return found[0], found[1]

    def _add_groups(self, progress: Progress, stop: threading.Event) -> NDArray[Any]:
        import pyarrow.parquet as pq

        texts = [name for name, names in zip(self.columns, self.names, strict=False) if names is not None]
        cells: NDArray[Any] | None = None
        with pq.ParquetFile(self.path, read_dictionary=texts) as file:
            while not stop.is_set():
                with self.lock:
                    group = next(self.groups, None)
                if group is None:
                    break
                for batch in file.iter_batches(1 << 20, row_groups=[group], columns=self.columns, use_threads=False):
                    block = self._block(batch)
                    added = add_block(block, self.bounds, cells)
                    if added is None:
                        raise InputError(
                            "labels within the statistics of the file", "a label outside", "write the file again"
                        )
                    cells = added[0]
                    with self.lock:
                        self.rows += len(block.values)
                progress.advance()
        return np.zeros(self.bounds.size, dtype=np.int64) if cells is None else cells

    def _block(self, batch: Any) -> Block:
        codes = []
        firsts = self.bounds.first_region, self.bounds.first_industry
        for at, (names, present, first) in enumerate(zip(self.names, self.present, firsts, strict=True)):
            column = batch.column(batch.schema.names.index(self.columns[at]))
            if names is None:
                codes.append(column.to_numpy())
                if not present.all():
                    mark_present(codes[-1], first, present)
                continue
            numbered = names.number(column.dictionary.to_pylist())
            if len(names.codes) > len(present):
                raise InputError(
                    f"at most {len(present):,} labels of text", f"{len(names.codes):,}", "use integer codes"
                )
            present[numbered] = True
            codes.append(numbered[column.indices.to_numpy()])
        values = batch.column(batch.schema.names.index(self.columns[2])).to_numpy()
        return Block(codes[0], codes[1], values)
