"""The dense table that every measure reads."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from growthpoles.errors import InputError

Floats = NDArray[np.float64]
#: Blocks of so many bytes are folded before they are hashed.
FOLDED_FROM = 4_000_000


@dataclass(frozen=True)
class Table:
    """Regions by industries, for one or several periods, with their denominators.

    Parameters
    ----------
    regions, industries, periods : tuple of str
        Labels; ``periods`` is ``("",)`` where the source has none.
    values : array of float, shape (n_periods, n_regions, n_industries)
        ``NaN`` is "not published". Total rows are not in it.
    region_totals : array of float, shape (n_periods, n_regions)
    industry_totals : array of float, shape (n_periods, n_industries)
    grand_totals : array of float, shape (n_periods,)
        Published totals where ``total_region`` or ``total_industry`` named them, else sums over published cells.
    total_region, total_industry : str, optional
        Codes of the published total rows.
    warnings : tuple of str
        What a reader of the result must know of the input.
    """

    regions: tuple[str, ...]
    industries: tuple[str, ...]
    periods: tuple[str, ...]
    values: Floats
    region_totals: Floats
    industry_totals: Floats
    grand_totals: Floats
    total_region: str | None = None
    total_industry: str | None = None
    warnings: tuple[str, ...] = ()

    @property
    def has_periods(self) -> bool:
        """Whether the source named periods."""
        return self.periods != ("",)

    @cached_property
    def input_hash(self) -> str:
        """Digest of labels and cells: the same for the same data in any file format and any order of rows."""
        labels = [self.regions, self.industries, self.periods]
        return digest_of(labels, [self.values, self.region_totals, self.industry_totals])

    def position(self, period: str | None = None) -> int:
        """Index of a period; without one, the table must have exactly one.

        Raises
        ------
        InputError
            If the period is not there, or one of several must be chosen.
        """
        if period is None:
            if len(self.periods) > 1:
                raise InputError("one period", ", ".join(self.periods), "choose one with --where \"period = '…'\"")
            return 0
        if period not in self.periods:
            raise InputError("a period of the table", repr(period), f"choose one of {', '.join(self.periods)}")
        return self.periods.index(period)

    def matrix(self, period: str | None = None) -> Floats:
        """Values of one period, shape (n_regions, n_industries); see :meth:`position`."""
        return self.values[self.position(period)]

    def with_warnings(self, warnings: Sequence[str]) -> Table:
        """The same table with more warnings."""
        return replace(self, warnings=(*self.warnings, *warnings))

    def with_totals(self) -> Table:
        """The table with its published total rows as ordinary rows (a region and an industry more).

        Measures that keep the total rows in their result are computed on this one.
        """
        values, regions, industries = self.values, self.regions, self.industries
        region_totals, industry_totals = self.region_totals, self.industry_totals
        if self.total_region is not None:
            values = np.concatenate([values, industry_totals[:, None, :]], axis=1)
            region_totals = np.concatenate([region_totals, self.grand_totals[:, None]], axis=1)
            regions = (*regions, self.total_region)
        if self.total_industry is not None:
            values = np.concatenate([values, region_totals[:, :, None]], axis=2)
            industry_totals = np.concatenate([industry_totals, self.grand_totals[:, None]], axis=1)
            industries = (*industries, self.total_industry)
        return replace(
            self,
            regions=regions,
            industries=industries,
            values=values,
            region_totals=region_totals,
            industry_totals=industry_totals,
        )

    def demand(self, *, regions: int = 1, industries: int = 1) -> None:
        """Refuse a table that is too small for a measure.

        A published total for the country or for all industries makes up for a single region or industry.

        Raises
        ------
        InputError
        """
        if len(self.regions) < regions and self.total_region is None:
            raise InputError(
                f"at least {regions} regions to compare",
                f"{len(self.regions)} ({', '.join(self.regions)})",
                "add regions, or name the row of the country with --total-region",
            )
        if len(self.industries) < industries and self.total_industry is None:
            raise InputError(
                f"at least {industries} industries to compare",
                f"{len(self.industries)} ({', '.join(self.industries)})",
                "add industries, or name the row of all industries with --total-industry",
            )


def digest_of(labels: Sequence[Sequence[str]], blocks: Sequence[NDArray[Any]]) -> str:
    """Digest of labels and arrays, for provenance.

    Examples
    --------
    >>> digest_of([["A"]], [np.zeros(1)]) == digest_of([["A"]], [np.zeros(1)])
    True
    """
    digest = hashlib.blake2b(digest_size=16)
    for names in labels:
        digest.update("\x1f".join(names).encode() + b"\x1e")
    for block in blocks:
        digest.update(_folded(np.ascontiguousarray(block)).data)
    return digest.hexdigest()


def _folded(block: NDArray[Any]) -> NDArray[Any]:
    """The block itself, or its 64-bit words folded where hashing would take longer than measuring."""
    if block.nbytes < FOLDED_FROM or block.itemsize != np.uint64().itemsize:
        return block
    from growthpoles.engine.kernels import fold

    return np.asarray(fold(block.view(np.uint64).ravel()))
