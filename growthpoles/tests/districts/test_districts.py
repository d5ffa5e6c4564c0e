"""Districts: by evidence, never by name, and *cannot say* where data are missing."""

import csv
import io
import itertools

import numpy as np
import pandas as pd
import pytest

from growthpoles.cli import main
from growthpoles.districts import district_types, districts, tell_district
from growthpoles.districts.logic import all_of
from growthpoles.errors import InputError

UNKNOWN = float("nan")
# Structure of the source's cases (its Table 2 and text); populations of 2021 from official statistics.
ALMATY = {
    "population": 1_977_011,
    "universities": 40,
    "research_institutes": 100,
    "small_medium_firms": 1e5,
    "digitalisation": 1,
    "dedicated_area": 0,
    "new_construction": 0,
    "technoparks": 1,
}
PIT_ALATAU = {
    "population": UNKNOWN,
    "dedicated_area": 1,
    "host_city_population": 1_977_011,
    "distance_to_host_km": 25,
    "universities": 1,
    "research_institutes": 4,
    "technoparks": 1,
    "small_medium_firms": 96,
    "innovation": 1,
}
AKKOL = {
    "population": 13_708,
    "dedicated_area": 0,
    "universities": 0,
    "research_institutes": 0,
    "urban_infrastructure": 1,
    "smart_projects": 6,
    "common_platform": 1,
}
TALGAR = {
    "population": 45_000,
    "dedicated_area": 0,
    "universities": 1,
    "research_institutes": 3,
    "small_medium_firms": 200,
    "innovation": 1,
    "new_construction": 1,
    "smart_projects": 0,
}


@pytest.mark.parametrize(
    ("place", "expected"),
    [(ALMATY, "digital hub"), (PIT_ALATAU, "cluster"), (AKKOL, "smart city"), (TALGAR, "technopolis")],
)
def test_the_cases_of_the_source_are_of_its_types(place, expected):
    assert tell_district(place).district_type == expected


def test_talgar_without_its_new_university_cannot_be_a_technopolis():
    assert tell_district({**TALGAR, "universities": 0}).district_type == "none"


def test_missing_data_is_not_a_no():
    assert tell_district({}).district_type == "cannot say"
    found = tell_district({**ALMATY, "digitalisation": UNKNOWN})
    assert found.verdicts["digital hub"] == "cannot say"
    assert "digitalisation" in found.missing


def test_a_certain_no_closes_a_type_whatever_else_is_missing():
    found = tell_district({"universities": 0, "dedicated_area": 0})
    assert found.verdicts["cluster"] == "no"
    assert found.open_types == ("smart city",)


def test_every_missing_cell_is_between_its_two_fillings():
    # Kleene's logic: if both fillings give one verdict, the missing cell must not have said otherwise.
    for column in TALGAR:
        open_cell = tell_district({**TALGAR, column: UNKNOWN}).verdicts
        fillings = [tell_district({**TALGAR, column: value}).verdicts for value in (0.0, 1e9)]
        for name, verdict in open_cell.items():
            if verdict != "cannot say":
                assert {filled[name] for filled in fillings} == {verdict}


def test_three_valued_and_is_that_of_kleene():
    value = {"no": 0, "cannot say": 1, "yes": 2}
    for pair in itertools.product(value, repeat=2):
        assert value[all_of(pair)] == min(value[word] for word in pair)


def test_the_name_of_a_place_decides_nothing():
    frame = pd.DataFrame(
        {"region": ["Silicon Technopolis Smart City", "Aul 7"], **{k: [v, v] for k, v in AKKOL.items()}}
    )
    rows = districts(frame).to_records()
    assert [row["district_type"] for row in rows] == ["smart city", "smart city"]


def test_zones_are_judged_by_what_works_and_not_by_residents():
    zones = pd.DataFrame(
        {
            "region": ["busy", "importer", "unknown"],
            "residents": [500, 5000, 10],
            "branches_outside": [0, 10, 0],
            "operating_projects": [23, 41, 1],
            "high_technologies_created": [2, "no", 1],
            "local_input_share": [0.6, 0.1, ""],
        }
    ).astype(str)
    result = districts(zones, kind="zone")
    assert list(result["district_type"]) == ["delivers", "none", "cannot say"]
    assert len(result.provenance["warnings"]) == 2


def test_technoparks_are_science_parks_technology_parks_or_mere_incubators():
    parks = pd.DataFrame(
        {
            "region": ["science", "works", "shops"],
            "rd_units": [3, 0, 0],
            "prototypes": [5, 0, 0],
            "serial_production_units": [0, 4, 0],
            "research_centre": ["no", "yes", "no"],
            "traditional_share": [0.1, 0.2, 0.9],
        }
    )
    result = districts(parks, kind="technopark")
    assert list(result["district_type"]) == ["science park", "technology park", "mere incubator"]


def test_thresholds_left_open_by_the_source_are_dated_and_can_be_replaced(tmp_path):
    megapolis = district_types()[0].conditions[0]
    assert (megapolis.status, megapolis.threshold, megapolis.valid_from) == ("open", 1e6, "2018-01-01")
    own = tmp_path / "criteria.csv"
    own.write_text("type,rank,column,relation,threshold,label\nhub,1,population,at_least,10000,a town\n")
    frame = pd.DataFrame({"region": ["Akkol"], "population": [13_708]})
    assert list(districts(frame, criteria=str(own))["district_type"]) == ["hub"]
    own.write_text("type,rank,column,relation,threshold,label\nhub,1,population,above,10000,a town\n")
    with pytest.raises(InputError, match="at_least or at_most"):
        districts(frame, criteria=str(own))


def test_unusable_evidence_is_refused():
    with pytest.raises(InputError, match="decides nothing"):
        districts(pd.DataFrame({"region": ["Almaty"]}))
    with pytest.raises(InputError, match="row 0: expected a number, yes or no, got 'many'"):
        districts(pd.DataFrame({"region": ["Almaty"], "universities": ["many"]}))
    with pytest.raises(InputError, match="a kind among"):
        districts(pd.DataFrame({"region": ["Almaty"]}), kind="hub")


def test_districts_command(tmp_path, capsys):
    path = tmp_path / "places.csv"
    pd.DataFrame({"region": ["Talgar"], **{k: [np.nan if k == "innovation" else v] for k, v in TALGAR.items()}}).to_csv(
        path
    )
    assert main(["districts", str(path)]) == 0
    [row] = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (row["district_type"], row["missing"]) == ("cannot say", "innovation")
