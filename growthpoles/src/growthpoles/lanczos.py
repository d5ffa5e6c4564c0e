"""Second eigenvector of a large presence network without forming its dense matrix."""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class PackedNetwork(NamedTuple):
    """A network of zeros and ones as bits, 64 members of the other side to a word, the words of one place together.

    Parameters
    ----------
    words : array of uint64, shape (ceil(n_members / 64), n_rows)
    members : int
    """

    words: NDArray[np.uint64]
    members: int

    def __matmul__(self, vector: Floats) -> Floats:
        """``M vector``, shape (n_rows,)."""
        padded = np.zeros(64 * len(self.words))
        padded[: self.members] = vector
        return np.asarray(_sums_of_members(self.words, padded))


def pack_network(flags: NDArray[np.bool_]) -> PackedNetwork:
    """A network, shape (n_rows, n_members), as bits."""
    octets = np.packbits(np.ascontiguousarray(flags), axis=1, bitorder="little")
    whole = np.zeros((len(octets), -(-octets.shape[1] // 8) * 8), np.uint8)
    whole[:, : octets.shape[1]] = octets
    return PackedNetwork(np.ascontiguousarray(whole.view("<u8").T.astype(np.uint64, copy=False)), flags.shape[1])


@numba.njit(nogil=True, cache=True)
def _sums_of_members(words, vector):  # type: ignore[no-untyped-def]
    """Sum of a vector over the bits of each row.

    The sums of all 256 subsets of eight values are made once; each eight flags of a row then cost one look-up.
    """
    last = np.uint64(255)
    found, subsets = np.zeros(words.shape[1]), np.zeros((8, 256))
    for place in range(words.shape[0]):
        for octet in range(8):
            for bit in range(8):
                value, half = vector[64 * place + 8 * octet + bit], 1 << bit
                for subset in range(half):
                    subsets[octet, half + subset] = subsets[octet, subset] + value
        for row in range(words.shape[1]):
            word = words[place, row]
            total = 0.0
            for octet in range(8):
                total += subsets[octet, (word >> np.uint64(8 * octet)) & last]
            found[row] += total
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

    by_side, by_other = pack_network(incidence), pack_network(incidence.T)
    root, weights = np.sqrt(side), 1.0 / other
    trivial = root / np.linalg.norm(root)

    def apply(vector: Floats) -> Floats:
        flat = vector.ravel()
        return by_side @ (weights * (by_other @ (flat / root))) / root - trivial * (trivial @ flat)

    operator = LinearOperator((len(side), len(side)), matvec=apply, dtype=np.float64)
    start = np.random.default_rng(0).standard_normal(len(side))
    values, vectors = eigsh(operator, k=2, which="LA", v0=start, tol=1e-12, ncv=min(len(side), 20))
    own = vectors[:, -1] / root
    return own, (by_other @ own) * weights, (float(values[-1]), float(values[-2]))
