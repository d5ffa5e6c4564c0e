"""What must hold for every table, and slow plain twins written from the formulas."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from growthpoles import (
    compute_pack,
    gini,
    gini_concentration,
    hachman_index,
    herfindahl,
    herfindahl_hirschman_index,
    hoover,
    hoover_index,
    krugman_concentration_index,
    krugman_specialisation_index,
    location_quotient,
    locational_gini,
    related_variety,
    shannon_entropy,
    shift_share,
    specialisation_coefficient,
    theil,
    theil_index,
    unrelated_variety,
)

SHAPES = st.tuples(st.integers(2, 7), st.integers(2, 7))


@st.composite
def tables(draw, positive=False):
    """Whole numbers, every region and industry with some activity."""
    shape = draw(SHAPES)
    table = draw(arrays(np.int64, shape, elements=st.integers(1 if positive else 0, 500))).astype(float)
    assume((table.sum(axis=0) > 0).all() and (table.sum(axis=1) > 0).all())
    return table


some = settings(max_examples=40, deadline=None)


@some
@given(tables())
def test_the_weighted_mean_of_quotients_is_one(table):
    weights = table.sum(axis=1) / table.sum()
    assert weights @ location_quotient(table) == pytest.approx(np.ones(table.shape[1]))


@some
@given(tables(), st.integers(2, 1000))
def test_scale_does_not_matter(table, factor):
    for measure in (location_quotient, krugman_specialisation_index, locational_gini, theil_index, hachman_index):
        assert measure(table * factor) == pytest.approx(measure(table), abs=1e-12, nan_ok=True)


@some
@given(tables(), st.randoms(use_true_random=False))
def test_order_does_not_matter(table, random):
    rows, columns = list(range(table.shape[0])), list(range(table.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    moved = table[np.ix_(rows, columns)]
    assert location_quotient(moved) == pytest.approx(location_quotient(table)[np.ix_(rows, columns)])
    assert krugman_specialisation_index(moved) == pytest.approx(krugman_specialisation_index(table)[rows])
    assert locational_gini(moved) == pytest.approx(locational_gini(table)[columns], abs=1e-12)


@some
@given(tables())
def test_krugman_is_twice_hoover(table):
    assert krugman_specialisation_index(table) == pytest.approx(2 * specialisation_coefficient(table))
    assert krugman_concentration_index(table) == pytest.approx(2 * hoover_index(table))
    by_hand = [float(hoover(row, table.sum(axis=0))) for row in table]
    assert specialisation_coefficient(table) == pytest.approx(np.array(by_hand), abs=1e-12)


@some
@given(tables())
def test_merging_industries_never_lowers_herfindahl(table):
    merged = np.column_stack([table[:, 0] + table[:, 1], table[:, 2:]])
    assert (herfindahl_hirschman_index(merged) >= herfindahl_hirschman_index(table) - 1e-12).all()


@some
@given(tables())
def test_ranges(table):
    krugman = krugman_specialisation_index(table)
    assert ((krugman >= -1e-12) & (krugman < 2)).all()
    assert ((hachman_index(table) > 0) & (hachman_index(table) <= 1 + 1e-12)).all()
    assert ((locational_gini(table) >= -1e-12) & (locational_gini(table) <= 0.5)).all()
    assert (theil_index(table) >= -1e-12).all()


@some
@given(tables(), st.data())
def test_related_and_unrelated_variety_add_up_to_entropy(table, data):
    groups = data.draw(st.lists(st.sampled_from("abc"), min_size=table.shape[1], max_size=table.shape[1]))
    total = related_variety(table, groups) + unrelated_variety(table, groups)
    assert total == pytest.approx(shannon_entropy(table), abs=1e-9)


@some
@given(tables(), st.integers(0, 99))
def test_components_of_growth_add_up(before, seed):
    after = np.random.default_rng(seed).integers(0, 500, before.shape).astype(float)
    assume(after.sum() > 0)
    for method in ("dunn", "esteban"):
        parts = shift_share(before, after, method=method)
        total = parts.national_share + parts.industrial_mix + parts.regional_share + parts.allocation
        assert total == pytest.approx(parts.growth, abs=1e-6)
    assert shift_share(before, after).regional_share.sum(axis=0) == pytest.approx(0, abs=1e-6)


@some
@given(tables())
def test_the_pack_is_the_measures_one_by_one(table):
    pack = compute_pack(table)
    assert (pack.location_quotient == location_quotient(table)).all()
    assert pack.krugman_specialisation_index == pytest.approx(krugman_specialisation_index(table), abs=1e-12)
    assert pack.herfindahl_hirschman_index == pytest.approx(herfindahl_hirschman_index(table), abs=1e-12)
    assert pack.gini == pytest.approx(gini(table.T), abs=1e-12)


def gini_twin(values):
    """Mean absolute difference over twice the mean."""
    n = len(values)
    return sum(abs(a - b) for a in values for b in values) / (2 * n * n * (sum(values) / n))


def theil_twin(values):
    mean = sum(values) / len(values)
    return sum(v / mean * math.log(v / mean) for v in values if v) / len(values)


def locational_gini_twin(industry, everything):
    """Area between the diagonal and the curve, trapezium by trapezium."""
    order = sorted(range(len(industry)), key=lambda at: industry[at] / everything[at])
    area = height = 0.0
    for at in order:
        step = industry[at] / sum(industry)
        area += everything[at] / sum(everything) * (height + step / 2)
        height += step
    return 0.5 - area


@some
@given(tables())
def test_slow_twins(table):
    column = table[:, 0].tolist()
    assert float(gini(column)) == pytest.approx(gini_twin(column), abs=1e-12)
    assert float(theil(column)) == pytest.approx(theil_twin(column), abs=1e-12)
    assert float(herfindahl(column)) == pytest.approx(sum((v / sum(column)) ** 2 for v in column))
    regions = table.sum(axis=1).tolist()
    assert locational_gini(table)[0] == pytest.approx(locational_gini_twin(column, regions), abs=1e-12)
    quotients = location_quotient(table)
    assert gini_concentration(quotients)[0] == pytest.approx(gini_twin(quotients[:, 0].tolist()), abs=1e-12)
    plain = (table[0, 0] / sum(table[0])) / (sum(table[:, 0]) / table.sum())
    assert quotients[0, 0] == pytest.approx(plain)
