"""Very many points: distances between the cells of a grid, all pairs at once by Fourier transform."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray

from growthpoles.errors import InputError

Floats = NDArray[np.float64]

#: Cells of a grid side; beyond it the transforms no longer fit into memory with ease.
_MOST_CELLS = 8192


@dataclass(frozen=True)
class GriddedDistances:
    """How many pairs of points are how far apart, the points taken to the middle of their cells.

    Parameters
    ----------
    distances : array of float, shape (n_distances,)
        Increasing, metres: the distances that the grid can show, up to ``reach``.
    pairs : array of int, shape (n_distances,)
        Unordered pairs of points at each; those of one cell are at distance 0.
    points : int
    cell : float
        Side of a cell, metres.
    """

    distances: Floats
    pairs: NDArray[np.int64]
    points: int
    cell: float

    def within(self, radii: ArrayLike) -> NDArray[np.int64]:
        """Pairs at most so far apart, shape (n_radii,): Ripley's count without correction at the edge."""
        total = np.concatenate([[0], np.cumsum(self.pairs)])
        return np.asarray(total[np.searchsorted(self.distances, radii, side="right")])

    def density(self, radii: ArrayLike, bandwidth: float) -> Floats:
        """Kd at each radius, per metre; see :func:`growthpoles.kd`."""
        from growthpoles.space.smoothing import density

        share = self.pairs / (self.points * (self.points - 1) / 2)
        return np.asarray(density(self.distances, share, np.atleast_1d(np.asarray(radii, np.float64)), bandwidth))


def gridded_distances(points: ArrayLike, *, cell: float, reach: float) -> GriddedDistances:
    """Distances between all pairs of very many points, exact on a grid.

    The autocorrelation of the counts of points by cell holds for every shift of the grid how many ordered pairs are
    that far apart; two Fourier transforms give it for all shifts. The time depends on the grid, hardly on the points.

    Parameters
    ----------
    points : array of float, shape (n_points, 2)
        Metres.
    cell : float
        Side of a cell, metres: a distance is wrong by at most the diagonal of a cell.
    reach : float
        Largest distance that is wanted, metres.

    Returns
    -------
    GriddedDistances

    Raises
    ------
    InputError
        If there are fewer than two points, one is not finite, or the grid would have more than 8,192 cells a side.

    Notes
    -----
    Counts are whole numbers below 2**53 and the transforms are rounded back to them; the largest error before rounding
    is checked, and a grid too large for exactness is refused.

    References
    ----------
    .. [1] Cooley, J. W. and Tukey, J. W. (1965). An algorithm for the machine calculation of complex Fourier series.
       Mathematics of Computation 19, 297-301. doi:10.1090/S0025-5718-1965-0178586-1

    Examples
    --------
    Three points in a row, 1 m apart:

    >>> found = gridded_distances([[0.5, 0.5], [1.5, 0.5], [2.5, 0.5]], cell=1.0, reach=2.0)
    >>> found.distances, found.pairs
    (array([0., 1., 2.]), array([0, 2, 1]))
    """
    where = np.ascontiguousarray(points, dtype=np.float64)
    if where.ndim != 2 or where.shape[1] != 2 or len(where) < 2:
        raise InputError("coordinates of at least two points", f"shape {where.shape}", "pass one row of x and y each")
    if not (cell > 0 and reach >= 0):
        raise InputError("a cell above 0 and a reach of 0 or more", f"{cell} and {reach}", "give metres")
    low, high = _extent(where)
    if not np.isfinite(low + high).all():
        raise InputError("finite coordinates", "blank or infinite ones", "drop or locate these points")
    sides = ((high - low) / cell).astype(np.int64) + 1
    if sides.max() > _MOST_CELLS:
        raise InputError(
            f"at most {_MOST_CELLS} cells a side",
            f"{sides.max()} of {cell:g} m",
            "choose larger cells or a smaller area",
        )
    counts = _count_cells(where, low, 1.0 / cell, sides)
    shifts = min(int(reach / cell) + 1, int(sides.max()))
    return GriddedDistances(*_by_distance(_autocorrelation(counts, shifts), len(where), cell, reach), len(where), cell)


@njit(nogil=True, cache=True)
def _extent(points: Floats) -> tuple[Floats, Floats]:
    low, high = points[0].copy(), points[0].copy()
    for at in range(points.shape[0]):
        for axis in range(2):
            value = points[at, axis]
            if not np.isfinite(value):
                low[axis] = np.nan
                return low, high
            low[axis] = min(low[axis], value)
            high[axis] = max(high[axis], value)
    return low, high


@njit(nogil=True, cache=True)
def _count_cells(points: Floats, low: Floats, cells_per_metre: float, sides: NDArray[np.int64]) -> Floats:
    counts = np.zeros((sides[0], sides[1]))
    for at in range(points.shape[0]):
        column = int((points[at, 0] - low[0]) * cells_per_metre)
        row = int((points[at, 1] - low[1]) * cells_per_metre)
        counts[min(column, sides[0] - 1), min(row, sides[1] - 1)] += 1.0
    return counts


def _autocorrelation(counts: Floats, shifts: int) -> NDArray[np.int64]:
    """Ordered pairs by shift: right by 0 to ``shifts``, up or down by as many (the middle row is no shift)."""
    from scipy import fft

    across, up = (min(shifts, side - 1) for side in counts.shape)
    # Room for the shifts that are wanted is enough: what wraps round lands beyond them.
    shape = [fft.next_fast_len(side + room, real=True) for side, room in zip(counts.shape, (across, up), strict=True)]
    spectrum = fft.rfft2(counts, shape, workers=2)
    power = spectrum.real**2 + spectrum.imag**2
    found = fft.irfft2(power, shape, workers=2)[: across + 1]
    wanted = np.concatenate([found[:, shape[1] - up :], found[:, : up + 1]], axis=1) if up else found[:, :1]
    whole = np.rint(wanted)
    error = float(np.abs(wanted - whole).max())
    if error > 0.25:
        raise InputError("counts that the transform gives exactly", f"an error of {error:.2g}", "choose smaller cells")
    return whole.astype(np.int64)


def _by_distance(
    ordered: NDArray[np.int64], points: int, cell: float, reach: float
) -> tuple[Floats, NDArray[np.int64]]:
    """Unordered pairs by squared shift; a shift and its opposite are the same pairs."""
    across, up = ordered.shape[0] - 1, ordered.shape[1] // 2
    right, rise = np.ogrid[: across + 1, -up : up + 1]
    squares = right**2 + rise**2
    half = (right > 0) | (rise > 0)
    near = half & (squares <= (reach / cell) ** 2 * (1 + 1e-12))
    sums = np.zeros(int(squares[near].max(initial=0)) + 1)
    # Whole numbers below 2**53 add up exactly as floats.
    sums += np.bincount(squares[near], weights=ordered[near].astype(np.float64), minlength=len(sums))
    sums[0] = (ordered[0, up] - points) / 2
    shown = np.unique(np.append(squares[near], 0))
    return np.sqrt(shown) * cell, sums[shown].astype(np.int64)
