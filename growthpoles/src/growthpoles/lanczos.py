"""Second eigenvector of a large presence network without forming its dense matrix."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def second_eigenvector(incidence: NDArray[np.bool_], side: Floats, other: Floats) -> tuple[Floats, float, float]:
    """Second eigenvector of ``S = D^-1/2 M U^-1 M' D^-1/2`` by Lanczos iterations, and eigenvalues two and three.

    Parameters
    ----------
    incidence : array of bool, shape (n, m)
    side, other : array of float, shape (n,) and (m,)
        Row and column sums.

    Notes
    -----
    The first eigenvector is known (the square roots of ``side``) and taken out, so that the second becomes the first.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.linalg import LinearOperator, eigsh

    sparse = csr_array(incidence, dtype=np.float64)
    transposed = sparse.T.tocsr()
    root = np.sqrt(side)
    trivial = root / np.linalg.norm(root)

    def apply(vector: Floats) -> Floats:
        flat = vector.ravel()
        image = sparse @ ((transposed @ (flat / root)) / other) / root
        return image - trivial * (trivial @ flat)

    size = incidence.shape[0]
    operator = LinearOperator((size, size), matvec=apply, dtype=np.float64)
    start = np.random.default_rng(0).standard_normal(size)
    values, vectors = eigsh(operator, k=2, which="LA", v0=start, tol=1e-13, ncv=min(size, 24))
    return vectors[:, -1], float(values[-1]), float(values[-2])
