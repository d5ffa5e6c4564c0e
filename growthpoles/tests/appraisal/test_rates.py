"""Present value, rate of return and payback against figures printed in manuals."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpoles.appraisal import (
    discounted_payback,
    internal_rate_of_return,
    internal_rates_of_return,
    net_present_value,
    payback_period,
)


def test_net_present_value_equals_the_spreadsheet_manual():
    # Microsoft's page on NPV: 10 %, -10000, 3000, 4200, 6800 gives 1188.44, the first flow discounted once.
    assert net_present_value([-10000, 3000, 4200, 6800], 0.10) / 1.10 == pytest.approx(1188.44, abs=0.005)


@pytest.mark.parametrize(
    ("flows", "printed", "digits"),
    [
        # Microsoft's page on IRR.
        ([-70000, 12000, 15000, 18000, 21000], -0.021, 3),
        ([-70000, 12000, 15000, 18000, 21000, 26000], 0.087, 3),
        # numpy-financial's manual.
        ([-100, 39, 59, 55, 20], 0.28095, 5),
        ([-100, 0, 0, 74], -0.0955, 4),
    ],
)
def test_internal_rate_of_return_equals_the_manuals(flows, printed, digits):
    assert round(internal_rate_of_return(flows), digits) == printed


def test_several_rates_of_return_are_listed_and_none_is_chosen():
    # numpy-financial picks 0.0886 for this stream, the root nearest to zero.
    rates = internal_rates_of_return([-5, 10.5, 1, -8, 1])
    assert 0.0886 in rates.round(4)
    assert len(rates) > 1
    assert np.isnan(internal_rate_of_return([-5, 10.5, 1, -8, 1]))


def test_a_stream_without_outlay_has_no_rate_of_return():
    assert np.isnan(internal_rate_of_return([1.0, 2.0]))
    assert len(internal_rates_of_return([0.0, 0.0])) == 0


def test_a_rate_on_the_search_grid_is_found_once():
    assert internal_rates_of_return([-1.0, 1.0]) == pytest.approx([0.0], abs=1e-9)


def test_payback_shares_out_the_last_period():
    assert payback_period([-17.9, *[1.8] * 12]) == pytest.approx(17.9 / 1.8)
    assert payback_period([5.0, 1.0]) == 0.0
    assert np.isnan(payback_period([-10.0, 1.0]))


def test_payback_counts_a_late_loss():
    assert np.isnan(payback_period([-1.0, 2.0, -3.0]))


def test_discounting_lengthens_payback():
    flows = [-100.0, *[30.0] * 6]
    assert discounted_payback(flows, 0.1) > payback_period(flows)
    assert discounted_payback(flows, 0.0) == payback_period(flows)


def test_a_rate_of_minus_one_is_refused():
    with pytest.raises(ValueError, match="above -1"):
        net_present_value([1.0], -1.0)


@settings(max_examples=50, deadline=None)
@given(
    outlay=st.floats(1.0, 1e6),
    incomes=st.lists(st.floats(0.1, 1e6), min_size=1, max_size=30),
)
def test_value_is_zero_at_the_rate_of_return(outlay, incomes):
    flows = [-outlay, *incomes]
    rates = internal_rates_of_return(flows)
    assert len(rates) <= 1
    for rate in rates:
        discounted = np.array(flows) * (1 + rate) ** -np.arange(len(flows))
        assert discounted.sum() == pytest.approx(0.0, abs=1e-6 * np.abs(discounted).max())
