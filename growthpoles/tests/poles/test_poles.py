"""Growth poles of a table: elements, verdicts of the source, commands."""

import csv
import io

import numpy as np
import pandas as pd
import pytest

from growthpoles.cli import main
from growthpoles.errors import InputError
from growthpoles.poles import (
    Indicator,
    check_against_source,
    from_list,
    from_table,
    growth_pole_index,
    growth_poles,
    pole_sensitivity,
    read_distances,
    source_verdicts,
    surroundings,
)
from growthpoles.tables import read_table

ROWS = pd.DataFrame(
    [
        (region, industry, year, value)
        for year, cells in {
            2018: {"ALA": (10, 30, 60), "MNG": (80, 15, 5), "KRG": (50, 40, 10)},
            2021: {"ALA": (10, 30, 90), "MNG": (85, 15, 6), "KRG": (50, 45, 12)},
        }.items()
        for region, values in cells.items()
        for industry, value in zip(("B", "C", "J"), values, strict=True)
    ],
    columns=["region", "industry", "period", "value"],
)
INDICATORS = pd.DataFrame(
    [
        (region, element, indicator, value, direction)
        for element, indicator, direction, values in (
            ("territory", "researchers", "up", (5, 1, 2)),
            ("enterprises", "insolvencies", "down", (1, 3, 2)),
            ("programmes", "programmes_in_force", "up", (4, 1, 3)),
        )
        for region, value in zip(("ALA", "MNG", "KRG"), values, strict=True)
    ],
    columns=["region", "element", "indicator", "value", "direction"],
)


def test_indicators_of_the_table_are_worked_by_hand():
    table = read_table(ROWS)
    found = {item.name: item.values for item in from_table(table, focus=["J"])}
    order = [table.regions.index(name) for name in ("ALA", "MNG", "KRG")]
    shares = np.array([[10, 30, 90], [85, 15, 6], [50, 45, 12]]) / np.array([[130], [106], [107]])
    nation = np.array([145, 90, 108]) / 343
    assert found["krugman_specialisation_index"][order] == pytest.approx(np.abs(shares - nation).sum(axis=1))
    assert found["herfindahl_hirschman_index"][order] == pytest.approx((shares**2).sum(axis=1))
    assert found["focus_location_quotient"][order] == pytest.approx(shares[:, 2] / nation[2])
    assert found["focus_share_of_country"][order] == pytest.approx(np.array([90, 6, 12]) / 108)
    # Only J (75 to 108) grew faster than the whole (300 to 343), and only ALA is specialised in it.
    assert found["fast_growing_share"][order] == pytest.approx([90 / 130, 0, 0])


def test_unsteady_growth_needs_three_periods():
    more = pd.concat([ROWS, ROWS[ROWS["period"] == 2021].assign(period=2022)])
    assert "unsteadiness_of_growth" not in {item.name for item in from_table(read_table(ROWS))}
    items = {item.name: item for item in from_table(read_table(more))}
    assert not items["unsteadiness_of_growth"].rising
    assert items["unsteadiness_of_growth"].values[0] == pytest.approx(np.std([np.log(130 / 100), 0]))


def test_a_table_alone_is_no_verdict():
    result = growth_poles(read_table(ROWS), draws=50)
    assert np.isnan(result["growth_pole_index"]).all()
    assert not np.isnan(result["partial_index"]).any()
    assert "no verdict" in result.provenance["warnings"][0]
    assert set(result["not_assessed"]) == {"territory; enterprises; programmes"}


def test_all_four_elements_rank_the_regions_with_weights_shown():
    result = growth_poles(read_table(ROWS), indicators=INDICATORS, focus=["J"], draws=50, against_source=True)
    rows = {row["region"]: row for row in result.to_records()}
    assert rows["ALA"]["rank"] == 1
    assert rows["ALA"]["growth_pole_index"] > rows["MNG"]["growth_pole_index"]
    assert rows["ALA"]["insolvencies"] == 1
    assert result.provenance["options"]["weights"] == dict.fromkeys(
        ("territory", "industries", "enterprises", "programmes"), 0.25
    )
    assert result.provenance["options"]["indicators"]["insolvencies"] == "enterprises, less is better, weight 1"
    assert rows["ALA"]["source_verdict"] == "best prospects"
    assert "Kendall's tau-b 1.00" in result.provenance["warnings"][-1]


def test_a_contradicted_verdict_comes_with_its_reason():
    values = np.array([0.0, 1.0, 0.5])
    items = [Indicator("oil", "industries", values)]
    checks = check_against_source(["ALA", "MNG", "TRK"], growth_pole_index(items), items)
    assert set(checks) == {"ALA", "MNG"}
    assert not checks["MNG"].agrees
    assert checks["MNG"].reason == "oil is among the highest (1.00 of 1)"
    agreed = check_against_source(["MNG", "ALA"], growth_pole_index([Indicator("x", "industries", values[:2])]), items)
    assert all(check.reason == "" for check in agreed.values())


def test_the_source_judges_sixteen_regions_in_its_five_words():
    verdicts = [item.verdict for item in source_verdicts().values()]
    counted = {word: verdicts.count(word) for word in dict.fromkeys(verdicts)}
    assert counted == {"best prospects": 2, "sufficient potential": 4, "some potential": 2, "hindered": 4, "weak": 4}


def test_regions_by_other_names_cannot_be_compared_with_the_source():
    with pytest.raises(InputError, match="by the keys of the source"):
        growth_poles(
            read_table(ROWS.replace({"region": {"ALA": "Almaty", "MNG": "Mangistau"}})), draws=10, against_source=True
        )


def test_sensitivity_shows_the_places_that_a_choice_moves():
    rows = pole_sensitivity(read_table(ROWS), indicators=INDICATORS).to_records()
    assert {row["shift"] for row in rows if row["variant"] == "as chosen"} == {0.0}
    assert "without researchers" in {row["variant"] for row in rows}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"element": "money"}, "row 0: expected one of territory"),
        ({"region": "Narnia"}, "column 'region', row 0"),
        ({"direction": "sideways"}, "expected one of a blank, up, down"),
    ],
)
def test_unusable_lists_name_the_row(change, message):
    with pytest.raises(InputError, match=message):
        from_list(INDICATORS.assign(**change), ["ALA", "MNG", "KRG"])


def test_an_indicator_must_be_given_once_and_in_one_way():
    with pytest.raises(InputError, match="ALA again"):
        from_list(pd.concat([INDICATORS, INDICATORS[:1]]), ["ALA", "MNG", "KRG"])
    mixed = INDICATORS.copy()
    mixed.loc[1, "direction"] = "down"
    with pytest.raises(InputError, match="one element, direction and weight of 'researchers'"):
        from_list(mixed, ["ALA", "MNG", "KRG"])


def test_focus_industries_must_be_in_the_table():
    with pytest.raises(InputError, match="focus industries among B, C, J"):
        from_table(read_table(ROWS), focus=["62"])


def panel(n=45):
    rng = np.random.default_rng(3)
    rows = []
    for at in range(n):
        level = 100.0
        for year in range(2015, 2024):
            lift = 0.08 if year > 2019 and 0 < abs(at - 5) <= 2 else 0.0
            level *= 1.03 + lift + 0.003 * rng.normal()
            rows += [(f"R{at:02d}", "X", year, 0.4 * level), (f"R{at:02d}", "Y", year, 0.6 * level)]
    return pd.DataFrame(rows, columns=["region", "industry", "period", "value"])


PLACES = pd.DataFrame(
    {"region": [f"R{at:02d}" for at in range(45)], "latitude": [43.0] * 45, "longitude": np.arange(45.0)}
)


def test_spread_round_a_pole_is_found_by_kilometres_and_by_borders():
    table = read_table(panel())
    by_km = surroundings(table, ["R05"], "2019", read_distances(PLACES, table.regions), [180.0])
    assert by_km["reading"][0] == "spread"
    assert by_km["effect"][0] == pytest.approx(0.08, abs=0.01)
    neighbours = PLACES.assign(neighbours=[f"R{at - 1:02d}; R{at + 1:02d}" for at in range(45)])
    by_steps = surroundings(table, ["R05"], "2019", read_distances(neighbours, table.regions), [2.0])
    assert by_steps["effect"][0] == by_km["effect"][0]


def test_unusable_surroundings_are_refused():
    table = read_table(panel())
    distance = read_distances(PLACES, table.regions)
    with pytest.raises(InputError, match="poles among"):
        surroundings(table, ["X"], "2019", distance, [100.0])
    with pytest.raises(InputError, match="before and after"):
        surroundings(table, ["R05"], "2023", distance, [100.0])
    with pytest.raises(InputError, match="periods that are numbers"):
        seasons = panel().replace({"period": {year: f"year {year}" for year in range(2015, 2024)}})
        surroundings(read_table(seasons), ["R05"], "year 2019", distance, [100.0])
    with pytest.raises(InputError, match="none for R44"):
        read_distances(PLACES[:44], table.regions)
    with pytest.raises(InputError, match="swap the columns"):
        read_distances(PLACES.assign(latitude=6e6), table.regions)
    with pytest.raises(InputError, match="latitude and longitude, or neighbours"):
        read_distances(PLACES[["region"]], table.regions)


def rows_printed(capsys):
    return list(csv.DictReader(io.StringIO(capsys.readouterr().out)))


def test_poles_command(tmp_path, capsys):
    table, indicators, years, places = (str(tmp_path / name) for name in ("t.csv", "i.csv", "y.csv", "p.csv"))
    ROWS.to_csv(table, index=False)
    INDICATORS.to_csv(indicators, index=False)
    panel().to_csv(years, index=False)
    PLACES.to_csv(places, index=False)
    command = ["poles", table, "--indicators", indicators, "--focus", "J", "--weight", "territory=2"]
    assert main([*command, "--draws", "50", "--against-source"]) == 0
    assert rows_printed(capsys)[0]["source_verdict"] == "best prospects"
    assert main([*command, "--view", "sensitivity"]) == 0
    assert len(rows_printed(capsys)) % 3 == 0
    spread = ["poles", years, "--view", "spread", "--pole", "R05", "--since", "2019", "--bands", "180,300"]
    assert main([*spread, "--places", places]) == 0
    assert [row["reading"] for row in rows_printed(capsys)] == ["spread", "neither shown"]
    assert main(spread) == 2
    assert main([*spread, "--places", places, "--bands", "near"]) == 2


def test_the_verdicts_on_kazakhstan_hold_for_value_added_and_science(shared):
    """Table of 2018 and 2020 with public indicators: the order of the source is found again, with reasons where not."""
    gva = pd.read_csv(shared / "kz" / "gva_region_section.csv", dtype={"section": str})
    gva = gva[(gva["grid"] == 17) & gva["kind"].isin(["section", "residual"]) & (gva["region"] != "national")]
    table = read_table(gva, industry="section", value="value_mln_kzt", period="year")
    sdg = pd.read_csv(shared / "kz" / "sdg_regional_indicators.csv")
    research = sdg[(sdg["indicator"] == "9-5-2") & (sdg["year"] == 2020) & sdg["region"].isin(table.regions)]
    listed = pd.DataFrame(
        {"region": research["region"], "element": "territory", "indicator": "researchers", "value": research["value"]}
    ).drop_duplicates("region")
    result = growth_poles(table, indicators=listed, focus=["J", "M"], draws=200, against_source=True)
    rows = {row["region"]: row for row in result.to_records()}
    assert {rows["ALA"]["rank"], rows["AST"]["rank"]} == {1.0, 2.0}
    contradicted = [row for row in rows.values() if row["agrees"] is False]
    assert all(row["reason"] for row in contradicted)
    tau = float(result.provenance["warnings"][-1].split()[-1])
    assert tau > 0.2
