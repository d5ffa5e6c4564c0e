"""Gross value added of Kazakhstan's regions: quotients, indices and shift-share as EconGeo and REAT compute them."""

import pandas as pd
import pytest

from growthpoles import location_quotients, read_table, region_profile, shift_share_profile


def gva(shared, *years):
    return read_table(
        shared / "kz" / "gva_region_section.csv",
        industry="section",
        value="value_mln_kzt",
        period="year",
        where=f"year in ({', '.join(map(str, years))}) and section not in ('GDP', 'NET_TAXES')",
        total_region="national",
        total_industry="GVA",
    )


@pytest.mark.parametrize("year", [2018, 2020])
def test_quotients(shared, year):
    expected = pd.read_csv(shared / "oracles" / f"kz_gva_lq_{year}_expected_shared.csv")
    found = location_quotients(gva(shared, year)).to_pandas()
    both = expected.merge(found, left_on=["region", "section"], right_on=["region", "industry"], validate="1:1")
    assert len(both) == 255
    assert both["location_quotient"].to_numpy() == pytest.approx(both["lq"].to_numpy(), abs=1e-9)


@pytest.mark.parametrize("year", [2018, 2020])
def test_region_indices(shared, year):
    expected = pd.read_csv(shared / "oracles" / f"kz_gva_indices_{year}_expected_shared.csv").set_index("region")
    found = region_profile(gva(shared, year)).to_pandas().set_index("region").loc[expected.index]
    for theirs, ours in {
        "krugman": "krugman_specialisation_index",
        "hhi": "herfindahl_hirschman_index",
        "hachman": "hachman_index",
        "gini_spec_reat": "gini_specialisation",
    }.items():
        assert found[ours].to_numpy() == pytest.approx(expected[theirs].to_numpy(), abs=1e-9), ours


def test_shift_share_where_reat_gives_up(shared):
    """REAT has no regional share where a cell was zero; the components still add up to the growth."""
    expected = pd.read_csv(shared / "oracles" / "kz_gva_shift_share_2018_2020_expected_shared.csv").set_index("region")
    found = shift_share_profile(gva(shared, 2018, 2020)).to_pandas().set_index("region").loc[expected.index]
    for name in ("growth", "national_share", "industrial_mix", "net_total_shift"):
        assert found[name].to_numpy() == pytest.approx(expected[name].to_numpy(), abs=0.05), name
    known = expected["regional_share"].notna()
    assert 0 < known.sum() < len(known)
    ours = found["regional_share"]
    assert ours[known].to_numpy() == pytest.approx(expected["regional_share"][known].to_numpy(), abs=0.05)
    rest = found["growth"] - found["national_share"] - found["industrial_mix"]
    assert ours.to_numpy() == pytest.approx(rest.to_numpy(), abs=1e-3)
