"""Compiled loops over rows. They release the interpreter lock, so that threads run them side by side."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.integer]


@numba.njit(nogil=True, cache=True)
def add_rows(  # type: ignore[no-untyped-def]  # noqa: PLR0917 -- compiled functions take no keywords
    regions, industries, values, first_region, first_industry, n_regions, n_industries, cells
):
    """Add values to their cells, in place, until a row falls outside of the cells.

    Parameters
    ----------
    regions, industries : array of int, shape (n_rows,)
        Codes; ``first_region`` and ``first_industry`` are those of the first cell.
    values : array of int or float, shape (n_rows,)
        At least one.
    cells : array of int64 or float64, shape (n_regions * n_industries,)

    Returns
    -------
    tuple of (int, int or float)
        Rows that were added (all of them, unless one fell outside), and the smallest value.
    """
    # Unsigned codes: one comparison finds both ends, and indexing needs no test for negative places.
    rows, columns = np.uint64(n_regions), np.uint64(n_industries)
    smallest = values[0]
    for row in range(len(values)):
        region = np.uint64(np.int64(regions[row]) - first_region)
        industry = np.uint64(np.int64(industries[row]) - first_industry)
        if region >= rows or industry >= columns:
            return row, smallest
        smallest = min(smallest, values[row])
        cells[region * columns + industry] += values[row]
    return len(values), smallest


@numba.njit(nogil=True, cache=True)
def mark_present(codes, first, present):  # type: ignore[no-untyped-def]
    """Set ``present[code - first]`` for every code, in place."""
    for row in range(len(codes)):
        present[np.int64(codes[row]) - first] = True


@numba.njit(nogil=True, cache=True)
def plant_sums(sizes, regions, industries, n_regions, n_industries):  # type: ignore[no-untyped-def]
    """Cells, and sums of the second and fourth powers of plant shares by industry.

    Returns
    -------
    tuple of arrays of float, shapes (n_regions, n_industries), (n_industries,), (n_industries,), (n_industries,)
        Cells, totals, second and fourth powers.
    """
    cells, totals = np.zeros((n_regions, n_industries)), np.zeros(n_industries)
    second, fourth = np.zeros(n_industries), np.zeros(n_industries)
    for plant in range(len(sizes)):
        industry = industries[plant]
        cells[regions[plant], industry] += sizes[plant]
        totals[industry] += sizes[plant]
        square = sizes[plant] * sizes[plant]
        second[industry] += square
        fourth[industry] += square * square
    for industry in range(n_industries):
        total = totals[industry]
        if total > 0:
            second[industry] /= total * total
            fourth[industry] /= total * total * total * total
    return cells, totals, second, fourth


@numba.njit(nogil=True, cache=True)
def fold(words):  # type: ignore[no-untyped-def]
    """Fold 64-bit words into four, each word at its place, for a digest at the speed of memory."""
    lanes = np.array([0x243F6A8885A308D3, 0x13198A2E03707344, 0xA4093822299F31D0, 0x082EFA98EC4E6C89], np.uint64)
    multiplier = np.uint64(0x9E3779B97F4A7C15)
    whole = len(words) // 4 * 4
    a, b, c, d = lanes[0], lanes[1], lanes[2], lanes[3]
    for at in range(0, whole, 4):
        a = (a ^ words[at]) * multiplier
        b = (b ^ words[at + 1]) * multiplier
        c = (c ^ words[at + 2]) * multiplier
        d = (d ^ words[at + 3]) * multiplier
        a ^= a >> np.uint64(32)
        b ^= b >> np.uint64(32)
        c ^= c >> np.uint64(32)
        d ^= d >> np.uint64(32)
    lanes[0], lanes[1], lanes[2], lanes[3] = a, b, c, d
    for at in range(whole, len(words)):
        lanes[at % 4] = (lanes[at % 4] ^ words[at]) * multiplier
        lanes[at % 4] ^= lanes[at % 4] >> np.uint64(32)
    return lanes


@numba.njit(nogil=True, cache=True)
def structure_block(  # type: ignore[no-untyped-def]  # noqa: PLR0917 -- compiled functions take no keywords
    cells, region_totals, of_industries, quotients, krugman, herfindahl
):
    """Location quotients, Krugman and Herfindahl indices of a block of regions in one pass, in place.

    The quotient is formed as in :func:`growthpoles.location_quotient`, division by division, so that both give the
    same bits.
    """
    n_regions, n_industries = cells.shape
    for region in range(n_regions):
        total = region_totals[region]
        if not total > 0:
            quotients[region, :] = np.nan
            krugman[region] = np.nan
            herfindahl[region] = np.nan
            continue
        apart, squares = 0.0, 0.0
        for industry in range(n_industries):
            share = cells[region, industry] / total
            against = of_industries[industry]
            quotients[region, industry] = share / against if against > 0 else np.nan
            apart += abs(share - against)
            squares += share * share
        krugman[region] = apart
        herfindahl[region] = squares


@numba.njit(nogil=True, cache=True)
def gini_of_ordered(ordered, found):  # type: ignore[no-untyped-def]
    """Gini of each row of values in ascending order, in place."""
    n_rows, n = ordered.shape
    for row in range(n_rows):
        total, weighted = 0.0, 0.0
        for at in range(n):
            total += ordered[row, at]
            weighted += ordered[row, at] * (at + 1)
        found[row] = 2.0 * weighted / (n * total) - (n + 1) / n if total > 0 else np.nan


@numba.njit(nogil=True, cache=True, parallel=True)
def minimum_proximity(together, diagonal):  # type: ignore[no-untyped-def]
    """Smaller conditional probability of each pair, from counts of co-occurrence; shape (n, n).

    Parameters
    ----------
    together : array of float32, shape (n, n)
        Ubiquities on the diagonal.
    diagonal : float
    """
    n = len(together)
    near = np.empty((n, n))
    for one in numba.prange(n):
        own = together[one, one]
        for other in range(n):
            most = max(own, together[other, other])
            near[one, other] = np.float64(together[one, other]) / np.float64(most) if most > 0 else 0.0
        near[one, one] = diagonal
    return near
