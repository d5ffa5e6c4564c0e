"""Krippendorff's alpha and Cohen's kappa against published data sets."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpoles.errors import InputError
from growthpoles.themes import cohen_kappa, krippendorff_alpha, krippendorff_interval

_ = None
# Krippendorff (2011), section C: four observers, twelve units, missing data.
KRIPPENDORFF_2011 = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
    [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
]


@pytest.mark.parametrize(
    ("level", "published"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_alpha_equals_krippendorff_2011(level, published):
    assert round(krippendorff_alpha(KRIPPENDORFF_2011, level=level), 3) == published


def test_alpha_of_two_coders_and_nominal_data_equals_krippendorff_2011():
    # Section A, ten units, two observers, binary: alpha = 0.095. Section B, twelve units, nominal: 0.692.
    first, second = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    assert round(krippendorff_alpha([first, second]), 3) == 0.095
    ben, gerry = "aabbdcccedda", "babbbccceddd"
    assert round(krippendorff_alpha([ben, gerry]), 3) == 0.692


def slow_alpha(ratings, difference):
    """Alpha from all pairs of values, without a coincidence matrix."""
    units = [[row[u] for row in ratings if row[u] is not None] for u in range(len(ratings[0]))]
    units = [unit for unit in units if len(unit) > 1]
    every = [value for unit in units for value in unit]
    observed = sum(
        difference(a, b) / (len(unit) - 1) for unit in units for a, b in itertools.permutations(unit, 2)
    ) / len(every)
    expected = sum(difference(a, b) for a, b in itertools.permutations(every, 2)) / (len(every) * (len(every) - 1))
    return 1 - observed / expected if expected else float("nan")


@settings(max_examples=60, deadline=None)
@given(
    st.integers(2, 4).flatmap(
        lambda n: st.lists(st.lists(st.sampled_from([None, 1, 2, 5]), min_size=n, max_size=n), min_size=2, max_size=8)
    )
)
def test_alpha_equals_its_slow_twin(units):
    ratings = [list(row) for row in zip(*units, strict=True)]
    for level, difference in {
        "nominal": lambda a, b: float(a != b),
        "interval": lambda a, b: (a - b) ** 2,
        "ratio": lambda a, b: ((a - b) / (a + b)) ** 2,
    }.items():
        if any(sum(value is not None for value in unit) > 1 for unit in units):
            assert krippendorff_alpha(ratings, level=level) == pytest.approx(
                slow_alpha(ratings, difference), nan_ok=True, abs=1e-12
            )


def test_alpha_of_sets_rewards_overlap():
    full = frozenset({"funding", "skills"})
    part, other = frozenset({"funding"}), frozenset({"market"})
    near = krippendorff_alpha([[full, part, other, other], [full, full, other, other]], level="masi")
    far = krippendorff_alpha([[full, part, other, other], [full, other, other, other]], level="masi")
    # MASI of {a} and {a, b}: 1 - 1/2 * 2/3; Passonneau (2006).
    assert 1 > near > far
    assert krippendorff_alpha([[full, other], [full, other]], level="masi") == 1.0


def test_alpha_of_sets_equals_its_slow_twin_with_the_published_distances():
    # Passonneau (2006): Jaccard's share times 1 for equal sets, 2/3 for subsets, 1/3 for crossing ones, 0 for none.
    ab, b, bc, d = (frozenset(letters) for letters in ("ab", "b", "bc", "d"))
    distances = {(ab, b): 1 - 1 / 2 * 2 / 3, (ab, bc): 1 - 1 / 3 * 1 / 3, (b, bc): 1 - 1 / 2 * 2 / 3}
    ratings = [[ab, bc, d, b, ab], [b, ab, d, d, bc]]

    def distance(first, second):
        return 0.0 if first == second else distances.get((first, second), distances.get((second, first), 1.0))

    assert krippendorff_alpha(ratings, level="masi") == pytest.approx(slow_alpha(ratings, distance))


def test_sets_that_only_cross_count_less_than_subsets():
    crossing = krippendorff_alpha([[frozenset("ab"), frozenset("c")], [frozenset("bc"), frozenset("c")]], level="masi")
    subset = krippendorff_alpha([[frozenset("ab"), frozenset("c")], [frozenset("b"), frozenset("c")]], level="masi")
    assert crossing < subset


def test_alpha_without_variation_or_pairs_has_no_value():
    assert np.isnan(krippendorff_alpha([["a", "a"], ["a", "a"]]))
    assert np.isnan(krippendorff_alpha([["a", None], [None, "b"]]))
    assert np.isnan(krippendorff_interval([["a", "a"], ["a", "a"]])[0])


def test_values_near_zero_are_no_division_by_zero():
    assert krippendorff_alpha([[0, 0, 4], [0, 0, 4]], level="ratio") == 1.0


def test_interval_holds_the_estimate_narrows_and_repeats():
    wide = krippendorff_interval(KRIPPENDORFF_2011, rng=3)
    narrow = krippendorff_interval([row * 9 for row in KRIPPENDORFF_2011], rng=3)
    assert wide[0] < 0.743 < wide[1]
    assert narrow[1] - narrow[0] < (wide[1] - wide[0]) / 2
    assert wide == krippendorff_interval(KRIPPENDORFF_2011, rng=3)


def test_interval_covers_the_long_run_value_as_often_as_it_says():
    rng = np.random.default_rng(5)

    def coders(n):
        truth = rng.integers(0, 3, n)
        return [np.where(rng.random(n) < 0.8, truth, rng.integers(0, 3, n)).tolist() for _ in range(2)]

    long_run = krippendorff_alpha(coders(50_000))
    covered = []
    for _ in range(100):
        low, high = krippendorff_interval(coders(60), resamples=200, rng=rng)
        covered.append(low <= long_run <= high)
    assert 0.88 <= np.mean(covered) <= 0.99


@pytest.mark.parametrize(
    ("ratings", "level", "message"),
    [
        ([["a"], ["a", "b"]], "nominal", "same units"),
        ([["a", "b"], ["a", "b"]], "interval", "numbers for the level interval"),
        ([["a", "b"], ["a", "b"]], "masi", "frozen sets"),
    ],
)
def test_unusable_ratings_are_refused(ratings, level, message):
    with pytest.raises(InputError, match=message):
        krippendorff_alpha(ratings, level=level)


def expand(table):
    pairs = [(i, j) for i, row in enumerate(table) for j, n in enumerate(row) for _ in range(n)]
    return [i for i, _ in pairs], [j for _, j in pairs]


def test_kappa_equals_fleiss_levin_and_paik():
    # Statistical Methods for Rates and Proportions, table 18.1: 100 subjects, two raters; kappa = 0.676.
    kappa = cohen_kappa(*expand([[75, 1, 4], [5, 4, 1], [0, 0, 10]]))
    assert round(kappa.kappa, 3) == 0.676
    assert kappa.agreement == pytest.approx(0.89)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=40))
def test_kappa_agrees_with_scikit_learn(pairs):
    from sklearn.metrics import cohen_kappa_score

    first, second = zip(*pairs, strict=True)
    if len(set(first + second)) < 2:
        assert np.isnan(cohen_kappa(first, second).kappa)
        return
    for ours, theirs in (("none", None), ("linear", "linear"), ("quadratic", "quadratic")):
        # scikit-learn weighs by the place among the labels that occur, as we do.
        expected = cohen_kappa_score(first, second, weights=theirs)
        assert cohen_kappa(first, second, weights=ours).kappa == pytest.approx(expected, abs=1e-12)


def test_standard_error_is_that_of_repeated_sampling():
    rng = np.random.default_rng(11)
    p = np.array([[0.4, 0.1], [0.15, 0.35]])
    draws = [cohen_kappa(*expand(rng.multinomial(400, p.ravel()).reshape(2, 2))) for _ in range(300)]
    spread = np.std([draw.kappa for draw in draws])
    assert np.mean([draw.standard_error for draw in draws]) == pytest.approx(spread, rel=0.12)
    low, high = draws[0].interval(0.95)
    assert (low + high) / 2 == pytest.approx(draws[0].kappa)


def test_kappa_leaves_out_units_that_one_coder_left_out():
    assert cohen_kappa([1, 2, None, 1], [1, 2, 1, None]).kappa == 1.0
    assert np.isnan(cohen_kappa([None], [1]).kappa)
