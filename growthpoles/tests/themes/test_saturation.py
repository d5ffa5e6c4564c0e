"""Saturation: expected curve against its slow twin, base, run and threshold."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from growthpoles.errors import InputError
from growthpoles.themes import expected_codes, new_codes, saturation, unseen_codes


@settings(max_examples=40, deadline=None)
@given(arrays(bool, st.tuples(st.integers(1, 5), st.integers(1, 6))))
def test_expected_curve_is_the_mean_over_all_orders(found):
    orders = [np.cumsum(new_codes(found[list(order)])) for order in itertools.permutations(range(len(found)))]
    assert expected_codes(found) == pytest.approx(np.mean(orders, axis=0), abs=1e-12)


def test_new_codes_add_up_to_all_codes():
    found = np.random.default_rng(0).random((17, 30)) < 0.2
    assert new_codes(found).sum() == found.any(axis=0).sum()


def test_unseen_codes_of_the_bias_corrected_estimator():
    # Q1 = 3, Q2 = 1, N = 4: 3/4 * 3 * 2 / (2 * 2) = 1.125.
    found = np.zeros((4, 5))
    found[0, :3] = 1
    found[:2, 3] = 1
    found[:, 4] = 1
    assert unseen_codes(found) == pytest.approx(1.125)


def test_saturation_by_base_run_and_threshold_worked_by_hand():
    # A base of four interviews with 37 codes; runs of two bring 8, 6, 4, 3, 2 and 0 new ones.
    per_interview = [20, 8, 5, 4, 5, 3, 3, 1, 2, 0, 0]
    found = np.zeros((len(per_interview), sum(per_interview)))
    start = 0
    for interview, count in enumerate(per_interview):
        found[interview, start : start + count] = 1
        start += count
    reached = saturation(found)
    assert reached.new_share == pytest.approx(np.array([8, 6, 4, 3, 2, 0]) / 37)
    assert reached.reached_after == 9
    assert saturation(found, threshold=0.0).reached_after == 9
    assert saturation(found[:10], threshold=0.0).reached_after is None
    assert saturation(found, threshold=0.06).reached_after == 8


def test_too_few_interviews_and_an_empty_base_are_refused():
    with pytest.raises(InputError, match="at least 6 interviews"):
        saturation(np.ones((5, 2)))
    with pytest.raises(InputError, match="codes in the first 4"):
        saturation(np.zeros((6, 2)))
    with pytest.raises(InputError, match="a matrix"):
        new_codes([1, 0])
