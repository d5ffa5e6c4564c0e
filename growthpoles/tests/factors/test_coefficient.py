"""The test of a coefficient keeps its level and finds what is there."""

import numpy as np
import pytest

from growthpoles.errors import InputError
from growthpoles.factors import coefficient_test


def rejections(simulate, runs, level=0.05):
    rng = np.random.default_rng(20)
    return np.mean([coefficient_test(*simulate(rng), draws=199, rng=rng).p_value <= level for _ in range(runs)])


def null(rng, n=40):
    z = rng.normal(size=(n, 2))
    x = z @ [1.0, -1.0] + rng.normal(size=n)
    return z @ [2.0, 1.0] + rng.normal(size=n), x, z


def uneven_null(rng, n=80):
    """No effect, yet the spread of the outcome grows with the regressor: permuting residuals rejects 10 % here."""
    x = rng.exponential(size=n)
    return x * rng.normal(size=n), x, None


# 600 draws of a 5 % test stay below 7.3 % with 99.5 % certainty.
@pytest.mark.parametrize("simulate", [null, uneven_null])
def test_level_is_kept_without_an_effect(simulate):
    assert rejections(simulate, 600) <= 0.073


def test_a_planted_effect_is_found():
    def planted(rng):
        y, x, z = null(rng)
        return y + 0.7 * x, x, z

    assert rejections(planted, 60) > 0.9


def test_the_estimate_is_least_squares():
    y, x, z = null(np.random.default_rng(0))
    beta = np.linalg.lstsq(np.column_stack([x, np.ones(len(y)), z]), y, rcond=None)[0]
    assert coefficient_test(y, x, z, draws=9).estimate == pytest.approx(beta[0])


def test_p_is_uniform_in_its_steps_and_repeats():
    y, x, z = null(np.random.default_rng(3))
    first, again = (coefficient_test(y, x, z, draws=99, rng=7) for _ in range(2))
    assert first == again
    assert 100 * first.p_value == pytest.approx(round(100 * first.p_value))


def test_a_regressor_inside_the_others_cannot_be_tested():
    y, x, z = null(np.random.default_rng(3))
    assert np.isnan(coefficient_test(y, 2 * z[:, 0] + 1, z).p_value)
    assert np.isfinite(coefficient_test(y, x, np.column_stack([z, z])).p_value)


def test_a_perfect_fit_has_the_smallest_p():
    x = np.arange(40.0)
    assert coefficient_test(x, x, draws=99).p_value == pytest.approx(0.01)


def test_draws_in_blocks_are_all_counted(monkeypatch):
    monkeypatch.setattr("growthpoles.factors.coefficient._BLOCK", 200)
    y, x, z = null(np.random.default_rng(3))
    assert 0 < coefficient_test(y, x, z, draws=99).p_value <= 1


def test_unusable_columns_are_refused():
    with pytest.raises(InputError, match="equal length without gaps"):
        coefficient_test([1.0, np.nan], [1.0, 2.0])
    with pytest.raises(InputError, match="at least 4 observations"):
        coefficient_test([1.0, 2.0, 3.0], [1.0, 2.0, 4.0])
