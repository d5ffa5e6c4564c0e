"""Sums of the rows of a matrix that a network of zeros and ones picks: a product that needs no multiplication.

The rows of the matrix are taken five at a time. The sums of all 32 subsets of five rows are made once, and each row of
the network looks up the one that it has: a fifth of the additions, and none that multiply by zero or one.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numba
import numpy as np
from numba import config, types
from numba.core import cgutils
from numba.extending import intrinsic
from numpy.typing import NDArray

from growthpoles.engine.cells import THREADS

Floats = NDArray[np.float64]
#: Rows of the matrix in a subset, and subsets of so many.
BITS = 5
SUBSETS = 1 << BITS
#: Groups of rows that are looked up before a sum is written back, and columns at a time: the best that were measured.
#: The tables are 48 kB.
GROUPS = 6
COLUMNS = 32
#: Bytes of a line of the cache: what begins on one is read at once.
LINE = 64


def _emit_look_up(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    """LLVM code of the look-up: numba cannot promise that the arrays do not overlap, and would keep no sum at hand."""
    from llvmlite import ir  # type: ignore[import-untyped]

    word = ir.IntType(64)
    vector = ir.VectorType(ir.DoubleType(), COLUMNS)

    def data(position: int) -> Any:
        array = context.make_array(signature.args[position])
        return array(context, builder, arguments[position]).data

    def row(base: Any, index: Any) -> Any:
        place = builder.gep(base, [builder.mul(index, ir.Constant(word, COLUMNS))])
        return builder.bitcast(place, vector.as_pointer())

    tables, codes, sums = data(0), data(1), data(2)
    with cgutils.for_range(builder, arguments[3]) as loop:
        total_row = row(sums, loop.index)
        total = builder.load(total_row, align=8)
        first = builder.mul(loop.index, ir.Constant(word, GROUPS))
        for group in range(GROUPS):
            code = builder.load(builder.gep(codes, [builder.add(first, ir.Constant(word, group))]))
            subset = builder.add(builder.zext(code, word), ir.Constant(word, group * SUBSETS))
            total = builder.fadd(total, builder.load(row(tables, subset), align=8))
        builder.store(total, total_row, align=8)
    return context.get_dummy_value()


@intrinsic
def _look_up_compiled(typing_context: Any, tables: Any, codes: Any, sums: Any, n_rows: Any) -> Any:
    return types.void(tables, codes, sums, types.int64), _emit_look_up


def _look_up_in_numpy(tables: Floats, codes: NDArray[np.uint8], sums: Floats, n_rows: int) -> None:
    for group in range(GROUPS):
        sums += tables[codes[:n_rows, group] + np.int64(group * SUBSETS)]


_look_up = _look_up_in_numpy if config.DISABLE_JIT else _look_up_compiled


@numba.njit(nogil=True, cache=True)
def _codes_of(flags):  # type: ignore[no-untyped-def]
    """Which subset each row has of each group of five, shape (n_batches, n_rows, GROUPS)."""
    n_rows, n_members = flags.shape
    n_groups = (n_members + BITS - 1) // BITS
    codes = np.zeros(((n_groups + GROUPS - 1) // GROUPS, n_rows, GROUPS), np.uint8)
    for row in range(n_rows):
        for group in range(n_groups):
            first, code = group * BITS, np.uint8(0)
            for bit in range(min(BITS, n_members - first)):
                code |= np.uint8(flags[row, first + bit] << bit)
            codes[group // GROUPS, row, group % GROUPS] = code
    return codes


@numba.njit(nogil=True, cache=True)
def _fill_tables(matrix, first, start, width, tables):  # type: ignore[no-untyped-def]
    """Sums of the subsets of each five rows from ``first`` on, in ``width`` columns from ``start`` on."""
    for group in range(GROUPS):
        table = tables[group * SUBSETS : (group + 1) * SUBSETS]
        for bit in range(BITS):
            member, half = first + group * BITS + bit, 1 << bit
            if member >= len(matrix):
                table[half : 2 * half] = table[:half]
                continue
            values = matrix[member, start : start + width]
            for subset in range(half):
                known, made = table[subset], table[half + subset]
                for column in range(width):
                    made[column] = known[column] + values[column]


@numba.njit(nogil=True, cache=True)
def _share_columns(  # type: ignore[no-untyped-def]  # noqa: PLR0917 -- compiled functions take no keywords
    codes, matrix, divisors, starts, tables, sums, found
):
    """Shares of the ``COLUMNS`` columns from each start on, or as many as there are, in place."""
    for start in starts:
        width = min(COLUMNS, matrix.shape[1] - start)
        sums[:] = 0.0
        for batch in range(len(codes)):
            _fill_tables(matrix, batch * BITS * GROUPS, start, width, tables)
            _look_up(tables, codes[batch], sums, len(sums))
        for row in range(len(sums)):
            for column in range(width):
                found[row, start + column] = sums[row, column] / divisors[start + column]


def _zeros_by_line(n_rows: int) -> Floats:
    """Zeros of shape (n_rows, COLUMNS) that begin on a line of the cache; NumPy's own may begin between two."""
    room = np.zeros(n_rows * COLUMNS + LINE // 8)
    first = -(room.ctypes.data // 8) % (LINE // 8)
    return room[first : first + n_rows * COLUMNS].reshape(n_rows, COLUMNS)


def shares_of_sums(flags: NDArray[np.bool_], matrix: Floats, divisors: Floats) -> Floats:
    """``flags @ matrix / divisors``, ``NaN`` where a divisor is not above zero.

    Parameters
    ----------
    flags : array of bool, shape (n_rows, n_members)
    matrix : array of float, shape (n_members, n_columns)
    divisors : array of float, shape (n_columns,)
    """
    codes = _codes_of(np.ascontiguousarray(flags).view(np.uint8))
    found = np.empty((len(flags), matrix.shape[1]))
    above = np.where(divisors > 0, divisors, np.nan)
    starts = np.arange(0, matrix.shape[1], COLUMNS)

    def share(thread: int) -> None:
        tables, sums = _zeros_by_line(GROUPS * SUBSETS), _zeros_by_line(len(flags))
        _share_columns(codes, matrix, above, starts[thread::THREADS], tables, sums, found)

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(share, range(THREADS)))
    return found
