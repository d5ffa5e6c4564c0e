"""Dated groupings of industries."""

import csv
import datetime as dt

import numpy as np
import pytest

from growthpoles.cli import main
from growthpoles.errors import InputError
from growthpoles.groupings import add_up_groups, classify, group_shares, grouping, read_grouping
from growthpoles.tables.reading import table_from_matrix

# The short names of the annex file beside ours.
EUROSTAT = {
    "high": "high technology",
    "medium-high": "medium-high technology",
    "medium-low": "medium-low technology",
    "low": "low technology",
    "high-tech KIS": "high-tech knowledge-intensive services",
    "KI market services": "knowledge-intensive market services",
    "KI financial services": "knowledge-intensive financial services",
    "other KIS": "other knowledge-intensive services",
    "less KI market services": "less knowledge-intensive market services",
    "other less KI services": "other less knowledge-intensive services",
    "": None,
}


def test_divisions_agree_with_the_eurostat_annex(shared):
    with (shared / "classif" / "eurostat_technology_knowledge_intensity.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            assert grouping("technology").class_of(row["division"]) == EUROSTAT[row["class"]], row["division"]


def test_every_listed_code_exists_in_its_classification(shared):
    for classification, name in (("OKED", "oked_nk_rk_03_2019.csv"), ("ISIC", "isic_rev4.csv")):
        with (shared / "classif" / name).open(encoding="utf-8") as file:
            known = {row["code"].replace(".", "") for row in csv.DictReader(file)}
        for group in ("technology", "creative"):
            listed = set(grouping(group, classification=classification, detail="group").classes)
            assert listed <= known, listed - known


@pytest.mark.parametrize(
    ("code", "by_division", "by_group"),
    [
        ("30.30", "medium-high technology", "high technology"),
        ("3011", "medium-high technology", "medium-low technology"),
        ("25.40", "medium-low technology", "medium-high technology"),
        ("3250", "low technology", "medium-high technology"),
        ("18.20", "low technology", "medium-low technology"),
        ("6201", "high-tech knowledge-intensive services", "high-tech knowledge-intensive services"),
    ],
)
def test_groups_refine_divisions(code, by_division, by_group):
    assert grouping("technology").class_of(code) == by_division
    assert grouping("technology", detail="group").class_of(code) == by_group


def test_weapons_have_another_code_in_isic():
    assert grouping("technology", classification="ISIC", detail="group").class_of("2520") == "medium-high technology"
    assert grouping("technology", classification="NACE", detail="group").class_of("2520") == "medium-low technology"


def test_the_creative_perimeter_says_that_it_is_provisional():
    creative = grouping("creative")
    assert classify(["90.03", "6201", "6202", "C"], creative) == [
        "performing and visual arts",
        "software and games",
        None,
        None,
    ]
    assert "provisional" in creative.status
    table = table_from_matrix([[1.0, 2.0], [3.0, 4.0]], industries=["6201", "0111"])
    assert any("provisional" in warning for warning in group_shares(table, creative).provenance["warnings"])
    assert not any("provisional" in said for said in group_shares(table, grouping("technology")).provenance["warnings"])


def test_an_edition_out_of_use_is_refused():
    assert grouping("technology", classification="NACE", on=dt.date(2020, 1, 1)).edition == "Rev. 2"
    with pytest.raises(InputError, match="was in use"):
        grouping("technology", classification="NACE", on=dt.date(2025, 6, 1))
    with pytest.raises(InputError, match="a grouping technology or creative"):
        grouping("green")


def test_own_lists_are_read_and_contradictions_refused(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("code,class\n62.01,IT\n62,services\n")
    own = read_grouping(str(path), name="IT", classification="OKED", valid_from=dt.date(2024, 1, 1))
    assert classify(["6201", "6202", "61"], own) == ["IT", "services", None]
    path.write_text("code,class\n62.01,IT\n6201,other\n")
    with pytest.raises(InputError, match=r"row 3.*one class"):
        read_grouping(str(path), name="IT", classification="OKED", valid_from=dt.date(2024, 1, 1))


def test_classes_add_up_and_hide_what_a_member_hides():
    table = table_from_matrix([[1.0, 2.0, 4.0], [8.0, np.nan, 16.0]], industries=["26", "21", "01"])
    grouped = add_up_groups(table, grouping("technology"))
    assert grouped.industries == ("high technology", "not classified")
    assert grouped.values[0].tolist()[0] == [3.0, 4.0]
    assert np.isnan(grouped.values[0, 1, 0])
    assert grouped.industry_totals.tolist() == [[11.0, 20.0]]


def test_shares_are_of_the_whole_region():
    table = table_from_matrix([[1.0, 2.0, 5.0]], industries=["26", "21", "01"])
    result = group_shares(table, grouping("technology"))
    assert list(result["share"]) == [0.375, 0.625]
    assert "period" not in result.columns


def test_sections_are_too_coarse():
    with pytest.raises(InputError, match="letters"):
        group_shares(table_from_matrix([[1.0, 2.0]], industries=["C", "J"]), grouping("technology"))


def test_groupings_command(tmp_path, capsys):
    rows = tmp_path / "t.csv"
    rows.write_text("region,industry,period,value\nA,62,2020,3\nA,01,2020,1\nB,62,2020,1\nB,01,2020,1\n")
    assert main(["groupings", str(rows)]) == 0
    assert "A,high-tech knowledge-intensive services,2020,3.0,0.75" in capsys.readouterr().out
    own = tmp_path / "own.csv"
    own.write_text("code,class\n01,farms\n")
    assert main(["groupings", str(rows), "--grouping", str(own)]) == 0
    assert "A,farms,2020,1.0,0.25" in capsys.readouterr().out
