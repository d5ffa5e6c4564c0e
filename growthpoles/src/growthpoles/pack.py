"""The four indices that everybody computes first, in one pass: location quotients, Krugman, Herfindahl, Gini."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import isnan
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from growthpoles.results import Column, Result, provenance
from growthpoles.shares import Totals
from growthpoles.tables.reading import checked_matrix, read_table, table_from_matrix
from growthpoles.tables.table import Table, digest_of

Floats = NDArray[np.float64]
#: Below this many cells NumPy answers before a compiled kernel is loaded.
SMALL = 10_000
_UNITS = {
    "location_quotient": "1 (share of the whole economy = 1)",
    "krugman_specialisation_index": "1, from 0 to 2",
    "herfindahl_hirschman_index": "1, from 1/n to 1",
    "gini": "1, over regions",
}


class Pack(NamedTuple):
    """Indices of a matrix of regions and industries.

    Parameters
    ----------
    location_quotient : array of float, shape (n_regions, n_industries)
    krugman_specialisation_index, herfindahl_hirschman_index : array of float, shape (n_regions,)
    gini : array of float, shape (n_industries,)
        Of each industry over the regions.
    """

    location_quotient: Floats
    krugman_specialisation_index: Floats
    herfindahl_hirschman_index: Floats
    gini: Floats


@dataclass(frozen=True)
class Indicators:
    """A :class:`Pack` with the table it was computed from and its provenance."""

    pack: Pack
    cells: Floats
    _table: Table | None = None

    @cached_property
    def table(self) -> Table:
        """The table; a bare matrix gets generated labels."""
        return self._table or table_from_matrix(self.cells)

    @cached_property
    def provenance(self) -> dict[str, Any]:
        """Measure, variant, units, digest of the input, engine version, warnings."""
        known = self._table
        return provenance(
            "indicators",
            variant="Krugman against the nation with the region in it; Herfindahl and Gini raw; 0/0 is NaN",
            units=_UNITS,
            input_hash=known.input_hash if known else digest_of([], [self.cells]),
            warnings=known.warnings if known else (),
        )

    def to_result(self) -> Result:
        """Location quotients as a tidy result, one row per cell."""
        from growthpoles.profiles.tidy import cell_columns

        columns = cell_columns(self.table)
        return Result({**columns, "location_quotient": self.pack.location_quotient.ravel()}, self.provenance)

    def regions(self) -> Result:
        """One row per region."""
        columns: dict[str, Column] = {"region": list(self.table.regions), **_part(self.pack, 1, 3)}
        return Result(columns, self.provenance)

    def industries(self) -> Result:
        """One row per industry."""
        return Result({"industry": list(self.table.industries), **_part(self.pack, 3, 4)}, self.provenance)


def _part(pack: Pack, start: int, end: int) -> dict[str, Floats]:
    return dict(zip(pack._fields[start:end], pack[start:end], strict=True))


def indicators(source: Any, **reading: Any) -> Indicators:
    """Location quotients, Krugman and Herfindahl indices of regions, Gini of industries, from any source.

    Parameters
    ----------
    source : path, table or matrix
        As for :func:`growthpoles.read_table`; of one period.
    **reading
        Its options, such as ``duplicates="sum"`` for rows that are firms.

    Returns
    -------
    Indicators

    Raises
    ------
    InputError
        As :func:`growthpoles.read_table`.

    Notes
    -----
    The same numbers as :func:`location_quotient`, :func:`krugman_specialisation_index`,
    :func:`herfindahl_hirschman_index` and :func:`gini` give one by one; the quotients to the bit.

    References
    ----------
    .. [1] Krugman, P. (1991). Geography and Trade. MIT Press.

    Examples
    --------
    >>> found = indicators(np.array([[10.0, 30.0], [30.0, 30.0]]))
    >>> found.pack.krugman_specialisation_index.round(3), found.pack.gini.round(3)
    (array([0.3, 0.2]), array([0.25, 0.  ]))
    """
    if isinstance(source, np.ndarray):
        cells = checked_matrix(source)
        return Indicators(compute_pack(cells), cells)
    table = read_table(source, **reading)
    at = table.position()
    totals = Totals(table.region_totals[at], table.industry_totals[at], float(table.grand_totals[at]))
    return Indicators(compute_pack(table.values[at], totals), table.values[at], table)


def compute_pack(cells: Floats, totals: Totals | None = None) -> Pack:
    """The pack of a matrix, in NumPy or in compiled kernels by its size.

    Parameters
    ----------
    cells : array of float, shape (n_regions, n_industries)
        Non-negative; ``NaN`` is "not published".
    totals : Totals, optional
        Published totals; sums over the published cells without them.

    Returns
    -------
    Pack

    Examples
    --------
    >>> compute_pack(np.array([[10.0, 30.0], [30.0, 30.0]])).herfindahl_hirschman_index
    array([0.625, 0.5  ])
    """
    against = totals or _sums(cells)
    return _in_numpy(cells, against) if cells.size < SMALL else _in_kernels(cells, against)


def _sums(cells: Floats) -> Totals:
    regions, industries = np.add.reduce(cells, axis=1), np.add.reduce(cells, axis=0)
    whole = float(np.add.reduce(industries))
    if isnan(whole):
        regions, industries = np.nansum(cells, axis=1), np.nansum(cells, axis=0)
        whole = float(industries.sum())
    return Totals(regions, industries, whole)


def _in_numpy(cells: Floats, totals: Totals) -> Pack:
    # Entering and leaving errstate costs as much as the arithmetic of a small table: only where 0/0 can happen.
    if np.count_nonzero(totals.regions) == len(cells) and np.count_nonzero(totals.industries) == cells.shape[1]:
        return _divided(cells, totals)
    with np.errstate(divide="ignore", invalid="ignore"):
        return _divided(cells, totals)


def _divided(cells: Floats, totals: Totals) -> Pack:
    share = cells / totals.regions[:, None]
    against = totals.industries / totals.whole
    apart = share - against
    ordered = cells.T.copy()
    ordered.sort(axis=1)
    ranked, total = (ordered @ _weights_of_ranks(ordered.shape[1])).T
    krugman = np.add.reduce(np.abs(apart, out=apart), axis=1)
    return Pack(share / against, krugman, np.vecdot(share, share), ranked / total)


@lru_cache(maxsize=16)
def _weights_of_ranks(n: int) -> Floats:
    """What a value counts in the Gini by its rank, and ones for the sum, shape (n, 2)."""
    return np.column_stack([(2.0 * np.arange(1.0, n + 1.0) - n - 1.0) / n, np.ones(n)])


def _in_kernels(cells: Floats, totals: Totals) -> Pack:
    from growthpoles.engine.cells import THREADS
    from growthpoles.engine.kernels import structure_block

    n_regions, n_industries = cells.shape
    pack = Pack(np.empty(cells.shape), np.empty(n_regions), np.empty(n_regions), np.empty(n_industries))
    with np.errstate(divide="ignore", invalid="ignore"):
        against = totals.industries / totals.whole

    def regions(rows: slice) -> None:
        structure_block(
            cells[rows],
            totals.regions[rows],
            against,
            pack.location_quotient[rows],
            pack.krugman_specialisation_index[rows],
            pack.herfindahl_hirschman_index[rows],
        )

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(regions, _slices(n_regions, THREADS)))
        list(threads.map(lambda part: _gini_block(cells, part, pack.gini), _slices(n_industries, THREADS)))
    return pack


def _gini_block(cells: Floats, columns: slice, found: Floats) -> None:
    from growthpoles.engine.kernels import gini_of_ordered

    block = np.ascontiguousarray(cells[:, columns].T)
    block.sort(axis=1)
    gini_of_ordered(block, found[columns])


def _slices(n: int, parts: int) -> list[slice]:
    edges: Sequence[int] = np.linspace(0, n, parts + 1).astype(int).tolist()
    return [slice(edges[at], edges[at + 1]) for at in range(parts)]
