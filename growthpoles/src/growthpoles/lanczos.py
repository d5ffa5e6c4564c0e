"""Second eigenvector of a large presence network without forming its dense matrix."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@numba.njit(nogil=True, cache=True, fastmath={"reassoc", "contract", "nsz"}, parallel=True)
def apply_network(incidence, vector, weights, blocks, partial):  # type: ignore[no-untyped-def]
    """``M' diag(weights) M vector`` in one pass over a network of zeros and ones.

    Parameters
    ----------
    incidence : array of uint8, shape (n_other, n_side)
    vector : array of float, shape (n_side,)
    weights : array of float, shape (n_other,)
    blocks : array of int
        Edges of the blocks of rows that run side by side.
    partial : array of float, shape (n_blocks, n_side)
        Room for the sums of the blocks.
    """
    n = len(vector)
    for block in numba.prange(len(blocks) - 1):
        sums = partial[block]
        sums[:] = 0.0
        for row in range(blocks[block], blocks[block + 1]):
            total = 0.0
            for at in range(n):
                total += incidence[row, at] * vector[at]
            total *= weights[row]
            for at in range(n):
                sums[at] += incidence[row, at] * total
    return partial.sum(axis=0)


@numba.njit(nogil=True, cache=True, fastmath={"reassoc", "contract", "nsz"})
def row_sums(incidence, vector):  # type: ignore[no-untyped-def]
    """``M vector`` for a network of zeros and ones, shape (n_other,)."""
    found = np.empty(len(incidence))
    for row in range(len(incidence)):
        total = 0.0
        for at in range(len(vector)):
            total += incidence[row, at] * vector[at]
        found[row] = total
    return found


def second_vectors(
    incidence: NDArray[np.bool_], side: Floats, other: Floats
) -> tuple[Floats, Floats, tuple[float, float]]:
    """Second vectors of both sides of a network by Lanczos iterations, and eigenvalues two and three.

    The vector ``v`` of the first side is an eigenvector of ``D^-1 M U^-1 M'``; that of the other is its mean over the
    members, ``U^-1 M' v``.

    Parameters
    ----------
    incidence : array of bool, shape (n, m)
    side, other : array of float, shape (n,) and (m,)
        Row and column sums.

    Notes
    -----
    Worked on as ``S = D^-1/2 M U^-1 M' D^-1/2``, which is symmetric. Its first eigenvector (the square roots of
    ``side``) is known and taken out, so that the second becomes the first.
    """
    from scipy.sparse.linalg import LinearOperator, eigsh

    by_other = np.ascontiguousarray(incidence.T).view(np.uint8)
    root, weights = np.sqrt(side), 1.0 / other
    trivial = root / np.linalg.norm(root)
    blocks = np.linspace(0, len(by_other), 3).astype(np.int64)
    partial = np.empty((2, len(side)))

    def apply(vector: Floats) -> Floats:
        flat = vector.ravel()
        return apply_network(by_other, flat / root, weights, blocks, partial) / root - trivial * (trivial @ flat)

    operator = LinearOperator((len(side), len(side)), matvec=apply, dtype=np.float64)
    start = np.random.default_rng(0).standard_normal(len(side))
    values, vectors = eigsh(operator, k=2, which="LA", v0=start, tol=1e-12, ncv=min(len(side), 20))
    own = vectors[:, -1] / root
    return own, row_sums(by_other, own) * weights, (float(values[-1]), float(values[-2]))
