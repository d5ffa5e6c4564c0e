"""Results of REAT 3.0.3, computed by running it, and figures printed in its manual."""

import json

import numpy as np
import pandas as pd
import pytest

from growthpoles import (
    Totals,
    colocation,
    gini_concentration,
    gini_specialisation,
    herfindahl,
    hoover,
    industry_profile,
    krugman_difference,
    litzenberger_sternberg,
    location_quotient,
    location_quotients,
    read_table,
    region_profile,
    shift_share,
    theil,
)
from growthpoles.agglomeration import agglomeration


@pytest.fixture(scope="module")
def german(shared):
    path = shared / "oracles" / "reat_german_regions_industries_2015.csv"
    return read_table(path, region="region_code", industry="ind_code", value="emp_all")


def test_german_location_quotients(shared, german):
    expected = pd.read_csv(shared / "oracles" / "reat_german_lq_expected_shared.csv")
    found = location_quotients(german).to_pandas()
    both = expected.merge(found, left_on=["j_region", "i_industry"], right_on=["region", "industry"], validate="1:1")
    assert len(both) == len(expected) == 136
    assert both["location_quotient"].to_numpy() == pytest.approx(both["LQ"].to_numpy(), abs=1e-12)


def test_german_region_indices(shared, german):
    expected = pd.read_csv(shared / "oracles" / "reat_german_region_indices_expected_shared.csv")
    found = region_profile(german).to_pandas().set_index("region").loc[expected["region"]]
    for theirs, ours in {
        "herf": "herfindahl_hirschman_index",
        "herf_norm": "normalised_herfindahl",
        "gini_spec": "gini_specialisation",
        "krugman_spec_vs_nation": "krugman_specialisation_index",
        "hoover_vs_nation": "specialisation_coefficient",
    }.items():
        assert found[ours].to_numpy() == pytest.approx(expected[theirs].to_numpy(), abs=1e-12), ours


def test_german_industry_indices(shared, german):
    expected = pd.read_csv(shared / "oracles" / "reat_german_industry_indices_expected_shared.csv")
    found = industry_profile(german).to_pandas().set_index("industry").loc[expected["industry"]]
    for theirs, ours in {
        "gini_conc": "gini_concentration",
        "herf": "herfindahl_concentration",
        "krugman_conc_vs_total": "krugman_concentration_index",
    }.items():
        assert found[ours].to_numpy() == pytest.approx(expected[theirs].to_numpy(), abs=1e-12), ours


def test_goettingen_against_printed_totals(shared):
    """The printed totals exceed the sum of the rows; they are the denominators."""
    rows = pd.read_csv(shared / "oracles" / "reat_goettingen_2008_2017.csv")
    expected = pd.read_csv(shared / "oracles" / "reat_goettingen_lq2017_expected.csv").set_index("code")["lq"]
    long = rows.melt("WZ2008_Code", ["Goettingen2017", "BRD2017"], var_name="region").rename(
        columns={"WZ2008_Code": "industry"}
    )
    table = read_table(long, total_region="BRD2017", total_industry="A-R")
    found = location_quotients(table).to_pandas().set_index(["region", "industry"])["location_quotient"]
    ours = found.loc["Goettingen2017"].loc[expected.index]
    assert ours.to_numpy() == pytest.approx(expected.to_numpy(), abs=1e-12)
    assert found["Goettingen2017", "A-R"] == pytest.approx(1.0)


def test_shift_share_of_freiburg_and_region_a(shared):
    expected = pd.read_csv(shared / "oracles" / "reat_shift_share_expected_shared.csv")
    rows = pd.read_csv(shared / "oracles" / "reat_freiburg_2008_2014.csv")
    freiburg = shift_share(
        *([rows[f"e_Freiburg{year}"]] for year in (2008, 2014)), *(rows[f"e_Germany{y}"] for y in (2008, 2014))
    )
    region_a = shift_share([[90, 20, 10, 60]], [[100, 40, 10, 55]], [400, 150, 150, 400], [440, 210, 135, 480])
    for case, parts in (("Freiburg", freiburg), ("egion A", region_a)):
        theirs = expected[expected["case"].str.contains(case)]["value"].to_numpy()
        ours = [parts.growth, parts.national_share, parts.industrial_mix, parts.regional_share, parts.net_total_shift]
        assert [part.sum() for part in ours] == pytest.approx(theirs, abs=1e-6), case


def test_worked_examples(shared):
    examples = {row["id"]: row for row in json.loads((shared / "oracles" / "worked_examples_shared.json").read_text())}

    def check(name, found, tolerance):
        assert found == pytest.approx(examples[name]["expected"], abs=tolerance), name

    lq = examples["lq_fk2013"]["inputs"]
    totals = Totals(np.array([lq["e_j"]]), np.array([lq["e_i"]]), lq["e"])
    check("lq_fk2013", location_quotient([[lq["e_ij"]]], totals)[0, 0], 5e-8)
    gini = examples["gini_conc_fk2013"]["inputs"]
    jobs, all_jobs = np.array(gini["e_ij"], float)[:, None], np.array(gini["e_j"], float)
    check(
        "gini_conc_fk2013",
        gini_concentration(location_quotient(jobs, Totals(all_jobs, jobs.sum(0), 100000.0)))[0],
        5e-8,
    )
    values = examples["hhi_doersam"]["inputs"]["x"]
    raw = float(herfindahl(values))
    check("hhi_doersam", [raw, (raw - 0.25) / 0.75, 1 / raw], 5e-3)
    check("hhi_german_gdp", float(herfindahl(examples["hhi_german_gdp"]["inputs"]["x"])), 5e-4)
    pair = examples["krugman_fk2013"]["inputs"]
    check("krugman_fk2013", krugman_difference(pair["e_ij"], pair["e_il"]), 1e-12)
    goettingen = pd.read_csv(shared / "oracles" / "reat_goettingen_2008_2017.csv").iloc[1:]
    check("krugman_goettingen_2017", krugman_difference(goettingen["Goettingen2017"], goettingen["BRD2017"]), 5e-8)
    freiburg = pd.read_csv(shared / "oracles" / "reat_freiburg_2008_2014.csv")
    local, whole = freiburg["e_Freiburg2014"].to_numpy(float), freiburg["e_Germany2014"].to_numpy(float)
    quotients = location_quotient(local[None, :], Totals(np.array([local.sum()]), whole, whole.sum()))
    check("gini_spec_freiburg_2014", gini_specialisation(quotients)[0], 5e-8)


def test_ellison_glaeser_of_the_manual():
    sizes = [200, 650, 12000, 100, 50, 16000, 13000, 1500, 1500, 25000]
    found = agglomeration(sizes, [0] * 5 + [1] * 4 + [2], [0] * 10, [500000, 400000, 100000])
    assert found.gamma[0] == pytest.approx(0.05990628412, abs=1e-10)
    assert found.raw[0] == pytest.approx(0.1681632653, abs=1e-10)
    assert found.herfindahl[0] == pytest.approx(0.2446887755, abs=1e-10)
    assert found.z[0] == pytest.approx(0.195900197, abs=1e-9)


def test_theil_of_reat_is_the_mean_logarithmic_deviation():
    assert float(theil([10, 10, 10, 20, 50], variant="L")) == pytest.approx(0.232630162, abs=1e-9)
    assert float(theil([10, 10, 10, 20, 50])) == pytest.approx(0.250201212, abs=1e-9)


def test_hoover_of_german_gdp_against_population(shared):
    rows = pd.read_csv(shared / "oracles" / "reat_german_regions_industries_2015.csv")
    population = rows.groupby("region", sort=False)["pop"].first()
    # Gross domestic product in the order of the states in the worked example (alphabetical in German).
    gdp = json.loads((shared / "oracles" / "worked_examples_shared.json").read_text())[-1]["inputs"]["x"]
    assert len(gdp) == len(population)
    assert float(hoover(gdp, population)) == pytest.approx(0.07358990889, abs=1e-11)


def test_litzenberger_sternberg_of_the_manual():
    rest = ([[1743], [5740 - 1743]], [[35], [53 - 35]], [50, 576 - 50], [488, 4621 - 488])
    assert litzenberger_sternberg(*rest)[0, 0] == pytest.approx(21.87491102, abs=1e-8)


def test_colocation_of_the_manual():
    assert colocation(list("XXXYYX"), list("ABABAB"), "A", "B") == pytest.approx(0.5555555556, abs=1e-10)
