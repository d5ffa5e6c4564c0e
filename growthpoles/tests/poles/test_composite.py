"""Composite index against a published one, and its properties."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from growthpoles.errors import InputError
from growthpoles.poles import Indicator, aggregate, growth_pole_index, normalise, rank_intervals, rank_variants, ranks


def test_the_human_development_index_of_costa_rica_is_that_of_the_report():
    # Human Development Report 2014, technical note 1: 79.93 years, 8.37 and 13.5 years of schooling, 13,011.7 dollars;
    # it prints health 0.922, education 0.654, income 0.735 and the index 0.763.
    health = normalise([79.93], goalposts=(20, 85))[0]
    schooling = aggregate([normalise([8.37], goalposts=(0, 15))[0], normalise([13.5], goalposts=(0, 18))[0]])
    income = normalise([np.log(13_011.7)], goalposts=(np.log(100), np.log(75_000)))[0]
    assert [round(float(value), 3) for value in (health, schooling)] == [0.922, 0.654]
    assert income == pytest.approx(0.735, abs=6e-4)
    assert round(float(aggregate([health, schooling, income], method="geometric")), 3) == 0.763


@settings(max_examples=50, deadline=None)
@given(arrays(float, 6, elements=st.floats(-1e3, 1e3)), st.floats(0.1, 10), st.floats(-100, 100))
def test_scores_do_not_depend_on_the_unit(values, scale, shift):
    if np.ptp(values) < 1e-3:
        return
    for method in ("minmax", "zscore"):
        assert normalise(scale * values + shift, method) == pytest.approx(normalise(values, method), abs=1e-6)
    assert normalise(-values, "zscore", rising=False) == pytest.approx(normalise(values, "zscore"))


@pytest.mark.parametrize("method", ["minmax", "zscore", "rank"])
def test_scores_keep_the_order_and_the_gaps(method):
    scores = normalise([3.0, np.nan, 1.0, 2.0], method)
    assert np.isnan(scores[1])
    assert scores[2] < scores[3] < scores[0]
    assert scores[2] >= 0
    assert scores[0] <= 1


@pytest.mark.parametrize("method", ["minmax", "zscore", "rank"])
def test_an_indicator_that_is_the_same_everywhere_tells_nothing(method):
    assert normalise([7.0, 7.0], method).tolist() == [0.5, 0.5]
    assert np.isnan(normalise([np.nan, np.nan], method)).all()


def test_an_unknown_method_is_refused():
    with pytest.raises(InputError, match="minmax, zscore or rank"):
        normalise([1.0, 2.0], "sum")


def test_the_geometric_mean_punishes_a_gap_between_elements():
    even, uneven = [0.5, 0.5], [0.9, 0.1]
    assert aggregate(even) == aggregate(uneven) == 0.5
    assert aggregate(uneven, method="geometric") == pytest.approx(0.3)
    assert aggregate([0.0, 1.0], method="geometric") == 0.0
    assert aggregate([0.0, 1.0], method="geometric", floor=0.25) == pytest.approx(0.5)
    assert np.isnan(aggregate([np.nan, np.nan], method="geometric"))


def test_ranks_share_ties():
    assert ranks([5.0, 1.0, 5.0]).tolist() == [1.5, 3.0, 1.5]


def four_elements(rng, n=12):
    return [
        Indicator(name, name, rng.normal(size=n)) for name in ("territory", "industries", "enterprises", "programmes")
    ]


def test_all_four_elements_make_a_complete_index():
    items = four_elements(np.random.default_rng(0))
    found = growth_pole_index(items)
    assert found.complete.all()
    assert found.index == pytest.approx(found.elements.mean(axis=1))
    items[3].values[4] = np.nan
    part = growth_pole_index(items)
    assert not part.complete[4]
    assert part.index[4] == pytest.approx(np.nanmean(part.elements[4]))


def test_weights_move_the_index_and_are_checked():
    items = four_elements(np.random.default_rng(0))
    only = growth_pole_index(items, weights={"territory": 1, "industries": 0, "enterprises": 0, "programmes": 0})
    assert only.index == pytest.approx(only.elements[:, 0])
    for wrong in ({"money": 1.0}, {"territory": -1.0}):
        with pytest.raises(InputError, match="weights of territory"):
            growth_pole_index(items, weights=wrong)
    with pytest.raises(InputError, match="at least one indicator"):
        growth_pole_index([])


def test_rank_intervals_hold_the_rank_and_narrow_where_elements_agree():
    rng = np.random.default_rng(1)
    items = four_elements(rng)
    rank = ranks(growth_pole_index(items).index)
    spread = rank_intervals(items, draws=600)
    assert ((spread.low - 1 <= rank) & (rank <= spread.high + 1)).all()
    same = [Indicator(item.name, item.element, items[0].values) for item in items]
    certain = rank_intervals(same, draws=200)
    assert (certain.low == certain.high).all()
    assert certain.first_quarter.sum() == 3
    assert rank_intervals(items, draws=50, rng=4).low.tolist() == rank_intervals(items, draws=50, rng=4).low.tolist()


def test_a_region_nobody_knows_has_no_rank():
    values = np.array([1.0, 2.0, np.nan])
    spread = rank_intervals([Indicator("a", "territory", values), Indicator("b", "territory", values)], draws=20)
    assert np.isnan(spread.low[2])
    assert np.isnan(spread.first_quarter[2])


def test_variants_show_what_each_choice_does():
    items = four_elements(np.random.default_rng(0))
    variants = rank_variants(items)
    assert len(variants) == 4 + 4 + 4
    assert variants["without territory"].tolist() == ranks(growth_pole_index(items[1:]).index).tolist()
