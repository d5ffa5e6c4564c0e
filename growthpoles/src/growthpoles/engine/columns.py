"""Arrow columns to codes: integers address cells directly, text through a dictionary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from growthpoles.engine.cells import Block

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Coded:
    """A label column as codes, chunk by chunk.

    ``names`` are the labels by code; without them the codes are the labels.
    """

    chunks: list[NDArray[Any]]
    names: tuple[str, ...] | None

    def labels(self, codes: NDArray[np.int64]) -> tuple[str, ...]:
        """Labels of codes."""
        return tuple(map(str, codes.tolist())) if self.names is None else tuple(self.names[code] for code in codes)


def fits_kernel(table: pa.Table, region: str, industry: str, value: str) -> bool:
    """Whether the columns can go into the kernels as they are: labels integer or text, values numeric, no nulls."""
    import pyarrow as pa

    labels = [table.schema.field(name).type for name in (region, industry)]
    number = table.schema.field(value).type
    return (
        all(pa.types.is_integer(kind) or is_text(kind) for kind in labels)
        and (pa.types.is_integer(number) or pa.types.is_floating(number))
        and not any(table.column(name).null_count for name in (region, industry, value))
        and table.num_rows > 0
    )


def is_text(kind: pa.DataType) -> bool:
    """Text, or a dictionary of text."""
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def coded_column(column: pa.ChunkedArray) -> Coded:
    """Codes of a label column; integers stay as they are, without a copy."""
    import pyarrow as pa

    if pa.types.is_integer(column.type):
        return Coded([chunk.to_numpy() for chunk in column.chunks], None)
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    encoded = encoded.unify_dictionaries()
    names = tuple(str(name) for name in encoded.chunk(0).dictionary.to_pylist())
    return Coded([chunk.indices.to_numpy() for chunk in encoded.chunks], names)


def blocks_of(regions: Coded, industries: Coded, values: pa.ChunkedArray) -> list[Block]:
    """Blocks of rows; the three columns must be cut into the same chunks."""
    amounts = [chunk.to_numpy() for chunk in values.chunks]
    return [Block(*parts) for parts in zip(regions.chunks, industries.chunks, amounts, strict=True) if len(parts[2])]
