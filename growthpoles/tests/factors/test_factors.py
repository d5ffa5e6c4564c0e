"""Hard and soft factors: coded as the source does, planted effects found, level kept on null data."""

import csv
import io

import numpy as np
import pandas as pd
import pytest

from growthpoles.cli import main
from growthpoles.errors import InputError
from growthpoles.factors import FACTORS, factor_effects, factor_importance, factor_index, factors, sort_factors


def firms(rng, product_effect=(0.0, 0.0), content_effect=(0.0, 0.0), n=120):
    """Outcome, hard, soft, product; effects are (hard, soft) of each kind."""
    hard, soft = rng.normal(size=(2, n))
    product = np.arange(n) < n // 2
    effect = np.where(product[:, None], product_effect, content_effect)
    return effect[:, 0] * hard + effect[:, 1] * soft + rng.normal(size=n), hard, soft, product


def shares_of_rejections(runs, **effects):
    rng = np.random.default_rng(42)
    found = [
        [test.p_value <= 0.05 for test in factor_effects(*firms(rng, **effects), draws=199, rng=rng)]
        for _ in range(runs)
    ]
    return np.mean(found, axis=0)


# With 400 draws a true 5 % stays below 7.9 % with 99.5 % certainty.
def test_null_data_are_rejected_at_most_one_time_in_twenty():
    product, content, whole = shares_of_rejections(400)
    assert product <= 0.079
    assert content <= 0.079
    assert whole <= 0.05


def test_equal_effects_of_hard_and_soft_are_also_null_for_the_hypothesis():
    product, content, whole = shares_of_rejections(400, product_effect=(1.0, 1.0), content_effect=(0.5, 0.5))
    assert max(product, content) <= 0.079
    assert whole <= 0.05


def test_one_true_half_does_not_carry_the_other():
    product, content, whole = shares_of_rejections(200, product_effect=(1.5, 0.0))
    assert product > 0.95
    assert content <= 0.09
    assert whole <= 0.09


def test_planted_effects_are_found():
    assert min(shares_of_rejections(50, product_effect=(0.8, 0.0), content_effect=(0.0, 0.8))) > 0.9


def test_the_reverse_effect_is_not_taken_for_the_hypothesis():
    assert max(shares_of_rejections(50, product_effect=(0.0, 0.8), content_effect=(0.8, 0.0))) == 0.0


def test_differences_are_those_of_least_squares():
    y, hard, soft, product = firms(np.random.default_rng(0), (1.0, 0.2), (0.1, 0.9))
    for test, chosen in zip(factor_effects(y, hard, soft, product, draws=9), (product, ~product), strict=False):
        x = np.column_stack([hard, soft, np.ones(len(y))])[chosen]
        beta = np.linalg.lstsq(x, y[chosen], rcond=None)[0]
        assert test.difference == pytest.approx(beta[0] - beta[1])


def test_controls_take_out_what_they_explain():
    rng = np.random.default_rng(1)
    y, hard, soft, product = firms(rng)
    size = hard - soft + 0.1 * rng.normal(size=len(y))
    y = y + 2 * np.where(product, size, -size)
    assert factor_effects(y, hard, soft, product, draws=199)[2].p_value <= 0.05
    assert factor_effects(y, hard, soft, product, size, draws=199)[2].p_value > 0.05


def test_ratings_keep_the_level_and_find_a_preference():
    rng = np.random.default_rng(9)
    product = np.arange(60) < 30

    def share(shift, runs):
        found = []
        for _ in range(runs):
            hard, soft = rng.integers(1, 6, size=(2, 60)).astype(float)
            moved = hard + np.where(product, shift, -shift)
            found.append([t.p_value <= 0.05 for t in factor_importance(moved, soft, product, draws=199, rng=rng)])
        return np.mean(found, axis=0)

    product_share, content_share, whole = share(0.0, 400)
    assert max(product_share, content_share) <= 0.079
    assert whole <= 0.05
    assert min(share(1.5, 40)) > 0.9


def test_infrastructure_is_soft_and_state_support_hard():
    assert {FACTORS["infrastructure"], FACTORS["state_support"]} == {"soft", "hard"}
    with pytest.raises(InputError, match="'infrastructure' among the soft factors"):
        sort_factors(["infrastructure"], ["skilled_labour"])
    with pytest.raises(InputError, match="at least one soft"):
        sort_factors(["state_support"], [])
    with pytest.raises(InputError, match="each factor on one side"):
        sort_factors(["meetups"], ["meetups"])


def test_an_index_has_unit_spread_and_skips_gaps():
    scores = np.random.default_rng(0).normal(5, 3, size=(50, 3))
    scores[0, 0] = np.nan
    index = factor_index(scores)
    assert (index.mean(), index.std()) == (pytest.approx(0, abs=1e-12), pytest.approx(1))
    assert np.isnan(factor_index([[np.nan], [1.0]], standardise=False)[0])


def survey(rng, **effects):
    y, hard, soft, product = firms(rng, **effects)
    return pd.DataFrame(
        {
            "kind": np.where(product, "product", "content"),
            "growth": y,
            "state_support": hard,
            "infrastructure": soft,
            "meetups": soft + 0.1 * rng.normal(size=len(y)),
        }
    )


def test_table_of_firms_gives_three_verdicts():
    table = survey(np.random.default_rng(2), product_effect=(1.0, 0.0), content_effect=(0.0, 1.0))
    table.loc[3, "growth"] = np.nan
    result = factors(table, outcome="growth", soft=["meetups"], draws=199)
    assert list(result["verdict"]) == ["supported"] * 3
    assert result["firms"][2] == 119
    assert result.provenance["warnings"] == ["1 firms with gaps are left out"]
    assert result.provenance["options"]["soft"] == ["meetups", "infrastructure"]


def test_without_an_outcome_factors_are_ratings():
    table = survey(np.random.default_rng(2)).drop(columns=["growth", "meetups"])
    assert set(factors(table, draws=199)["verdict"]) <= {"not shown", "supported"}
    assert factors(table, draws=9).provenance["variant"].startswith("ratings")


def test_unusable_tables_are_refused():
    table = survey(np.random.default_rng(2))
    with pytest.raises(InputError, match="expected one of product, content"):
        factors(table.assign(kind="gadgets"))
    with pytest.raises(InputError, match="no rows"):
        factors(table[:0], outcome="growth")
    with pytest.raises(InputError, match="at least 5 firms for 'content"):
        factors(table[:60])
    with pytest.raises(InputError, match="at least 5 firms for 'content"):
        factors(table[:62], outcome="growth")


def test_factors_command(tmp_path, capsys):
    path = tmp_path / "firms.csv"
    survey(np.random.default_rng(2), product_effect=(1.0, 0.0), content_effect=(0.0, 1.0)).to_csv(path)
    assert main(["factors", str(path), "--outcome", "growth", "--soft", "meetups", "--draws", "99"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert rows[2]["hypothesis"] == "H1: both"
    assert rows[2]["verdict"] == "supported"
