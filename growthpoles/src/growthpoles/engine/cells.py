"""Columns of codes to cells: direct addressing on two threads, within bounds that every row is held against."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from growthpoles.engine.kernels import add_rows, mark_present
from growthpoles.errors import InputError

#: Kernels run on so many threads; more do not help, since memory is the limit.
THREADS = 2
_SAMPLE = 8192


class Block(NamedTuple):
    """Rows of codes and values of one length."""

    regions: NDArray[Any]
    industries: NDArray[Any]
    values: NDArray[Any]


class Bounds(NamedTuple):
    """First code and number of codes of regions and of industries."""

    first_region: int
    n_regions: int
    first_industry: int
    n_industries: int

    @property
    def size(self) -> int:
        """Number of cells."""
        return self.n_regions * self.n_industries


@dataclass(frozen=True)
class Cells:
    """Sums by region and industry.

    Parameters
    ----------
    regions, industries : array of int
        The codes that occur, in ascending order.
    values : array of int64 or float64, shape (n_regions, n_industries)
    rows : int
        Rows that were added.
    """

    regions: NDArray[np.int64]
    industries: NDArray[np.int64]
    values: NDArray[Any]
    rows: int


def sum_cells(blocks: Sequence[Block]) -> Cells:
    """Add up rows in memory.

    Parameters
    ----------
    blocks : sequence of Block
        Codes of any integer type; values integer (added exactly) or float (``NaN`` makes its cell ``NaN``).

    Returns
    -------
    Cells

    Raises
    ------
    InputError
        If a value is negative, or the codes span more cells than memory holds.

    Examples
    --------
    >>> cells = sum_cells([Block(np.array([5, 7, 5]), np.array([1, 1, 1]), np.array([10, 20, 30]))])
    >>> cells.regions, cells.values
    (array([5, 7]), array([[40],
           [20]]))
    """
    bounds = _sampled_bounds(blocks)
    found = _try_bounds(blocks, bounds)
    if found is None:
        bounds = _exact_bounds(blocks)
        found = _try_bounds(blocks, bounds)
        assert found is not None
    totals, smallest = found
    # Where every value is above zero, a code occurs exactly if its sum is above zero.
    return finish_cells(
        totals, bounds, blocks if not smallest > 0 else (), rows=sum(len(block.values) for block in blocks)
    )


def finish_cells(totals: NDArray[Any], bounds: Bounds, blocks: Sequence[Block], *, rows: int) -> Cells:
    """Cells of the codes that occur: those with a sum, and those of ``blocks``, whose rows may all be zero."""
    values = totals.reshape(bounds.n_regions, bounds.n_industries)
    regions = _occurring(np.asarray(values.any(axis=1)), bounds.first_region, [block.regions for block in blocks])
    industries = _occurring(
        np.asarray(values.any(axis=0)), bounds.first_industry, [block.industries for block in blocks]
    )
    if regions[-1] - regions[0] + 1 == len(regions) and industries[-1] - industries[0] + 1 == len(industries):
        across = slice(regions[0] - bounds.first_region, regions[-1] - bounds.first_region + 1)
        down = slice(industries[0] - bounds.first_industry, industries[-1] - bounds.first_industry + 1)
        kept = values[across, down]
    else:
        kept = values[np.ix_(regions - bounds.first_region, industries - bounds.first_industry)]
    return Cells(regions, industries, kept, rows)


def _occurring(occurs: NDArray[np.bool_], first: int, codes: Sequence[NDArray[Any]]) -> NDArray[np.int64]:
    for column in codes:
        mark_present(column, first, occurs)
    return np.flatnonzero(occurs).astype(np.int64) + first


def _try_bounds(blocks: Sequence[Block], bounds: Bounds) -> tuple[NDArray[Any], Any] | None:
    """Sums of all cells and the smallest value, or None if a row falls outside of the bounds."""
    pieces = [piece for block in blocks for piece in _pieces(block)]
    lanes = [pieces[lane::THREADS] for lane in range(min(THREADS, len(pieces)))]

    def add(lane: Sequence[Block]) -> tuple[NDArray[Any], Any] | None:
        totals, least = None, np.inf
        for piece in lane:
            found = add_block(piece, bounds, totals)
            if found is None:
                return None
            totals, smallest = found
            least = min(least, smallest)
        assert totals is not None
        return totals, least

    with ThreadPoolExecutor(THREADS) as threads:
        parts = list(threads.map(add, lanes))
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    return sum((part[0] for part in known[1:]), known[0][0]), min(part[1] for part in known)


def _pieces(block: Block) -> list[Block]:
    edges = np.linspace(0, len(block.values), THREADS + 1).astype(int)
    return [Block(*(column[start:end] for column in block)) for start, end in pairwise(edges) if end > start]


def add_block(block: Block, bounds: Bounds, cells: NDArray[Any] | None = None) -> tuple[NDArray[Any], Any] | None:
    """Cells with the rows of a block added and its smallest value, or None if a row falls outside of the bounds."""
    kind = np.int64 if np.issubdtype(block.values.dtype, np.integer) else np.float64
    totals = np.zeros(bounds.size, dtype=kind) if cells is None else cells
    place = bounds.first_region, bounds.first_industry, bounds.n_regions, bounds.n_industries
    added, smallest = add_rows(block.regions, block.industries, block.values, *place, totals)
    if smallest < 0:
        row = int(np.argmax(block.values < 0))
        raise InputError(
            "quantities of zero or more",
            f"{block.values[row]} for region code {block.regions[row]}, industry code {block.industries[row]}",
            "correct the value, or leave it out",
        )
    return (totals, smallest) if added == len(block.values) else None


def _sampled_bounds(blocks: Sequence[Block]) -> Bounds:
    """Bounds of a sample, somewhat widened; a row outside of them is found out while adding."""
    regions = np.concatenate([block.regions[:: max(1, len(block.regions) // _SAMPLE)] for block in blocks])
    industries = np.concatenate([block.industries[:: max(1, len(block.industries) // _SAMPLE)] for block in blocks])
    exact = _bounds(int(regions.min()), int(regions.max()), int(industries.min()), int(industries.max()))
    slack_regions, slack_industries = exact.n_regions // 16 + 4, exact.n_industries // 16 + 4
    return Bounds(
        exact.first_region - slack_regions,
        exact.n_regions + 2 * slack_regions,
        exact.first_industry - slack_industries,
        exact.n_industries + 2 * slack_industries,
    )


def _exact_bounds(blocks: Sequence[Block]) -> Bounds:
    return _bounds(
        min(int(block.regions.min()) for block in blocks),
        max(int(block.regions.max()) for block in blocks),
        min(int(block.industries.min()) for block in blocks),
        max(int(block.industries.max()) for block in blocks),
    )


def _bounds(low_region: int, high_region: int, low_industry: int, high_industry: int) -> Bounds:
    return Bounds(low_region, high_region - low_region + 1, low_industry, high_industry - low_industry + 1)


def addressable(bounds: Bounds, *, most: int = 50_000_000) -> bool:
    """Whether the codes span few enough cells to be addressed directly."""
    return bounds.size <= most
