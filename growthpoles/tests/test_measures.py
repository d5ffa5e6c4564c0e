"""Edge cases and variants of the measures: nothing known is lost, nothing unknown becomes a number."""

import numpy as np
import pytest

from growthpoles import (
    InputError,
    Totals,
    beta_convergence,
    diversity,
    dynamic_shift_share,
    gini,
    hachman_index,
    herfindahl_hirschman_index,
    hoover,
    hoover_index,
    krugman_specialisation_index,
    location_quotient,
    locational_gini,
    normalised_herfindahl,
    quotient_growth,
    relative_diversity_index,
    shannon_entropy,
    shift_share,
    sigma_convergence,
    standardised_location_quotient,
    symmetric_location_quotient,
    theil,
    theil_index,
    trade_coefficient,
    ubiquity,
    unrelated_variety,
)
from growthpoles.quotients import aflq, flq, slq

EMPTY_REGION = np.array([[10.0, 30.0], [0.0, 0.0], [30.0, 30.0]])


def test_an_empty_region_is_neither_zero_nor_one_nor_minus_a_half():
    for measure in (krugman_specialisation_index, herfindahl_hirschman_index, normalised_herfindahl, hachman_index):
        found = measure(EMPTY_REGION)
        assert np.isnan(found[1])
        assert found[[0, 2]] == pytest.approx(measure(EMPTY_REGION[[0, 2]]))
    assert np.isnan(location_quotient(EMPTY_REGION)[1]).all()
    assert np.isnan(diversity(location_quotient(EMPTY_REGION))[1])


def test_an_empty_region_leaves_the_indices_of_industries_as_they_are():
    for measure in (hoover_index, theil_index, locational_gini):
        assert measure(EMPTY_REGION) == pytest.approx(measure(EMPTY_REGION[[0, 2]]))


def test_an_industry_that_exists_nowhere_has_no_index():
    table = np.array([[10.0, 0.0], [30.0, 0.0]])
    assert np.isnan(hoover_index(table)[1])
    assert np.isnan(ubiquity(location_quotient(table))[1])
    assert hachman_index(table) == pytest.approx([1, 1])


def test_unknown_cells_make_unknown_indices_of_their_region_only():
    table = np.array([[10.0, np.nan], [30.0, 30.0], [5.0, 1.0]])
    assert np.isnan(location_quotient(table)[0, 1])
    assert not np.isnan(location_quotient(table)[1:]).any()
    assert np.isnan(krugman_specialisation_index(table)).tolist() == [True, False, False]


def test_published_totals_change_the_denominators():
    totals = Totals(np.array([100.0, 200.0]), np.array([50.0, 80.0]), 1000.0)
    assert location_quotient([[10, 20], [20, 40]], totals)[0] == pytest.approx([0.1 / 0.05, 0.2 / 0.08])


def test_benchmarks_of_krugman():
    table = np.array([[30.0, 10.0], [10.0, 30.0], [20.0, 20.0]])
    assert krugman_specialisation_index(table) == pytest.approx([0.5, 0.5, 0])
    assert krugman_specialisation_index(table, benchmark="others") == pytest.approx([0.75, 0.75, 0])
    uneven = table * [[1], [10], [1]]
    by_size = krugman_specialisation_index(uneven, benchmark="others")[0]
    by_mean = krugman_specialisation_index(uneven, benchmark="mean of others")[0]
    assert by_mean == pytest.approx(0.75)
    assert by_size == pytest.approx(2 * abs(0.75 - 120 / 440))
    with pytest.raises(InputError, match="benchmark"):
        krugman_specialisation_index(table, benchmark="moon")


def test_scales_and_bases():
    assert herfindahl_hirschman_index([[1, 1]], scale="percent") == pytest.approx([5000])
    assert shannon_entropy([[1, 1]], base=np.e) == pytest.approx([np.log(2)])
    assert locational_gini([[1, 0], [0, 1]], scale="full") == pytest.approx(2 * locational_gini([[1, 0], [0, 1]]))
    assert np.isnan(relative_diversity_index([[1, 1], [2, 2]])).all()


def test_standardised_quotients():
    lq = np.array([[0.5, 1.0], [2.0, 1.0], [np.nan, 1.0]])
    found = standardised_location_quotient(lq)
    assert found[:2, 0] == pytest.approx([-np.sqrt(0.5), np.sqrt(0.5)])
    assert np.isnan(found[2, 0])
    assert np.isnan(found[:, 1]).all()
    logarithmic = standardised_location_quotient([[0.5], [2.0], [0.0]], logarithmic=True)
    assert logarithmic[:2, 0] == pytest.approx([-np.sqrt(0.5), np.sqrt(0.5)])
    assert np.isnan(logarithmic[2, 0])
    assert symmetric_location_quotient(np.nan) != symmetric_location_quotient(np.nan)


@pytest.mark.parametrize("measure", [gini, theil, hoover])
def test_distributions_refuse_what_they_cannot_use(measure):
    with pytest.raises(InputError, match="zero or more"):
        measure([1, -1])
    with pytest.raises(InputError, match="one value or more"):
        measure([])
    assert np.isnan(measure([0.0, 0.0]))


def test_theil_l_is_infinite_at_zero():
    assert np.isinf(theil([0, 1], variant="L"))


def test_groups_must_cover_the_industries():
    with pytest.raises(InputError, match="a group for each of 2 industries"):
        unrelated_variety([[1, 2]], ["a"])


def test_modified_quotients_refuse_what_they_cannot_use():
    for region, nation, message in (
        ([1, 2], [1, 2, 3], "the same industries"),
        ([-1, 2], [1, 2], "zero or more"),
        ([3, 2], [1, 2], "a nation that contains the region"),
    ):
        with pytest.raises(InputError, match=message):
            slq(region, nation)
    with pytest.raises(InputError, match="delta"):
        flq([1, 2], [2, 4], delta=1.0)
    assert np.isnan(aflq([0, 2], [2, 4])[1, 0])
    assert trade_coefficient([2.0]) == pytest.approx([1])


def test_growth_from_nothing_is_regional_and_never_divided_by():
    before, after = [[0, 10], [10, 10]], [[5, 10], [10, 10]]
    parts = shift_share(before, after)
    assert parts.regional_share[0, 0] == pytest.approx(5)
    esteban = shift_share(before, after, method="esteban")
    assert esteban.allocation[0, 0] == pytest.approx(5)
    assert esteban.regional_share[0, 0] == 0
    new_everywhere = shift_share([[0, 10]], [[5, 10]])
    assert new_everywhere.regional_share[0, 0] == pytest.approx(5)


def test_shift_share_refuses_what_does_not_belong_together():
    with pytest.raises(InputError, match="one shape"):
        shift_share([[1, 2]], [[1], [2]])
    with pytest.raises(InputError, match="negative"):
        shift_share([[1, -2]], [[1, 2]])
    with pytest.raises(InputError, match="2 industries of the nation"):
        shift_share([[1, 2]], [[1, 2]], [1, 2, 3])
    with pytest.raises(InputError, match="dunn or esteban"):
        shift_share([[1, 2]], [[1, 2]], method="gerfin")
    with pytest.raises(InputError, match="two periods"):
        dynamic_shift_share([[[1, 2]]])


def test_dynamic_shift_share_follows_the_changing_mix():
    cube = np.array([[[10.0, 10.0], [10.0, 30.0]], [[20.0, 10.0], [20.0, 30.0]], [[40.0, 10.0], [40.0, 30.0]]])
    dynamic, static = dynamic_shift_share(cube), shift_share(cube[0], cube[-1])
    assert dynamic.growth == pytest.approx(static.growth)
    assert dynamic.industrial_mix[0, 0] != pytest.approx(static.industrial_mix[0, 0])


def test_convergence():
    start = np.array([1.0, 2.0, 4.0, 8.0, np.nan])
    end = start * np.exp(10 * (0.05 - 0.02 * np.log(start)))
    found = beta_convergence(start, end, 10)
    assert (found.beta, found.intercept, found.r_squared) == pytest.approx((-0.02, 0.05, 1.0))
    assert found.speed == pytest.approx(-np.log(0.8) / 10)
    assert found.half_life == pytest.approx(np.log(2) / found.speed)
    apart = beta_convergence([1.0, 2.0, 4.0], [1.0, 3.0, 9.0], 1)
    assert apart.speed < 0
    assert np.isnan(apart.half_life)
    assert np.isnan(beta_convergence([1.0, 2.0, 4.0], [4.0, 2.0, 0.5], 1).speed)
    with pytest.raises(InputError, match="three regions"):
        beta_convergence([1.0, 2.0], [1.0, 2.0], 1)
    assert sigma_convergence([[1.0, np.e**2]]) == pytest.approx([np.sqrt(2)])


def test_growth_of_quotients():
    found = quotient_growth([1.0, 0.0, np.nan], [1.5, 1.0, 1.0])
    assert found[0] == pytest.approx(0.5)
    assert np.isnan(found[1:]).all()
