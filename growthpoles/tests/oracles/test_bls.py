"""Location quotients published by the US Bureau of Labor Statistics."""

import numpy as np
import pandas as pd
import pytest

from growthpoles import Totals, location_quotient, location_quotients, read_table

TOTAL = "000000"


def read_oews(path):
    published = pd.read_csv(path, dtype={"area_code": str, "occ_code": str}, na_values=["-"])
    table = read_table(
        path, region="area_code", industry="occ_code", value="employment", total_region="0000000", total_industry=TOTAL
    )
    found = location_quotients(table).to_pandas()
    return published.merge(found, left_on=["area_code", "occ_code"], right_on=["region", "industry"], validate="1:1")


def test_oews_states_by_major_group(shared):
    both = read_oews(shared / "oracles" / "bls_oews_2025_states_shared.csv")
    both = both[both["location_quotient_x"].notna()]
    difference = (both["location_quotient_x"] - both["location_quotient_y"]).abs()
    assert len(both) > 500
    assert difference.max() <= 0.015
    assert (difference <= 0.0051).mean() > 0.97


def test_oews_withheld_cells_stay_unknown(shared):
    both = read_oews(shared / "oracles" / "bls_oews_2025_metros_shared.csv")
    withheld = both["employment"].isna()
    assert withheld.sum() > 0
    assert both.loc[withheld, "location_quotient_y"].isna().all()


def test_oews_metropolitan_areas(shared):
    both = read_oews(shared / "oracles" / "bls_oews_2025_metros_shared.csv")
    both = both[both["location_quotient_x"].notna() & both["location_quotient_y"].notna()]
    difference = (both["location_quotient_x"] - both["location_quotient_y"]).abs()
    assert len(both) > 2000
    assert difference.max() <= 0.0415
    assert (difference <= 0.016).mean() > 0.98


def test_oews_total_rows_stay_in_the_result_at_one(shared):
    both = read_oews(shared / "oracles" / "bls_oews_2025_states_shared.csv")
    national, all_occupations = both["area_type"] == "N", both["occ_code"] == TOTAL
    assert both.loc[national | all_occupations, "location_quotient_y"].to_numpy() == pytest.approx(1.0)


def test_qcew_states_within_two_decimals(shared):
    """The national share is known between two bounds; the published quotient lies between those that they give."""
    states = pd.read_csv(shared / "oracles" / "bls_qcew_2016_states_shared.csv", dtype={"area_fips": str})
    nation = pd.read_csv(shared / "oracles" / "bls_qcew_2016_national_shared.csv")
    keys = ["own_code", "industry_code", "qtr"]
    nation = nation.set_index(keys)[["us_share_lo", "us_share_hi"]]
    totals = states[(states["own_code"] == 0)].set_index(["area_fips", "qtr"])["month3_emplvl"]
    checked = 0
    for key, rows in states[states["own_code"] == 5].groupby(keys):
        if key not in nation.index:
            continue
        disclosed = rows[rows["disclosure_code"].isna()]
        regions = totals.loc[list(zip(disclosed["area_fips"], disclosed["qtr"], strict=True))].to_numpy(float)
        jobs, published = disclosed[["month3_emplvl"]].to_numpy(float), disclosed["lq_month3_emplvl"].to_numpy()
        low, high = (
            location_quotient(jobs, Totals(regions, np.array([nation.loc[key, bound]]), 1.0))[:, 0]
            for bound in ("us_share_hi", "us_share_lo")
        )
        assert (published >= low - 0.0051).all()
        assert (published <= high + 0.0051).all()
        checked += len(disclosed)
    assert checked > 500


def test_qcew_suppressed_rows_are_withheld_though_zero_is_printed(shared):
    path = shared / "oracles" / "bls_qcew_2016_states_shared.csv"
    table = read_table(
        path, region="area_fips", industry="industry_code", value="month3_emplvl", where="own_code = 5 and qtr = 1"
    )
    printed = pd.read_csv(path, dtype={"area_fips": str, "industry_code": str, "disclosure_code": str})
    printed = printed[(printed["own_code"] == 5) & (printed["qtr"] == 1) & (printed["disclosure_code"] == "N")]
    assert (printed["month3_emplvl"] == 0).all()
    assert len(printed) == 6
    for area, industry in zip(printed["area_fips"], printed["industry_code"], strict=True):
        assert np.isnan(table.matrix()[table.regions.index(area), table.industries.index(industry)])
    assert any("withheld" in warning for warning in table.warnings)


def test_ohio_counties_imply_one_national_share_per_series(shared):
    """(e_ij / e_i) / LQ is the same in every county, within the rounding of the published quotient."""
    rows = pd.read_csv(shared / "oracles" / "bls_qcew_annual_ohio_counties_shared.csv")
    rows = rows.rename(columns={"annual_avg_emplvl": "jobs", "lq_annual_avg_emplvl": "published"})
    whole = rows[(rows["own_code"] == 0) & (rows["industry_code"].astype(str) == "10")]
    whole = whole.set_index(["area_fips", "year"])["jobs"]
    rows = rows[rows["disclosure_code"].isna() & (rows["published"] > 0) & (rows["own_code"] == 5)]
    series = 0
    for _, group in rows.groupby(["own_code", "industry_code", "year"]):
        if len(group) < 3:
            continue
        totals = whole.loc[list(zip(group["area_fips"], group["year"], strict=True))].to_numpy(float)
        share = group["jobs"].to_numpy(float) / totals
        low, high = share / (group["published"] + 0.0051), share / np.maximum(group["published"] - 0.0051, 1e-9)
        middle = (low.max() + high.min()) / 2
        assert low.max() <= high.min() * 1.001
        found = location_quotient(group[["jobs"]].to_numpy(float), Totals(totals, np.array([middle]), 1.0))[:, 0]
        assert np.abs(found - group["published"]).max() <= 0.0056
        series += 1
    assert series > 50
