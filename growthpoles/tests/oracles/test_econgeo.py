"""Results of EconGeo 1.3 and 2.1; it rounds some of them, so they are compared at its number of decimals."""

import numpy as np
import pandas as pd
import pytest

from growthpoles import (
    average_location_quotient,
    gini,
    hachman_index,
    herfindahl_hirschman_index,
    hoover,
    krugman_specialisation_index,
    location_quotient,
    locational_gini,
    normalised_herfindahl,
    read_table,
    region_profile,
    shannon_entropy,
)
from growthpoles.complexity import complexity

EXAMPLE = np.array(
    [[100, 0, 0, 0, 0], [0, 15, 5, 70, 10], [0, 20, 10, 20, 50], [0, 25, 30, 5, 40], [0, 40, 55, 5, 0]], dtype=float
)
NETWORK = [[1, 1, 1, 1], [0, 1, 0, 0], [0, 0, 1, 1], [0, 0, 0, 1]]


def test_location_quotients_of_the_example():
    expected = [
        [5, 0, 0, 0, 0],
        [0, 0.75, 0.25, 3.5, 0.5],
        [0, 1, 0.5, 1, 2.5],
        [0, 1.25, 1.5, 0.25, 2],
        [0, 2, 2.75, 0.25, 0],
    ]
    assert location_quotient(EXAMPLE) == pytest.approx(np.array(expected), abs=1e-12)


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        (average_location_quotient, [5, 2.625, 1.7, 1.575, 2.325]),
        (hachman_index, [0.2, 0.380952381, 0.588235294, 0.634920635, 0.430107527]),
        (krugman_specialisation_index, [1.6, 1, 0.6, 0.7, 1.1]),
        (herfindahl_hirschman_index, [1, 0.525, 0.34, 0.315, 0.465]),
        (normalised_herfindahl, [1, 0.40625, 0.175, 0.14375, 0.33125]),
        (shannon_entropy, [0, 1.31903527, 1.76096405, 1.76595732, 1.2192407]),
        (locational_gini, [0.4, 0.18, 0.27, 0.31, 0.28]),
        (lambda table: gini(table.T), [0.8, 0.36, 0.54, 0.62, 0.56]),
    ],
)
def test_indices_of_the_example(measure, expected):
    assert measure(EXAMPLE) == pytest.approx(np.array(expected), abs=1e-8)


def test_gini_and_hoover_of_one_industry():
    jobs, population = [0, 10, 10, 30, 50], [10, 15, 20, 25, 30]
    assert float(gini(jobs)) == pytest.approx(0.48, abs=1e-12)
    assert float(gini(jobs, normalised=True)) == pytest.approx(0.6, abs=1e-12)
    assert float(hoover(jobs, population)) * 100 == pytest.approx(25, abs=1e-9)
    table = np.column_stack([jobs, np.array(population) * 1e9])
    assert locational_gini(table, scale="full")[0] == pytest.approx(0.31, abs=1e-6)


def test_complexity_of_the_network_of_2009():
    found = complexity(NETWORK, scaling="sum")
    assert found.eigenvalues == pytest.approx((0.54213371, 0.1901543), abs=1e-8)
    assert found.regions == pytest.approx(np.array([0.53885915, 6.39463166, -2.61657746, -3.31691335]), abs=1e-8)
    # EconGeo itself rounds the transition matrix to four decimals before it takes eigenvectors.
    assert found.regions == pytest.approx(np.array([0.539412, 6.399530, -2.619416, -3.319526]), abs=6e-3)
    assert found.industries == pytest.approx(np.array([0.461132, 2.965973, -0.888649, -1.538456]), abs=1e-3)


def test_complexity_of_the_network_of_2009_standardised():
    expected = [0.07535309, 1.60291607, 0.7477882, 0.93048095]
    assert np.abs(complexity(NETWORK).regions) == pytest.approx(np.array(expected), abs=1e-8)


def test_the_two_sign_rules_disagree_on_that_network():
    assert complexity(NETWORK).regions == pytest.approx(-complexity(NETWORK, sign="reflections").regions)


def test_german_regions(shared):
    expected = pd.read_csv(shared / "oracles" / "econgeo_german_region_expected_shared.csv")
    table = read_table(
        shared / "oracles" / "reat_german_regions_industries_2015.csv",
        region="region_code",
        industry="ind_code",
        value="emp_all",
    )
    found = region_profile(table).to_pandas().set_index("region").loc[expected["region"]]
    for theirs, ours, tolerance in (
        ("krugman_index", "krugman_specialisation_index", 1e-12),
        ("herfindahl", "herfindahl_hirschman_index", 1e-12),
        ("entropy", "shannon_entropy", 5.1e-4),
        ("hachman", "hachman_index", 1e-12),
        ("spec_coeff", "specialisation_coefficient", 1e-12),
        ("diversity_rca", "diversity", 0),
        ("lq_avg", "average_location_quotient", 1e-12),
    ):
        assert found[ours].to_numpy() == pytest.approx(expected[theirs].to_numpy(), abs=tolerance), ours
