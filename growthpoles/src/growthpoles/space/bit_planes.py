# ruff: noqa: PLR0917 -- compiled kernels take arrays by position
"""Count in 1,024 simulations at once: one bit per simulation, added with carry-save adders.

Under a random labelling the points stay where they are and only the labels move. A label vector of a point is
``WORDS`` words of 64 bits, bit *s* of it saying whether the point bears the label in simulation *s*. A pair counts in
the simulations where both points bear it (one AND), and eight such words are added by seven full adders
(Harley and Seal's method of counting bits), so that nothing is ever unpacked until the last sum.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import config, njit, types
from numba.core import cgutils
from numba.extending import intrinsic
from numpy.typing import NDArray

WORDS = 16
SIMULATIONS_PER_BATCH = 64 * WORDS
#: Levels of the binary counter of carries: enough for 8 * 2**32 pairs in one bin.
LEVELS = 32

Words = NDArray[np.uint64]
_ONE = np.uint64(1)


def _full_adder(builder: Any, first: Any, second: Any, carried: Any) -> tuple[Any, Any]:
    partial = builder.xor(first, second)
    return (
        builder.xor(partial, carried),
        builder.or_(builder.and_(first, second), builder.and_(partial, carried)),
    )


def _add_eight(builder: Any, pairs: list[Any], low: list[Any]) -> tuple[list[Any], Any]:
    """Add eight one-bit vectors to a three-bit counter; returns the counter and the carry (worth eight)."""
    ones, twos, fours = low
    ones, two_a = _full_adder(builder, pairs[0], pairs[1], ones)
    ones, two_b = _full_adder(builder, pairs[2], pairs[3], ones)
    twos, four_a = _full_adder(builder, two_a, two_b, twos)
    ones, two_a = _full_adder(builder, pairs[4], pairs[5], ones)
    ones, two_b = _full_adder(builder, pairs[6], pairs[7], ones)
    twos, four_b = _full_adder(builder, two_a, two_b, twos)
    fours, eight = _full_adder(builder, four_a, four_b, fours)
    return [ones, twos, fours], eight


def _emit_fold(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    """LLVM code of ``fold``.

    Written by hand because numba cannot promise LLVM that the arrays do not overlap: the plain loop ran four times
    slower.
    """
    from llvmlite import ir  # type: ignore[import-untyped]

    word = ir.IntType(64)
    vector = ir.VectorType(word, WORDS)

    def data(position: int) -> Any:
        array = context.make_array(signature.args[position])
        return array(context, builder, arguments[position]).data

    def row(base: Any, index: Any) -> Any:
        offset = builder.mul(index, ir.Constant(word, WORDS))
        return builder.bitcast(builder.gep(base, [offset]), vector.as_pointer())

    labels, ends, low, eights = data(0), data(1), data(4), data(5)
    first, last, half = arguments[2], arguments[3], ir.Constant(word, 32)
    with cgutils.for_range_slice(builder, first, last, ir.Constant(word, 1), word) as (group, _):
        start = builder.mul(group, ir.Constant(word, 8))
        pairs = []
        for member in range(8):
            both = builder.load(builder.gep(ends, [builder.add(start, ir.Constant(word, member))]))
            sides = (builder.and_(both, ir.Constant(word, 0xFFFFFFFF)), builder.lshr(both, half))
            pairs.append(builder.and_(*(builder.load(row(labels, side), align=8) for side in sides)))
        planes = [row(low, ir.Constant(word, plane)) for plane in range(3)]
        counter, eight = _add_eight(builder, pairs, [builder.load(plane, align=8) for plane in planes])
        for plane, value in zip(planes, counter, strict=True):
            builder.store(value, plane, align=8)
        builder.store(eight, row(eights, builder.sub(group, first)), align=8)
    return context.get_dummy_value()


@intrinsic
def _fold_compiled(typing_context: Any, labels: Any, ends: Any, first: Any, last: Any, low: Any, eights: Any) -> Any:
    return types.void(labels, ends, types.int64, types.int64, low, eights), _emit_fold


class _ArrayGates:
    """The gates of LLVM's builder on arrays."""

    xor = staticmethod(np.bitwise_xor)
    and_ = staticmethod(np.bitwise_and)
    or_ = staticmethod(np.bitwise_or)


def _fold_in_numpy(labels: Words, ends: Words, first: int, last: int, low: Words, eights: Words) -> None:
    for group in range(first, last):
        pairs = [labels[int(both) & 0xFFFFFFFF] & labels[int(both) >> 32] for both in ends[group]]
        low[:], eights[group - first] = _add_eight(_ArrayGates, pairs, list(low))


_fold = _fold_in_numpy if config.DISABLE_JIT else _fold_compiled


@njit(nogil=True, cache=True)
def fold(labels: Words, ends: Words, first: int, last: int, low: Words, eights: Words) -> None:
    """Add the pairs of groups ``first`` to ``last`` to a counter.

    Parameters
    ----------
    labels : array of uint64, shape (n_rows, WORDS)
        Label vectors; a row of zeros serves to fill up a group.
    ends : array of uint64, shape (n_groups, 8)
        Rows of ``labels``, the two ends of a pair in one word: see :func:`pair`.
    low : array of uint64, shape (3, WORDS)
        The counter's bits worth 1, 2 and 4; changed.
    eights : array of uint64, shape (at least last - first, WORDS)
        Takes one carry vector worth 8 for each group.
    """
    _fold(labels, ends, first, last, low, eights)


@njit(nogil=True, cache=True)
def pair(one: int, other: int) -> int:
    """Two rows of labels in one word, so that a pair is written at once."""
    return np.uint64(one) | (np.uint64(other) << np.uint64(32))  # type: ignore[return-value]


def _emit_carry(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    from llvmlite import ir

    word = ir.IntType(64)
    vector = ir.VectorType(word, WORDS)

    def row(position: int, index: Any) -> Any:
        array = context.make_array(signature.args[position])
        base = array(context, builder, arguments[position]).data
        offset = builder.mul(index, ir.Constant(word, WORDS))
        return builder.bitcast(builder.gep(base, [offset]), vector.as_pointer())

    taken = arguments[4]
    ones_at_end = builder.cttz(builder.not_(taken), ir.Constant(ir.IntType(1), False))
    carry_row = row(0, arguments[1])
    carry = cgutils.alloca_once_value(builder, builder.load(carry_row, align=8))
    with cgutils.for_range(builder, ones_at_end) as loop:
        sums_row, waiting = row(2, loop.index), builder.load(row(3, loop.index), align=8)
        total, carried = _full_adder(builder, waiting, builder.load(carry), builder.load(sums_row, align=8))
        builder.store(total, sums_row, align=8)
        builder.store(carried, carry)
    builder.store(builder.load(carry), row(3, ones_at_end), align=8)
    return context.get_dummy_value()


@intrinsic
def _carry_compiled(typing_context: Any, carries: Any, at: Any, sums: Any, pending: Any, taken: Any) -> Any:
    return types.void(carries, types.int64, sums, pending, types.int64), _emit_carry


def _carry_in_numpy(carries: Words, at: int, sums: Words, pending: Words, taken: int) -> None:
    level, carry = 0, carries[at]
    while (int(taken) >> level) & 1:
        sums[level], carry = _full_adder(_ArrayGates, pending[level], carry, sums[level])
        level += 1
    pending[level] = carry


_carry = _carry_in_numpy if config.DISABLE_JIT else _carry_compiled


@njit(nogil=True, cache=True)
def carry_on(carries: Words, n_carries: int, sums: Words, pending: Words, taken: int) -> int:
    """Add carry vectors to a counter whose places hold a sum and a vector that waits for its partner.

    ``taken`` is how many were added before; its bits say which places have a waiting vector, as in a binary counter,
    so that a carry costs one full adder on average. Returns how many have been added now.
    """
    for at in range(n_carries):
        _carry(carries, at, sums, pending, taken + at)
    return taken + n_carries


def _emit_add_bits(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    """LLVM code of ``add_bits``: 16 counts at a time under a mask of 16 bits."""
    from llvmlite import ir

    lanes = 16
    half, number = ir.IntType(16), ir.IntType(32)
    mask_type, vector = ir.VectorType(ir.IntType(1), lanes), ir.VectorType(number, lanes)

    def data(position: int) -> Any:
        array = context.make_array(signature.args[position])
        return array(context, builder, arguments[position]).data

    masks, counts = builder.bitcast(data(0), half.as_pointer()), data(3)
    start = builder.mul(arguments[1], ir.Constant(ir.IntType(64), 4 * WORDS))
    worth = builder.insert_element(ir.Constant(vector, None), arguments[2], ir.Constant(number, 0))
    worth = builder.shuffle_vector(worth, worth, ir.Constant(vector, [0] * lanes))
    with cgutils.for_range(builder, ir.Constant(ir.IntType(64), 4 * WORDS)) as loop:
        mask = builder.bitcast(builder.load(builder.gep(masks, [builder.add(start, loop.index)])), mask_type)
        place = builder.gep(counts, [builder.mul(loop.index, ir.Constant(ir.IntType(64), lanes))])
        place = builder.bitcast(place, vector.as_pointer())
        addend = builder.select(mask, worth, ir.Constant(vector, [0] * lanes))
        builder.store(builder.add(builder.load(place, align=4), addend), place, align=4)
    return context.get_dummy_value()


@intrinsic
def _add_bits_compiled(typing_context: Any, planes: Any, row: Any, worth: Any, counts: Any) -> Any:
    return types.void(planes, types.int64, types.int32, counts), _emit_add_bits


def _add_bits_in_numpy(planes: Words, row: int, worth: np.int32, counts: NDArray[np.int32]) -> None:
    counts += worth * np.unpackbits(planes[row].view(np.uint8), bitorder="little").astype(np.int32)


_add_bits = _add_bits_in_numpy if config.DISABLE_JIT else _add_bits_compiled


@njit(nogil=True, cache=True)
def add_bits(planes: Words, row: int, worth: int, counts: NDArray[np.int32]) -> None:
    """Add ``worth`` to the counts of the simulations whose bit is set in one row; ``counts`` has 64 * WORDS places."""
    _add_bits(planes, row, np.int32(worth), counts)


@njit(nogil=True, cache=True)
def spread(words: Words, worth: int, counts: NDArray[np.int64]) -> None:
    """Add ``worth`` to the counts of the simulations whose bit is set; ``counts`` has 64 places for each word."""
    for at in range(words.shape[0]):
        word = words[at]
        if word != 0:
            base = at * 64
            for bit in range(64):
                counts[base + bit] += np.int64((word >> np.uint64(bit)) & _ONE) * worth


@njit(nogil=True, cache=True)
def mark(labels: Words, positions: NDArray[np.int32]) -> None:
    """Set bit *s* of the rows ``positions[s]``.

    Parameters
    ----------
    labels : array of uint64, shape (n_rows, WORDS)
    positions : array of int, shape (n_simulations, n_labelled), at most 64 * WORDS simulations
    """
    for simulation in range(positions.shape[0]):
        word, bit = simulation // 64, _ONE << np.uint64(simulation % 64)
        for at in range(positions.shape[1]):
            labels[positions[simulation, at], word] |= bit
