"""Moran, Geary and Getis-Ord: published values, peers, slow twins, and what must not matter."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpoles.errors import InputError
from growthpoles.space import conditional_permutation
from growthpoles.space.autocorrelation import pseudo_p_value
from growthpoles.space.conditional_permutation import count_tails
from growthpoles.space.geary import geary
from growthpoles.space.getis_ord import getis_ord, local_getis_ord
from growthpoles.space.moran import local_moran, moran
from growthpoles.space.weights import from_links, from_neighbours, k_nearest


def test_mexico_as_published(oracles, mexico, rows_of):
    states = rows_of(oracles / "pysal_mexico.csv")
    for expected in rows_of(oracles / "pysal_mexico_moran_expected_shared.csv"):
        income = [float(state[expected["variable"]]) for state in states]
        weights = mexico.in_style("rows" if expected["weights"] == "r" else "binary")
        found, ratio = moran(income, weights, permutations=0), geary(income, weights, permutations=0)
        pairs = {
            "moran_I": found.statistic,
            "expected_I": found.expected,
            "var_I_norm": found.variance_normality,
            "z_norm": found.z_normality,
            "var_I_rand": found.variance_randomisation,
            "z_rand": found.z_randomisation,
            "geary_C": ratio.statistic,
            "expected_C": ratio.expected,
        }
        for name, value in pairs.items():
            assert value == pytest.approx(float(expected[name]), rel=1e-11), (expected["variable"], name)


def test_mexico_local_as_published(oracles, mexico, rows_of):
    expected = rows_of(oracles / "pysal_mexico_local_moran_expected_shared.csv")
    income = [float(state["pcgdp2000"]) for state in rows_of(oracles / "pysal_mexico.csv")]
    found = local_moran(income, mexico.row_standardised(), permutations=0)
    np.testing.assert_allclose(found.statistic, [float(row["local_I"]) for row in expected], rtol=1e-11)
    assert found.quadrant.tolist() == [int(row["quadrant"]) for row in expected]


@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning", "ignore::RuntimeWarning")
def test_esda_agrees(oracles, mexico, rows_of):
    esda, libpysal = pytest.importorskip("esda"), pytest.importorskip("libpysal")
    income = np.array([float(state["pcgdp1940"]) for state in rows_of(oracles / "pysal_mexico.csv")])
    near = {
        at: [int(mexico.ids[to]) for to in mexico.neighbours[slice(*mexico.starts[at : at + 2])]] for at in range(32)
    }
    theirs = libpysal.weights.W(near)
    general = esda.G(income, theirs, permutations=0)
    ours = getis_ord(income, mexico, permutations=0)
    assert (ours.statistic, ours.expected, ours.variance_randomisation) == pytest.approx(
        (general.G, general.EG, general.VG)
    )
    ratio = esda.Geary(income, theirs, transformation="b", permutations=0)
    c = geary(income, mexico, permutations=0)
    assert (c.variance_normality, c.variance_randomisation) == pytest.approx((ratio.VC_norm, ratio.VC_rand))
    for star in (True, False):
        local = esda.G_Local(income, theirs, transform="B", star=star, permutations=0)
        mine = local_getis_ord(income, mexico, star=star, permutations=0)
        np.testing.assert_allclose(mine.statistic, local.Gs)
        np.testing.assert_allclose(mine.z_score, local.Zs)


def test_pygeoda_agrees(rng):
    pygeoda = pytest.importorskip("pygeoda")
    geopandas, shapely = pytest.importorskip("geopandas"), pytest.importorskip("shapely")
    points, values = rng.random((150, 2)), rng.random(150)
    frame = pygeoda.open(geopandas.GeoDataFrame({"v": values}, geometry=shapely.points(points)))
    lisa = pygeoda.local_moran(pygeoda.knn_weights(frame, 5), values.tolist(), permutations=9999)
    mine = local_moran(
        values, k_nearest(points, 5).row_standardised(), permutations=9999, alternative="directed", rng=1
    )
    # GeoDa standardises by n - 1 as well.
    np.testing.assert_allclose(mine.statistic, lisa.lisa_values(), rtol=1e-6)
    np.testing.assert_allclose(mine.p_value, lisa.lisa_pvalues(), atol=0.03)


def test_kazakhstans_quotients_as_published(shared, rows_of):
    from growthpoles.space.weights_files import read_weights

    weights = read_weights(shared / "oracles" / "kz_contiguity_17.csv")
    cells = rows_of(shared / "oracles" / "kz_gva_lq_2020_expected_shared.csv")
    for expected in rows_of(shared / "oracles" / "kz_lq_moran_2020_expected_shared.csv"):
        of = {cell["region"]: float(cell["lq"]) for cell in cells if cell["section"] == expected["section"]}
        style = "rows" if expected["weights"] == "r" else "binary"
        found = moran([of[region] for region in weights.ids], weights.in_style(style), permutations=0)
        assert found.statistic == pytest.approx(float(expected["moran_I"]), rel=1e-10)
        assert found.z_randomisation == pytest.approx(float(expected["z_rand"]), rel=1e-10)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), factor=st.floats(0.1, 1e4), shift=st.floats(-1e3, 1e3))
def test_unit_and_order_do_not_matter(seed, factor, shift):
    rng = np.random.default_rng(seed)
    points, values = rng.random((20, 2)), rng.random(20)
    order = rng.permutation(20)
    weights = k_nearest(points, 3, [f"r{at}" for at in range(20)]).row_standardised()
    shuffled = weights.for_regions([f"r{at}" for at in order])
    for measure in (moran, geary):
        here = measure(values, weights, permutations=0)
        there = measure(values[order] * factor + shift, shuffled, permutations=0)
        assert there.statistic == pytest.approx(here.statistic, rel=1e-6, abs=1e-9)
        assert there.z_randomisation == pytest.approx(here.z_randomisation, rel=1e-5, abs=1e-6)


def test_local_statistics_add_up_to_the_global_one(rng):
    values, weights = rng.random(30), k_nearest(rng.random((30, 2)), 4).row_standardised()
    local = local_moran(values, weights, permutations=0, scale="n").statistic
    assert local.sum() / 30 == pytest.approx(moran(values, weights, permutations=0).statistic)
    assert local == pytest.approx(local_moran(values, weights, permutations=0).statistic * 30 / 29)


def all_placements(values, weights, statistic):
    return np.array([statistic(np.array(placed), weights) for placed in itertools.permutations(values)])


@pytest.mark.parametrize("measure", [moran, geary, getis_ord])
def test_permutations_find_the_exact_p_value(row, measure):
    """Six regions can be arranged in 720 ways; 9,999 random ones come near the share of as extreme ones."""
    values = np.array([1.0, 2.0, 4.0, 7.0, 11.0, 12.0])

    def statistic(placed, weights):
        return measure(placed, weights, permutations=0).statistic

    exact = all_placements(values, row, statistic)
    observed = statistic(values, row)
    for alternative, share in (
        ("greater", (exact >= observed - 1e-12).mean()),
        ("less", (exact <= observed + 1e-12).mean()),
    ):
        found = measure(values, row, permutations=9999, alternative=alternative, rng=1).p_permutation
        assert found == pytest.approx(share, abs=0.02)


def plain_tails(values, weights, draws):
    """Conditional permutation as it is told: every draw, every region, one by one."""
    above, below = [], []
    for i in range(len(values)):
        mine = slice(weights.starts[i], weights.starts[i + 1])
        observed = weights.values[mine] @ values[weights.neighbours[mine]]
        lags = []
        for draw in draws:
            count = weights.cardinalities[i]
            members = [int(draw[count]) if member == i else int(member) for member in draw[:count]]
            lags.append(weights.values[mine] @ values[members])
        above.append((np.array(lags) >= observed - 1e-9).sum())
        below.append((np.array(lags) <= observed + 1e-9).sum())
    return above, below


@pytest.mark.parametrize("equal", [True, False])
def test_shared_draws_equal_region_by_region(rng, equal):
    values = rng.integers(0, 4, 14).astype(float)
    near = k_nearest(rng.random((14, 2)), 4)
    kept = rng.random(len(near.values)) < 0.8
    amounts = None if equal else rng.integers(1, 4, kept.sum()).astype(float)
    weights = from_links(near.ids, near.rows[kept], near.neighbours[kept], amounts)
    table = conditional_permutation._draw_table(14, int(weights.cardinalities.max()), 60, np.random.default_rng(9))
    above, below = count_tails(values, weights, 60, np.random.default_rng(9), None)
    expected = plain_tails(values, weights, table.draws)
    np.testing.assert_array_equal(above, expected[0])
    np.testing.assert_array_equal(below, expected[1])


def test_every_region_may_be_everybodys_neighbour(rng):
    """With all others as neighbours every draw gives the same sum: nothing can be extreme."""
    values = rng.random(6)
    weights = from_neighbours({a: [b for b in "abcdef" if b != a] for a in "abcdef"})
    assert (local_moran(values, weights, rng=1).p_value == 1.0).all()


def test_local_p_values_are_those_of_chance(rng):
    weights = k_nearest(rng.random((400, 2)), 5).row_standardised()
    found = local_moran(rng.random(400), weights, rng=1)
    assert (found.p_value <= 0.05).mean() == pytest.approx(0.05, abs=0.035)
    assert (found.q_value <= 0.05).mean() <= 0.01


def test_a_planted_hot_spot_is_found(rng):
    points = rng.random((200, 2))
    values = rng.random(200)
    hot = np.hypot(*(points - 0.5).T) < 0.15
    values[hot] += 3.0
    weights = k_nearest(points, 6)
    spots = local_getis_ord(values, weights, permutations=9999, rng=1)
    assert (spots.z_score[hot] > 2).mean() > 0.9
    assert (spots.p_value[hot] <= 0.05).mean() > 0.7
    assert (spots.q_value[hot] <= 0.05).any()
    assert not (spots.q_value[np.hypot(*(points - 0.5).T) > 0.4] <= 0.05).any()
    assert moran(values, weights.row_standardised(), rng=1).p_permutation <= 0.01


def test_z_scores_do_not_depend_on_how_rows_are_standardised(rng, row):
    values = rng.random(6)
    for star in (True, False):
        binary = local_getis_ord(values, row, star=star, permutations=0)
        rows = local_getis_ord(values, row.row_standardised(), star=star, permutations=0)
        np.testing.assert_allclose(rows.z_score, binary.z_score)


def test_regions_without_neighbours_stay_blank(rng):
    values = rng.random(5)
    weights = from_links("abcde", [0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2])
    found = local_moran(values, weights, rng=1)
    assert np.isnan([found.statistic[4], found.p_value[4], found.q_value[4], found.lag[4]]).all()
    assert found.quadrant[4] == 0
    spots = local_getis_ord(values, weights, star=False, rng=1)
    assert np.isnan([spots.statistic[4], spots.z_score[4], spots.p_value[4]]).all()
    assert np.isfinite(local_getis_ord(values, weights, rng=1).statistic[4])
    assert np.isfinite(moran(values, weights, permutations=9, rng=1).statistic)


def test_without_permutations_there_is_no_p_value(row):
    assert np.isnan(moran([1, 2, 3, 4, 5, 7], row, permutations=0).p_permutation)
    assert np.isnan(local_moran([1, 2, 3, 4, 5, 7], row, permutations=0).p_value).all()
    three = from_links("abc", [0, 1], [1, 0])
    assert np.isnan(moran([1, 2, 4], three, permutations=0).variance_randomisation)
    assert np.isnan(geary([1, 2, 4], three, permutations=0).variance_randomisation)


def test_alternatives_of_a_pseudo_p_value():
    simulated = np.array([1.0, 2.0, 3.0, 4.0])
    tails = {"greater": 2 / 5, "less": 4 / 5, "directed": 2 / 5, "two-sided": 4 / 5}
    for alternative, expected in tails.items():
        assert pseudo_p_value(3.5, simulated, alternative) == pytest.approx(expected)
    with pytest.raises(InputError, match="alternative"):
        pseudo_p_value(3.5, simulated, "sideways")


def test_normal_p_values(row):
    found = moran([1.0, 2.0, 4.0, 7.0, 11.0, 12.0], row, permutations=0)
    assert found.z_normality > 0
    assert 0 < found.p_normality < 0.2
    assert 0 < found.p_randomisation < 0.2


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([1.0, 2.0], "one value for each of 6"),
        ([1.0, 2.0, np.nan, 1.0, 2.0, 3.0], "region 'c'"),
        ([1.0] * 6, "1 everywhere"),
    ],
)
def test_bad_values_are_refused_with_a_remedy(row, values, message):
    with pytest.raises(InputError, match=message):
        moran(values, row)


def test_other_bad_input(row):
    with pytest.raises(InputError, match="permutations, none or more"):
        moran([1, 2, 3, 4, 5, 7], row, permutations=-1)
    with pytest.raises(InputError, match="natural zero"):
        getis_ord([1.0, -2.0, 3.0, 4.0, 5.0, 6.0], row)
    with pytest.raises(InputError, match="n-1 or n"):
        local_moran([1, 2, 3, 4, 5, 7], row, scale="n-2")
    with pytest.raises(InputError, match="weights between"):
        moran([1, 2, 3], from_links("abc", [], []))
    with pytest.raises(InputError, match="at least 3 regions"):
        moran([1, 2], from_links("ab", [0], [1]))
