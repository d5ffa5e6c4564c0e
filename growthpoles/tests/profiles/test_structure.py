"""One row per region and per industry."""

import numpy as np
import pandas as pd
import pytest

from growthpoles import Conventions, InputError, industry_profile, read_table, region_profile, table_from_matrix

TABLE = np.array([[100, 0, 0, 0], [15, 5, 70, 10], [20, 10, 20, 50], [25, 30, 5, 40.0]])


def with_totals(matrix):
    rows = [(f"R{r}", f"{i}01", value) for r, row in enumerate(matrix) for i, value in enumerate(row)]
    frame = pd.DataFrame(rows, columns=["region", "industry", "value"])
    nation = frame.groupby("industry", as_index=False)["value"].sum().assign(region="N")
    everything = pd.concat([frame, nation])
    whole = everything.groupby("region", as_index=False)["value"].sum().assign(industry="all")
    return pd.concat([everything, whole])


def test_published_totals_that_are_the_sums_change_nothing_and_stay_as_rows():
    table = read_table(with_totals(TABLE), total_region="N", total_industry="all")
    plain = table_from_matrix(TABLE)
    regions, bare = region_profile(table).to_pandas(), region_profile(plain).to_pandas()
    assert regions["region"].tolist() == ["R0", "R1", "R2", "R3", "N"]
    for name in bare.columns.drop(["region", "related_variety", "unrelated_variety"]):
        assert regions[name][:4].to_numpy() == pytest.approx(bare[name].to_numpy(), nan_ok=True), name
    nation = regions.iloc[4]
    assert nation["krugman_specialisation_index"] == pytest.approx(0)
    assert nation["hachman_index"] == pytest.approx(1)
    assert np.isnan(nation["economic_complexity_index"])
    industries = industry_profile(table).to_pandas()
    assert industries["industry"].tolist() == ["001", "101", "201", "301", "all"]
    assert industries["hoover_index"].iloc[4] == pytest.approx(0)
    assert industries["locational_gini"][:4].to_numpy() == pytest.approx(industry_profile(plain)["locational_gini"])


def test_groups_of_industries():
    frame = with_totals(TABLE)
    table = read_table(frame, total_region="N", total_industry="all")
    by_prefix = region_profile(table).to_pandas()
    assert by_prefix["related_variety"][:4].to_numpy() == pytest.approx(0)
    one = region_profile(table, groups={f"{i}01": "g" for i in range(4)}).to_pandas()
    assert one["unrelated_variety"].to_numpy() == pytest.approx(0)
    assert one["related_variety"].to_numpy() == pytest.approx(one["shannon_entropy"].to_numpy())
    with pytest.raises(InputError, match="a group for every industry"):
        region_profile(table, groups={"001": "g"})
    named = region_profile(table_from_matrix(TABLE, industries=["a", "b", "c", "d"]))
    assert np.isnan(named["related_variety"]).all()
    assert any("pass --groups" in warning for warning in named.provenance["warnings"])


def test_conventions_are_applied_and_recorded():
    chosen = Conventions("others", "percent", "normalised", "L", "nats", "full", 2.0)
    table = table_from_matrix(TABLE + 1)
    usual, other = region_profile(table), region_profile(table, conventions=chosen)
    assert other["herfindahl_hirschman_index"] == pytest.approx(1e4 * usual["herfindahl_hirschman_index"])
    assert other["shannon_entropy"] == pytest.approx(usual["shannon_entropy"] * np.log(2))
    assert other["gini"] == pytest.approx(usual["gini"] * 4 / 3)
    assert (other["theil"] != usual["theil"]).all()
    assert (other["diversity"] <= usual["diversity"]).all()
    assert other.provenance["options"]["krugman"] == "others"
    doubled = industry_profile(table, conventions=chosen)["locational_gini"]
    assert doubled == pytest.approx(2 * industry_profile(table)["locational_gini"])


def test_an_empty_region_keeps_its_row_without_numbers():
    found = region_profile(table_from_matrix(np.vstack([TABLE, np.zeros(4)]))).to_pandas().iloc[-1]
    assert found["region"] == "R5"
    assert found.drop("region").isna().all()


def test_periods_have_their_own_rows():
    frame = with_totals(TABLE)
    both = pd.concat([frame.assign(period=2019), frame.assign(period=2020, value=frame["value"] * 2)])
    table = read_table(both, total_region="N", total_industry="all")
    for profile, label in ((region_profile, "region"), (industry_profile, "industry")):
        found = profile(table).to_pandas()
        assert found.groupby("period")[label].count().tolist() == [5, 5]
        first, second = (part.drop(columns="period").reset_index(drop=True) for _, part in found.groupby("period"))
        pd.testing.assert_frame_equal(first, second)


def test_complexity_of_too_small_a_table_is_blank_with_a_reason():
    found = region_profile(table_from_matrix([[1, 2], [3, 1]]))
    assert np.isnan(found["economic_complexity_index"]).all()
    assert any("no complexity indices" in warning for warning in found.provenance["warnings"])


def test_one_region_or_one_industry_is_refused():
    with pytest.raises(InputError, match="at least 2 regions"):
        region_profile(table_from_matrix([[1, 2]]))
    with pytest.raises(InputError, match="at least 2 industries"):
        industry_profile(table_from_matrix([[1], [2]]))
