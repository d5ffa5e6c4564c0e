"""Plants: the indices against plain twins, the dartboard against chance, coagglomeration."""

import numpy as np
import pytest

from growthpoles import (
    InputError,
    agglomeration_interval,
    coagglomeration,
    colocation,
    ellison_glaeser,
    group_coagglomeration,
    maurel_sedillot,
)
from growthpoles import agglomeration as agglomeration_module
from growthpoles.agglomeration import agglomeration
from growthpoles.dartboard import alias_table, dartboard_concentration, resampled_cells


def plants(rng, n=300, n_regions=6, n_industries=4):
    return rng.lognormal(3, 1, n), rng.integers(0, n_regions, n), rng.integers(0, n_industries, n)


def twin(sizes, regions, weights):
    """Ellison-Glaeser and Maurel-Sedillot as the papers print them, in plain Python."""
    total = sum(sizes)
    share = [sum(s for s, r in zip(sizes, regions, strict=True) if r == at) / total for at in range(len(weights))]
    weight = [w / sum(weights) for w in weights]
    spread = 1 - sum(w * w for w in weight)
    plant = sum((s / total) ** 2 for s in sizes)
    raw = sum((q - w) ** 2 for q, w in zip(share, weight, strict=True))
    squares = sum(q * q for q in share) - sum(w * w for w in weight)
    return (raw - spread * plant) / (spread * (1 - plant)), (squares / spread - plant) / (1 - plant)


def test_slow_twin():
    sizes, regions, industries = plants(np.random.default_rng(1))
    weights = np.bincount(regions, weights=sizes)
    found = agglomeration(sizes, regions, industries)
    for industry in range(4):
        mine = industries == industry
        gamma, maurel = twin(sizes[mine].tolist(), regions[mine].tolist(), weights.tolist())
        assert found.gamma[industry] == pytest.approx(gamma)
        assert found.maurel_sedillot[industry] == pytest.approx(maurel)
        assert ellison_glaeser(sizes[mine], regions[mine], weights) == pytest.approx(gamma)
        assert maurel_sedillot(sizes[mine], regions[mine], weights) == pytest.approx(maurel)


def test_many_plants_give_what_few_give(monkeypatch):
    sizes, regions, industries = plants(np.random.default_rng(8))
    industries[industries == 2] = 5
    few = agglomeration(sizes, regions, industries)
    monkeypatch.setattr(agglomeration_module, "MANY_PLANTS", 0)
    many = agglomeration(sizes, regions, industries)
    for one, other in zip(few, many, strict=True):
        assert one == pytest.approx(other, nan_ok=True)
    assert np.isnan(many.gamma[2])


def test_gamma_of_darts_is_near_zero():
    rng = np.random.default_rng(2)
    weights = np.array([5.0, 3.0, 2.0])
    gammas = [ellison_glaeser(np.ones(200), rng.choice(3, 200, p=weights / 10), weights) for _ in range(200)]
    assert abs(np.mean(gammas)) < 0.002


def test_a_region_without_the_industry_counts():
    with_empty = ellison_glaeser([1.0, 1.0, 1.0], [0, 0, 1], [1, 1, 2])
    assert with_empty == pytest.approx(twin([1, 1, 1], [0, 0, 1], [1, 1, 2])[0])
    assert with_empty != pytest.approx(ellison_glaeser([1.0, 1.0, 1.0], [0, 0, 1], [1, 1]))


def test_a_single_plant_has_no_index():
    assert np.isnan(ellison_glaeser([5.0], [0], [1, 1]))


@pytest.mark.parametrize(
    ("sizes", "regions", "message"),
    [
        ([1.0, -1.0], [0, 1], r"row 1.*the size of each plant"),
        ([1.0, np.nan], [0, 1], "the size of each plant"),
        ([1.0, 1.0], [0], "a size, a region and an industry"),
        ([1.0, 1.0], [0, -1], "indices from 0"),
        ([1.0, 1.0], [0, 5], "a weight for every region"),
    ],
)
def test_plants_that_cannot_be_used(sizes, regions, message):
    with pytest.raises(InputError, match=message):
        ellison_glaeser(sizes, regions, [1, 1])


def test_variance_of_g_agrees_with_simulation():
    """The z-value's variance is that of G under random location, found here by throwing the darts."""
    rng = np.random.default_rng(3)
    sizes = rng.lognormal(2, 0.7, 40)
    weights = np.array([4.0, 3.0, 2.0, 1.0]) / 10
    shares, offsets = sizes / sizes.sum(), np.array([0, 40])
    raw = dartboard_concentration(shares, offsets, weights, *alias_table(weights), 0, 5000, 5)[0]
    regions = rng.choice(4, 40, p=weights)
    found = agglomeration(sizes, regions, np.zeros(40, int), weights)
    spread = 1 - (weights**2).sum()
    deviation = (found.raw[0] - spread * found.herfindahl[0]) / found.z[0]
    assert raw.mean() == pytest.approx(spread * found.herfindahl[0], rel=0.03)
    assert raw.std() == pytest.approx(deviation, rel=0.07)


def test_the_dartboard_covers_chance_and_tells_concentration():
    rng = np.random.default_rng(4)
    weights = np.array([4.0, 3.0, 2.0, 1.0]) / 10
    sizes, industries = np.ones(300), np.repeat([0, 1], 150)
    regions = np.concatenate([rng.choice(4, 150, p=weights), rng.choice(4, 150, p=[0.1, 0.1, 0.1, 0.7])])
    bounds = agglomeration_interval(sizes, regions, industries, weights, draws=200)
    gamma = agglomeration(sizes, regions, industries, weights).gamma
    assert bounds.lower[0] <= gamma[0] <= bounds.upper[0]
    assert bounds.p_value[0] > 0.01
    assert gamma[1] > bounds.upper[1]
    assert bounds.p_value[1] == pytest.approx(1 / 201)
    again = agglomeration_interval(sizes, regions, industries, weights, draws=200)
    assert (again.lower == bounds.lower).all()


def test_alias_tables_reproduce_their_weights():
    weights = np.array([1.0, 7.0, 2.0])
    keep, alias = alias_table(weights)
    found = np.zeros(3)
    for slot in range(3):
        found[slot] += keep[slot] / 3
        found[alias[slot]] += (1 - keep[slot]) / 3
    assert found == pytest.approx(weights / 10)


def test_batches_of_draws_are_the_draws():
    weights, shares, offsets = np.array([1.0, 2.0]) / 3, np.array([0.5, 0.3, 0.2]), np.array([0, 3])
    whole = dartboard_concentration(shares, offsets, weights, *alias_table(weights), 0, 6, 1)
    parts = [dartboard_concentration(shares, offsets, weights, *alias_table(weights), at, 3, 1) for at in (0, 3)]
    assert (whole == np.concatenate(parts, axis=1)).all()
    cells, sizes = np.array([0, 1, 1]), np.array([3.0, 1.0, 2.0])
    assert (resampled_cells(cells, sizes, 2, 0, 4, 1)[2:] == resampled_cells(cells, sizes, 2, 2, 2, 1)).all()


def test_resampling_keeps_the_expected_sum():
    cells = resampled_cells(np.array([0, 1, 1]), np.array([3.0, 1.0, 2.0]), 2, 0, 2000, 0)
    assert cells.mean(axis=0) == pytest.approx([3, 3], rel=0.1)


def test_coagglomeration_of_pairs():
    shares = np.array([[0.7, 0.6, 0.1], [0.2, 0.3, 0.3], [0.1, 0.1, 0.6]])
    found = coagglomeration(shares, [1, 1, 1])
    by_hand = sum((shares[r, 0] - 1 / 3) * (shares[r, 1] - 1 / 3) for r in range(3)) / (2 / 3)
    assert found[0, 1] == found[1, 0] == pytest.approx(by_hand)
    assert found[0, 2] < 0
    assert np.isnan(np.diagonal(found)).all()


def test_coagglomeration_of_a_group_is_the_weighted_mean_of_its_pairs():
    """Ellison and Glaeser's group index and Ellison, Glaeser and Kerr's pairs measure the same thing."""
    rng = np.random.default_rng(6)
    sizes, regions, industries = plants(rng)
    weights = np.bincount(regions, weights=sizes)
    parts = agglomeration(sizes, regions, industries)
    cells = np.zeros((6, 4))
    np.add.at(cells, (regions, industries), sizes)
    totals = cells.sum(axis=0)
    pairs = np.nan_to_num(coagglomeration(cells / totals, weights))
    omega = totals / totals.sum()
    mean = (np.outer(omega, omega) * pairs).sum() / (1 - (omega**2).sum())
    assert group_coagglomeration(parts, cells / totals, totals, weights) == pytest.approx(mean, abs=1e-12)


def test_colocation_without_firms_is_unknown():
    assert np.isnan(colocation(["X"], ["A"], "A", "B"))
