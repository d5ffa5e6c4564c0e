"""Complexity and relatedness: variants, invariants, the compiled way against the dense one."""

import numpy as np
import pytest

from growthpoles import (
    InputError,
    co_occurrence,
    cohesion,
    economic_complexity_index,
    entry_and_exit,
    presence,
    product_complexity_index,
    product_space,
    proximity,
    related_strengths,
    relatedness_density,
)
from growthpoles import complexity as complexity_module
from growthpoles import relatedness as relatedness_module
from growthpoles.complexity import complexity


def nested(rng, n_regions, n_industries):
    """A nested network, as economies are: few regions have the rare industries."""
    ability, demand = rng.random(n_regions), rng.random(n_industries)
    found = rng.random((n_regions, n_industries)) < 1 / (1 + np.exp(8 * (demand[None, :] - ability[:, None])))
    return found[found.any(axis=1)][:, found[found.any(axis=1)].any(axis=0)]


@pytest.fixture
def network():
    return nested(np.random.default_rng(0), 40, 60)


def test_eci_is_the_mean_pci_of_a_regions_industries(network):
    found = complexity(network)
    assert (network @ found.industries) / network.sum(axis=1) == pytest.approx(found.regions)


def test_scalings(network):
    found = complexity(network, scaling="own", ddof=1)
    assert (found.regions.std(ddof=1), found.industries.std(ddof=1)) == pytest.approx((1, 1))
    assert (found.regions.mean(), found.industries.mean()) == pytest.approx((0, 0), abs=1e-12)
    by_sum = complexity(network, scaling="sum")
    assert (by_sum.regions.sum(), by_sum.industries.sum()) == pytest.approx((1, 1))


def test_against_the_plain_eigenvector_of_the_transition_matrix(network):
    matrix = network.astype(float)
    transition = (matrix / matrix.sum(axis=1)[:, None]) @ (matrix / matrix.sum(axis=0)).T
    values, vectors = np.linalg.eig(transition)
    second = vectors[:, np.argsort(-values.real)[1]].real
    expected = (second - second.mean()) / second.std()
    expected *= np.sign(np.corrcoef(expected, matrix.sum(axis=1))[0, 1])
    assert economic_complexity_index(network) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("shape", [(60, 45), (45, 70)])
def test_lanczos_agrees_with_the_dense_solution(shape, monkeypatch):
    network = nested(np.random.default_rng(1), *shape)
    dense = complexity(network)
    monkeypatch.setattr(complexity_module, "DENSE_SIZE", 5)
    found = complexity(network)
    assert found.regions == pytest.approx(dense.regions, abs=1e-9)
    assert found.industries == pytest.approx(dense.industries, abs=1e-9)
    assert found.eigenvalues == pytest.approx(dense.eigenvalues, abs=1e-10)


def test_more_regions_than_industries(network):
    assert complexity(network).regions == pytest.approx(
        complexity(np.vstack([network, network])).regions[: len(network)]
    )


def test_narrow_gaps_and_parts_are_told():
    noise = np.random.default_rng(0).random((300, 40)) < 0.5
    assert "narrow eigengap" in complexity(noise).warnings[0]
    block = np.kron(np.eye(2, dtype=bool), nested(np.random.default_rng(2), 10, 10))
    assert "falls into parts" in complexity(block).warnings[0]
    clear = complexity(nested(np.random.default_rng(0), 60, 60))
    assert clear.warnings == ()


def test_regions_and_industries_without_presence_are_unknown(network):
    padded = np.pad(network, ((0, 1), (0, 2)))
    found = complexity(padded)
    assert np.isnan(found.regions[-1])
    assert np.isnan(found.industries[-2:]).all()
    assert found.regions[:-1] == pytest.approx(complexity(network).regions)


def test_reflections_and_fitness_agree_in_order(network):
    eigen = complexity(network).regions
    reflections = complexity(network, method="reflections").regions
    fitness = economic_complexity_index(network, method="fitness")
    assert np.corrcoef(eigen, reflections)[0, 1] > 0.99
    assert np.corrcoef(np.argsort(np.argsort(eigen)), np.argsort(np.argsort(fitness)))[0, 1] > 0.9
    assert fitness.mean() == pytest.approx(1)
    assert product_complexity_index(network, method="fitness").mean() == pytest.approx(1)


def test_fitness_solves_its_own_equations(network):
    found = complexity(network, method="fitness")
    again = network @ found.industries
    if not found.warnings:
        assert again / again.mean() == pytest.approx(found.regions, rel=1e-6)


def test_fitness_that_does_not_settle_is_told():
    triangle = np.tril(np.ones((30, 30), dtype=bool))
    assert "had not settled" in complexity(triangle, method="fitness").warnings[0]


@pytest.mark.parametrize(
    ("options", "message"),
    [({"method": "magic"}, "a method"), ({"method": "reflections", "iterations": 3}, "an even number")],
)
def test_unknown_options(network, options, message):
    with pytest.raises(InputError, match=message):
        complexity(network, **options)


def test_too_small_networks_and_strange_flags():
    with pytest.raises(InputError, match="three regions and three industries"):
        complexity([[1, 0, 1], [1, 1, 1]])
    with pytest.raises(InputError, match="True and False"):
        complexity([[0.5, 1.0, 2.0]] * 3)


def test_proximities_by_hand():
    flags = np.array([[1, 1, 0], [1, 1, 1], [1, 0, 0], [0, 0, 1]], dtype=bool)
    assert co_occurrence(flags).tolist() == [[3, 2, 1], [2, 2, 1], [1, 1, 2]]
    assert proximity(flags)[0].tolist() == pytest.approx([0, 2 / 3, 1 / 3])
    assert proximity(flags, diagonal=1.0)[0, 0] == 1
    assert proximity(flags, method="cosine")[0, 1] == pytest.approx(2 / np.sqrt(6))
    assert proximity(flags, method="jaccard")[0, 1] == pytest.approx(2 / 3)
    sums, total = np.array([3, 3, 2]), 8
    assert proximity(flags, method="association")[0, 1] == pytest.approx(2 / (9 / total))
    expected = ((3 / total) * (3 / (total - 3)) + (3 / total) * (3 / (total - 3))) * total / 2
    assert proximity(flags, method="probability")[0, 1] == pytest.approx(2 / expected)
    assert sums.sum() == total
    with pytest.raises(InputError, match="a method"):
        proximity(flags, method="nearness")


def test_large_networks_give_what_small_ones_give(network, monkeypatch):
    small = product_space(network)
    monkeypatch.setattr(relatedness_module, "LARGE", 0)
    monkeypatch.setattr(complexity_module, "DENSE_SIZE", 5)
    large = product_space(network)
    assert (large.proximity == small.proximity).all()
    assert large.density == pytest.approx(small.density, abs=1e-14)
    assert large.complexity.regions == pytest.approx(small.complexity.regions, abs=1e-9)
    assert large.provenance["input_hash"] == small.provenance["input_hash"]


def test_density_and_cohesion_twins(network):
    near = proximity(network)
    density = relatedness_density(network, near)
    region, industry = 5, 7
    plain = sum(near[industry, j] for j in range(near.shape[1]) if network[region, j]) / near[industry].sum()
    assert density[region, industry] == pytest.approx(plain)
    held = np.flatnonzero(network[region])
    pairs = [near[i, j] for i in held for j in held if i != j]
    assert cohesion(network, near)[region] == pytest.approx(np.mean(pairs))


@pytest.mark.parametrize("n_regions", [2, 100_000])
def test_proximities_of_other_industries_are_refused(n_regions):
    flags = np.ones((n_regions, 3), bool)
    with pytest.raises(InputError, match=r"expected proximities of the same industries, shape \(3, 3\)"):
        relatedness_density(flags, np.zeros((2, 2)))
    with pytest.raises(InputError):
        cohesion(flags, np.zeros((4, 4)))


def test_presence_counts_a_quotient_of_exactly_one():
    assert presence([[1.0, 0.999999]]).tolist() == [[True, False]]
    assert presence([[1.0, 2.0]], threshold=1.5).tolist() == [[False, True]]


def test_entry_exit_and_reasons():
    change = entry_and_exit([[1, 0, 1]], [[1, 1, 0]])
    assert (change.entry.tolist(), change.exit.tolist()) == ([[False, True, False]], [[False, False, True]])
    with pytest.raises(InputError, match="one shape"):
        entry_and_exit([[1, 0]], [[1]])
    near = np.array([[0, 0.0, 0.9], [0.0, 0, 0.4], [0.9, 0.4, 0]])
    assert related_strengths([[1, 1, 0]], near, 0, 2, most=1) == [0]
    assert related_strengths([[1, 0, 0]], near, 0, 1) == []
