"""The adder that counts in 1,024 simulations at once, compiled anew and in plain arrays."""

import numpy as np
import pytest
from numba import config, njit

from growthpoles.space import bit_planes
from growthpoles.space.bit_planes import SIMULATIONS_PER_BATCH, WORDS


def bits(words):
    return np.unpackbits(np.atleast_2d(words).view(np.uint8), axis=-1, bitorder="little").astype(np.int64)


def ends(left, right):
    return left.astype(np.uint64) | (right.astype(np.uint64) << np.uint64(32))


def compiled(function):
    """The function compiled in this process, not taken from the cache."""
    return function if config.DISABLE_JIT else njit(function.py_func)


@pytest.fixture
def labels(rng):
    words = rng.integers(0, 2**63, (30, WORDS), dtype=np.uint64)
    words[-1] = 0
    return words


def test_pairs_are_added_without_loss(rng, labels):
    left, right = rng.integers(0, 29, (2, 5, 8)).astype(np.uint32)
    left[4, 3:], right[4, 3:] = 29, 29
    low, eights = np.zeros((3, WORDS), np.uint64), np.zeros((5, WORDS), np.uint64)
    compiled(bit_planes.fold)(labels, ends(left, right), 0, 5, low, eights)
    expected = sum(bits(labels[a] & labels[b])[0] for a, b in zip(left.ravel(), right.ravel(), strict=True))
    np.testing.assert_array_equal(bits(low).T @ [1, 2, 4] + 8 * bits(eights).sum(axis=0), expected)


def test_the_plain_adder_is_the_compiled_one(rng, labels):
    left, right = rng.integers(0, 30, (2, 4, 8)).astype(np.uint32)
    found = []
    for fold in (bit_planes.fold, bit_planes._fold_in_numpy):
        low, eights = np.zeros((3, WORDS), np.uint64), np.zeros((4, WORDS), np.uint64)
        fold(labels, ends(left, right), 0, 4, low, eights)
        found.append((low, eights))
    np.testing.assert_array_equal(found[0][0], found[1][0])
    np.testing.assert_array_equal(found[0][1], found[1][1])


@pytest.mark.parametrize("plain", [False, True])
def test_carries_are_counted(rng, plain, monkeypatch):
    carries = rng.integers(0, 2**63, (11, WORDS), dtype=np.uint64)
    sums, pending = np.zeros((4, WORDS), np.uint64), np.zeros((4, WORDS), np.uint64)
    if plain:
        for at in range(11):
            bit_planes._carry_in_numpy(carries, at, sums, pending, at)
    else:
        assert compiled(bit_planes.carry_on)(carries, 11, sums, pending, 0) == 11
    waiting = np.array([1, 2, 0, 8])  # eleven is 1011
    total = bits(sums).T @ [1, 2, 4, 8] + bits(pending).T @ waiting
    np.testing.assert_array_equal(total, bits(carries).sum(axis=0))


@pytest.mark.parametrize("plain", [False, True])
def test_bits_are_spread_over_counts(labels, plain):
    counts, wide = np.ones(SIMULATIONS_PER_BATCH, np.int32), np.ones(SIMULATIONS_PER_BATCH, np.int64)
    if plain:
        bit_planes._add_bits_in_numpy(labels, 3, np.int32(4), counts)
    else:
        compiled(bit_planes.add_bits)(labels, 3, 4, counts)
    bit_planes.spread(labels[3], 4, wide)
    np.testing.assert_array_equal(counts, 1 + 4 * bits(labels[3])[0])
    np.testing.assert_array_equal(wide, counts)


def test_labels_are_marked():
    labels = np.zeros((3, WORDS), np.uint64)
    bit_planes.mark(labels, np.array([[0, 2], [1, 2]] + [[0, 1]] * 70, np.int32))
    np.testing.assert_array_equal(bits(labels)[:, :3], [[1, 0, 1], [0, 1, 1], [1, 1, 0]])
    assert bits(labels)[0].sum() == 71
