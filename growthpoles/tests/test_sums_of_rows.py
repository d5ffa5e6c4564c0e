"""Sums of the rows that a network picks, looked up, are the product of the two matrices."""

import numpy as np
import pytest
from numba import config, njit

from growthpoles import sums_of_rows
from growthpoles.sums_of_rows import COLUMNS, GROUPS, SUBSETS, shares_of_sums


@pytest.mark.parametrize(("n_rows", "n_members", "n_columns"), [(1, 1, 1), (7, 40, 32), (30, 83, 45)])
def test_sums_are_products(n_rows, n_members, n_columns):
    rng = np.random.default_rng(1)
    flags, matrix = rng.random((n_rows, n_members)) < 0.4, rng.random((n_members, n_columns))
    divisors = matrix.sum(axis=0)
    np.testing.assert_allclose(shares_of_sums(flags, matrix, divisors), flags @ matrix / divisors, rtol=1e-12)


def test_what_is_near_to_nothing_has_no_share():
    assert np.isnan(shares_of_sums(np.ones((2, 3), bool), np.zeros((3, 1)), np.zeros(1))).all()


def test_the_plain_look_up_is_the_compiled_one():
    rng = np.random.default_rng(2)
    tables, codes = rng.random((GROUPS * SUBSETS, COLUMNS)), rng.integers(0, SUBSETS, (9, GROUPS), dtype=np.uint8)
    expected, found = np.ones((2, 9, COLUMNS))
    sums_of_rows._look_up_in_numpy(tables, codes, expected, 9)

    def look_up(tables, codes, sums):
        sums_of_rows._look_up(tables, codes, sums, 9)

    (look_up if config.DISABLE_JIT else njit(look_up))(tables, codes, found)
    np.testing.assert_allclose(found, expected, rtol=1e-14)
