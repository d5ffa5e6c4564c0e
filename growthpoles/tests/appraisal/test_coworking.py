"""The co-working table of the source, reproduced and then appraised properly."""

from dataclasses import replace
from importlib.resources import files

import numpy as np
import pytest

from growthpoles.appraisal import (
    Assumptions,
    appraise_project,
    break_even_occupancy,
    bridge,
    compare_with_simple,
    default_ranges,
    read_project,
    sensitivity,
    simple_appraisal,
    simulate,
    social_appraisal,
)
from growthpoles.appraisal.tables import appraisal
from growthpoles.errors import InputError
from growthpoles.records import read_records

COSTS = str(files("growthpoles") / "data" / "coworking_cost_benefit.csv")


@pytest.fixture(scope="module")
def coworking():
    return read_project(read_records(COSTS, ["section", "item", "value", "unit"]).dicts())


def test_the_printed_figures_are_reproduced(coworking):
    simple = simple_appraisal(coworking)
    assert simple.initial_cost == 17_900_000
    assert simple.monthly_cost == 3_200_000
    assert simple.monthly_revenue == 5_000_000
    assert simple.monthly_profit == 1_800_000
    assert simple.annual_profit == 21_600_000
    assert round(simple.payback_years, 2) == 0.83
    assert round(12 * simple.payback_years) == 10
    assert round(simple.benefit_cost_ratio, 2) == 1.56
    assert coworking.notes == ()


def test_the_horizon_is_the_life_that_depreciation_implies(coworking):
    assert appraise_project(coworking).months == round(17.9 / 0.5) == 36


def test_net_present_value_equals_an_annuity_worked_by_hand(coworking):
    rate = 1.10 ** (1 / 12) - 1
    annuity = (1 - (1 + rate) ** -36) / rate
    after_tax = 2.3e6 - 0.2 * 1.8e6
    assert appraise_project(coworking).net_present_value == pytest.approx(after_tax * annuity - 17.9e6, rel=1e-12)


def test_the_bridge_starts_at_the_simple_and_ends_at_the_full_figure(coworking):
    slow = Assumptions(occupancy=0.8, ramp_up_months=6)
    steps = bridge(coworking, slow)
    assert steps[0].benefit_cost_ratio == 1.5625
    full = appraise_project(coworking, slow)
    assert steps[-1].net_present_value == full.net_present_value
    assert steps[-1].benefit_cost_ratio == full.benefit_cost_ratio
    assert steps[1].benefit_cost_ratio == pytest.approx(180 / (17.9 + 115.2))
    assert [step.net_present_value for step in steps[2:]] == sorted(
        (step.net_present_value for step in steps[2:]), reverse=True
    )


def test_every_simple_figure_stands_beside_a_full_one_with_a_reason(coworking):
    rows = {row.measure: row for row in compare_with_simple(coworking)}
    assert rows["monthly_cost"].full == 2_700_000
    assert rows["benefit_cost_ratio"].simple == 1.5625
    assert rows["benefit_cost_ratio"].full < rows["benefit_cost_ratio"].simple
    assert rows["users_per_work_place"].full == 5.0
    assert rows["break_even_occupancy"].simple == 0.64
    assert all(row.reason for row in rows.values())


def test_at_the_break_even_occupancy_the_value_is_zero(coworking):
    given = Assumptions(ramp_up_months=4)
    share = break_even_occupancy(coworking, given)
    assert appraise_project(coworking, replace(given, occupancy=share)).net_present_value == pytest.approx(0, abs=1.0)


def test_break_even_above_all_users_is_told_and_an_impossible_one_is_not_a_number(coworking):
    dear = replace(coworking, fee=20_000.0)
    assert break_even_occupancy(dear) > 1
    assert np.isnan(break_even_occupancy(replace(coworking, fee=0.0)))


def test_return_is_compounded_from_months_to_a_year(coworking):
    full = appraise_project(coworking)
    rate = (1 + full.internal_rate_of_return) ** (1 / 12) - 1
    assert np.sum(full.flows * (1 + rate) ** -np.arange(37)) == pytest.approx(0, abs=1.0)


def test_tax_is_a_transfer_to_society_and_displacement_is_a_loss(coworking):
    same = social_appraisal(coworking)
    assert social_appraisal(coworking, Assumptions(tax_rate=0.5)) == same
    displaced = social_appraisal(coworking, Assumptions(displaced=0.4))
    assert displaced.users_benefit == pytest.approx(0.6 * same.users_benefit)


def test_outside_effects_and_the_price_of_labour_enter_the_social_account(coworking):
    same = social_appraisal(coworking)
    blessed = social_appraisal(replace(coworking, social_benefits={"firms that start": 1e5}))
    noisy = social_appraisal(replace(coworking, social_costs={"noise": 1e5}))
    idle = social_appraisal(coworking, Assumptions(labour_conversion=0.5))
    annuity = same.running_costs / 2.7e6
    assert blessed.net_present_value - same.net_present_value == pytest.approx(1e5 * annuity)
    assert same.net_present_value - noisy.net_present_value == pytest.approx(1e5 * annuity)
    assert idle.running_costs == pytest.approx((2.7e6 - 0.55e6) * annuity)


def test_costs_that_grow_with_users_fall_with_occupancy(coworking):
    given = Assumptions(occupancy=0.5, variable_items=("Consumables",), tax_rate=0.0)
    assert appraise_project(coworking, given).flows[-1] == pytest.approx(2.5e6 - 2.2e6 - 0.25e6)
    assert social_appraisal(coworking, given).running_costs < social_appraisal(coworking).running_costs


def test_the_fee_at_its_switching_value_gives_zero(coworking):
    rows = {row.driver: row for row in sensitivity(coworking)}
    at = replace(coworking, fee=rows["fee"].switching_value)
    assert appraise_project(at).net_present_value == pytest.approx(0, abs=1.0)
    assert rows["discount_rate"].switching_value == pytest.approx(appraise_project(coworking).internal_rate_of_return)


def test_the_dear_end_of_fixed_costs_is_the_high_rent_of_the_table(coworking):
    low, _, high = default_ranges(coworking, Assumptions())["fixed_cost"]
    assert (low, high) == (2_700_000.0, 2_900_000.0)
    assert high == coworking.with_rent_rate(10_000.0).monthly_cash_cost
    bare = replace(coworking, rent_rates=None)
    assert default_ranges(bare, Assumptions())["fixed_cost"][2] == pytest.approx(1.2 * 2.7e6)


def test_a_driver_without_a_switching_value_has_none(coworking):
    [row] = sensitivity(coworking, ranges={"initial_cost": (1.0, 2.0, 3.0)})
    assert row.switching_value == pytest.approx(60_501_729, abs=1)
    [row] = sensitivity(replace(coworking, fee=1.0), ranges={"initial_cost": (1.0, 2.0, 3.0)})
    assert np.isnan(row.switching_value)


def test_simulation_repeats_with_its_seed_and_brackets_the_stated_case(coworking):
    first, again, other = (simulate(coworking, rng=seed, draws=4000) for seed in (1, 1, 2))
    assert np.array_equal(first.draws, again.draws)
    assert not np.array_equal(first.draws, other.draws)
    assert first.quantiles[0.05] < first.mean < first.quantiles[0.95]
    assert first.loss_probability == np.mean(first.draws < 0)


def test_simulation_without_spread_is_the_stated_value(coworking):
    drawn = simulate(coworking, ranges={"fee": (50_000.0, 50_000.0, 50_000.0)}, draws=3)
    assert drawn.draws == pytest.approx([appraise_project(coworking).net_present_value] * 3)


@pytest.mark.parametrize("ranges", [{"fees": (1, 2, 3)}, {"fee": (3, 2, 1)}])
def test_unusable_ranges_are_refused(coworking, ranges):
    with pytest.raises(InputError, match="low <= likeliest <= high"):
        sensitivity(coworking, ranges=ranges)


def test_shares_given_in_per_cent_and_unknown_items_are_refused(coworking):
    with pytest.raises(InputError, match=r"20 % is 0\.2"):
        Assumptions(tax_rate=20)
    with pytest.raises(InputError, match="spell the item"):
        appraise_project(coworking, Assumptions(variable_items=("Coffee",)))


def test_a_table_without_depreciation_is_looked_at_for_five_years(coworking):
    assert appraise_project(replace(coworking, depreciation=0.0)).months == 60
    assert appraise_project(coworking, Assumptions(horizon_years=2)).months == 24


@pytest.mark.parametrize("view", ["comparison", "simple", "bridge", "social", "sensitivity", "simulation"])
def test_each_view_is_a_result_with_its_assumptions(view):
    result = appraisal(COSTS, view=view, draws=500)
    assert len(result) > 0
    assert result.provenance["options"]["discount_rate"] == 0.10
    assert result.provenance["warnings"] == [
        "100 users share 20 work places, 5 each: the stated users need the place in turns"
    ]


def test_a_roomy_place_and_an_unknown_view():
    rows = read_records(COSTS, ["section", "item", "value", "unit"]).rows.columns.to_pandas()
    rows.loc[rows["item"] == "Work spaces", "value"] = "100"
    assert appraisal(rows).provenance["warnings"] == []
    with pytest.raises(InputError, match="a view among"):
        appraisal(rows, view="everything")
