"""Tidy results of the other families: columns, rows by period, reasons, weights, refusals."""

import numpy as np
import pandas as pd
import pytest

from growthpoles import (
    InputError,
    StarRule,
    agglomeration_profile,
    coagglomeration_profile,
    complexity_profile,
    convergence_profile,
    location_quotients,
    modified_quotients,
    prerequisites_of,
    proximity_pairs,
    quotient_growth_profile,
    read_plants,
    read_table,
    relatedness_profile,
    shift_share_profile,
    stars_profile,
    table_from_matrix,
)

RNG = np.random.default_rng(0)
MATRIX = np.round(np.outer(np.arange(1, 9), np.arange(1, 7)) * RNG.lognormal(0, 1.0, (8, 6))) * 100 + 1


def by_period(*matrices):
    rows = [
        (f"R{r}", f"i{i}", str(2019 + at), value)
        for at, matrix in enumerate(matrices)
        for (r, i), value in np.ndenumerate(matrix)
    ]
    return pd.DataFrame(rows, columns=["region", "industry", "period", "value"])


@pytest.fixture
def firms():
    n = 400
    regions, industries = RNG.integers(0, 5, n), RNG.integers(0, 3, n)
    industries[regions == 0] = 0
    return pd.DataFrame(
        {
            "region": [f"r{r}" for r in regions],
            "industry": [f"i{i}" for i in industries],
            "value": RNG.integers(1, 50, n),
            "firm": range(n),
        }
    )


def test_extras_of_location_quotients(firms):
    table = read_table(firms, establishment="firm")
    plants = read_plants(firms, establishment="firm")
    found = location_quotients(
        table, symmetric=True, standardised=True, interval="bootstrap", plants=plants, fdr=True, draws=99
    ).to_pandas()
    assert found.columns.tolist() == [
        "region", "industry", "location_quotient", "symmetric_location_quotient", "standardised_location_quotient",
        "lower", "upper", "p_value", "q_value",
    ]  # fmt: skip
    inside = found["location_quotient"].between(found["lower"], found["upper"])
    assert inside.mean() > 0.9
    assert (found["q_value"] >= found["p_value"]).all()
    for kind in ("binomial", "dartboard"):
        counts = location_quotients(table, interval=kind, plants=plants)
        assert not any("too narrow" in warning for warning in counts.provenance["warnings"])
        assert counts.provenance["options"]["interval"] == kind


def test_intervals_leave_total_rows_blank(firms):
    summed = firms.groupby(["region", "industry"], as_index=False)["value"].sum()
    nation = summed.groupby("industry", as_index=False)["value"].sum().assign(region="N")
    table = read_table(pd.concat([summed, nation]), total_region="N", missing="zero")
    found = location_quotients(table, interval="dartboard", standardised=True).to_pandas()
    assert found.loc[found["region"] == "N", "lower"].isna().all()
    assert found.loc[found["region"] == "N", "standardised_location_quotient"].isna().all()
    assert found.loc[found["region"] != "N", "lower"].notna().all()


def test_bootstrap_needs_establishments_and_fdr_needs_p_values():
    table = table_from_matrix(MATRIX)
    with pytest.raises(InputError, match="--establishment"):
        location_quotients(table, interval="bootstrap")
    with pytest.raises(InputError, match="p-values to adjust"):
        location_quotients(table, fdr=True)


def test_modified_quotients_of_chosen_regions_and_periods():
    table = read_table(by_period(MATRIX, MATRIX * 2))
    found = modified_quotients(table, regions=["R1"]).to_pandas()
    assert len(found) == 2 * 36
    first, second = (part["aflq"].to_numpy() for _, part in found.groupby("period"))
    assert first == pytest.approx(second)
    diagonal = found[found["industry"] == found["purchasing_industry"]]
    assert (diagonal["cilq"] == 1).all()
    with pytest.raises(InputError, match="regions of the table"):
        modified_quotients(table, regions=["Nowhere"])


def test_agglomeration_of_plants(firms):
    plants = read_plants(firms)
    found = agglomeration_profile(plants, interval=True, draws=99).to_pandas()
    assert found.columns[:2].tolist() == ["industry", "ellison_glaeser"]
    assert found.loc[0, "ellison_glaeser"] > found.loc[0, "upper"]
    assert found["plants"].sum() == 400
    assert agglomeration_profile(plants, measure="maurel_sedillot").to_pandas().columns[1] == "maurel_sedillot"
    twice = read_plants(pd.concat([firms.assign(period=1), firms.assign(period=2)]))
    halves = agglomeration_profile(twice).to_pandas().groupby("period")["ellison_glaeser"].apply(list)
    assert halves.iloc[0] == halves.iloc[1]


def test_weights_of_regions_may_be_given(firms):
    plants = read_plants(firms, universe={"industry": ["i0", "i1", "i2", "i9"]})
    weights = {f"r{r}": 1.0 for r in range(5)}
    usual, given, wider = (
        agglomeration_profile(plants, region_weights=w)["ellison_glaeser"]
        for w in (None, weights, weights | {"r9": 5.0})
    )
    assert not np.allclose(usual[:3], given[:3])
    assert (wider[:3] > given[:3]).all()
    assert np.isnan(given[3])
    with pytest.raises(InputError, match="none for r4"):
        agglomeration_profile(plants, region_weights={f"r{r}": 1.0 for r in range(4)})
    pairs = [
        coagglomeration_profile(plants, region_weights=w)["coagglomeration"] for w in (None, weights | {"r9": 5.0})
    ]
    assert len(pairs[0]) == 6
    assert pairs[1][0] > pairs[0][0]


def test_plants_of_one_region_are_refused(firms):
    with pytest.raises(InputError, match="plants in two regions"):
        agglomeration_profile(read_plants(firms.assign(region="A")))


def test_pairs_by_period(firms):
    twice = read_plants(pd.concat([firms.assign(period=1), firms.assign(period=2)]))
    assert coagglomeration_profile(twice).to_pandas().groupby("period").size().tolist() == [3, 3]
    assert proximity_pairs(read_table(by_period(MATRIX, MATRIX))).to_pandas().groupby("period").size().tolist() == [
        15,
        15,
    ]


def test_stars_with_growth_from_the_period_before():
    rule = StarRule("test", "2020-01-01", "here", least_size=0, growth_top=0.2, productivity_top=0.2)
    table = read_table(by_period(MATRIX, MATRIX * np.arange(1, 9)[:, None]))
    output = read_table(by_period(MATRIX[::-1], MATRIX[::-1]))
    found = stars_profile(table, rule=rule, productivity=output).to_pandas()
    assert found.loc[found["period"] == "2019", "growth_star"].isna().all()
    later = found[(found["period"] == "2020") & (found["growth_star"] == 1)]
    assert (later["region"] == "R7").all()
    assert found["productivity_star"].notna().all()
    with pytest.raises(InputError, match="the same regions"):
        stars_profile(table, rule=rule, productivity=table_from_matrix(MATRIX))


def test_stars_that_a_rule_does_not_know_have_no_column():
    found = stars_profile(table_from_matrix(MATRIX))
    assert "growth_star" not in found.columns
    assert {"size_star", "focus_star", "strong_cluster", "stars"} <= set(found.columns)


def test_prerequisites_from_volumes_know_size_and_focus():
    found = prerequisites_of(table_from_matrix(MATRIX)).to_pandas()
    assert (found["prerequisites"] == (found["location_quotient"] >= 1)).all()
    assert found["size_star"].sum() > 0


def test_unknown_quotients_are_not_classified():
    found = prerequisites_of(table_from_matrix([[1.5, np.nan], [0.2, 1.0]]), given_lq=True)
    assert found["prerequisites"] == [True, None, False, True]


def test_relatedness_names_what_could_come_next_and_why():
    found = relatedness_profile(read_table(by_period(MATRIX, np.roll(MATRIX, 1, axis=1))), most=2).to_pandas()
    ranked = found[found["potential_rank"].notna()]
    assert not ranked["present"].any()
    assert ranked["potential_rank"].max() <= 2
    assert ranked["reason"].str.startswith("near to what the region has: i").all()
    for _, group in ranked.groupby(["period", "region"]):
        assert group.sort_values("potential_rank")["relatedness_density"].is_monotonic_decreasing
    before, after = (found[found["period"] == p].reset_index() for p in ("2019", "2020"))
    assert before["entry"].isna().all()
    assert (after["entry"].astype(bool) == (~before["present"] & after["present"])).all()


def test_complexity_of_regions_and_of_industries():
    table = read_table(by_period(MATRIX, MATRIX))
    regions = complexity_profile(table)
    assert regions.to_pandas().columns.tolist() == ["region", "period", "diversity", "economic_complexity_index"]
    assert len(regions.provenance["options"]["eigenvalues"]) == 2
    industries = complexity_profile(table, of="industries", method="fitness")
    assert industries.to_pandas().columns.tolist() == ["industry", "period", "ubiquity", "product_complexity_index"]


def test_shift_share_of_two_tables_and_of_cells():
    before, after = (read_table(by_period(m).drop(columns="period")) for m in (MATRIX, MATRIX * 1.5 + 10))
    by_region = shift_share_profile(before, after).to_pandas()
    by_cell = shift_share_profile(before, after, by="cell").to_pandas()
    assert by_cell.groupby("region")["regional_share"].sum().to_numpy() == pytest.approx(by_region["regional_share"])
    esteban = shift_share_profile(before, after, method="esteban")
    assert "allocation" in esteban.columns
    one = shift_share_profile(read_table(by_period(MATRIX, MATRIX * 2, MATRIX * 3)), method="dynamic")
    assert one["regional_share"] == pytest.approx(0, abs=1e-6)


def test_the_nation_is_a_row_without_regional_share():
    rows = by_period(MATRIX, MATRIX * 2)
    nation = rows.groupby(["industry", "period"], as_index=False)["value"].sum().assign(region="N")
    table = read_table(pd.concat([rows, nation]), total_region="N")
    found = shift_share_profile(table).to_pandas().iloc[-1]
    assert found["region"] == "N"
    assert found["regional_share"] == pytest.approx(0)
    assert found["growth"] == pytest.approx(MATRIX.sum())


def test_growth_refuses_what_does_not_belong_together():
    one = table_from_matrix(MATRIX)
    with pytest.raises(InputError, match="two tables, or one with two periods"):
        shift_share_profile(one)
    with pytest.raises(InputError, match="only in one of them: R8"):
        shift_share_profile(one, table_from_matrix(MATRIX[:7]))
    two = read_table(by_period(MATRIX, MATRIX))
    with pytest.raises(InputError, match="one period in each"):
        shift_share_profile(two, two)
    with pytest.raises(InputError, match="two periods or more"):
        quotient_growth_profile(one)
    with pytest.raises(InputError, match="one level per region"):
        convergence_profile(two, years=1)


def test_growth_of_quotients_is_blank_in_the_first_period():
    found = quotient_growth_profile(read_table(by_period(MATRIX, MATRIX))).to_pandas()
    assert found.loc[found["period"] == "2019", "location_quotient_growth"].isna().all()
    assert found.loc[found["period"] == "2020", "location_quotient_growth"].to_numpy() == pytest.approx(0)


def test_convergence_of_levels():
    start = np.array([[1.0], [2.0], [4.0]])
    found = convergence_profile(read_table(by_period(start, np.sqrt(start))), years=1)
    assert found["beta"] == [pytest.approx(-0.5)]
    assert found["sigma_last"][0] == pytest.approx(found["sigma_first"][0] / 2)
