"""Maps and charts: what is drawn, not how pretty."""

import json
import re
import struct

import pytest

from growthpoles.charts import (
    bars,
    boundaries_of,
    chart_bytes,
    curve,
    heat_map,
    read_boundaries,
    region_map,
    region_names,
    save_chart,
)
from growthpoles.charts.maps import finding
from growthpoles.cli import main
from growthpoles.errors import InputError

SQUARE = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"code": "X"},
            # Counter-clockwise, as RFC 7946 has it, with a hole.
            "geometry": {
                "type": "Polygon",
                "coordinates": [
                    [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]],
                    [[1, 1], [1, 2], [2, 2], [2, 1], [1, 1]],
                ],
            },
        }
    ],
}


def values_drawn(chart):
    rows = chart.to_dict()["datasets"]["regions"]
    return {row["properties"]["name"]: row["properties"]["value"] for row in rows}


def test_names_are_in_three_languages_and_codes_in_one_table():
    assert len(region_names("ru")) == 20
    assert region_names("kk")["SKO"] == "Солтүстік Қазақстан облысы"


def test_keys_decide_between_the_regions_of_today_and_of_before_2022():
    assert len(boundaries_of(["ABY"])) == 20
    assert len(boundaries_of(["ALA", "VKO"])) == 17
    with pytest.raises(InputError, match="pass your own boundaries"):
        boundaries_of(["ALA", "Texas"])


def test_regions_fit_the_official_area(shared):
    """Areas of the simplified regions against the unsimplified boundaries beside the repository."""
    import geopandas as gpd

    theirs = gpd.read_file(shared / "geo" / "kz_adm1_20.geojson").set_index("region").to_crs(6933).area
    ours = gpd.GeoDataFrame.from_features(boundaries_of(["ABY"]), crs=4326).set_index("region").to_crs(6933).area
    # The two sources draw the limits of the cities and the waters of the Caspian differently.
    inland = theirs.index.difference(["MNG", "ATY", "ALA", "AST", "SHM"])
    assert ((ours[inland] / theirs[inland] - 1).abs() < 0.005).all()
    assert ours.sum() / 1e12 == pytest.approx(2.725, abs=0.01)


def test_rings_are_wound_so_that_the_inside_is_filled(tmp_path):
    path = tmp_path / "square.geojson"
    path.write_text(json.dumps(SQUARE))
    [feature] = read_boundaries(path, key="code")
    outer, hole = feature["geometry"]["coordinates"][0]
    assert outer == [[0, 0], [0, 4], [4, 4], [4, 0], [0, 0]]
    assert hole == [[1, 1], [2, 1], [2, 2], [1, 2], [1, 1]]
    [again] = read_boundaries(path, key="code")
    assert again == feature


@pytest.mark.parametrize(
    ("content", "key", "message"),
    [("{", "code", "FeatureCollection"), ("[]", "code", "FeatureCollection"), (json.dumps(SQUARE), "id", "--key")],
)
def test_unusable_boundaries_are_refused(tmp_path, content, key, message):
    path = tmp_path / "square.geojson"
    path.write_text(content)
    with pytest.raises(InputError, match=message):
        read_boundaries(path, key=key)
    with pytest.raises(InputError, match="--geojson"):
        read_boundaries(tmp_path / "absent.geojson")


def test_a_map_shows_every_region_says_where_it_is_highest_and_which_have_no_data():
    chart = region_map({"ALA": 1.7, "AST": 1.6, "KRG": None}, label="LQ", language="ru", source="Днишев и др.")
    drawn = values_drawn(chart)
    assert {name: value for name, value in drawn.items() if value is not None} == {"Алматы": 1.7, "Астана": 1.6}
    assert len(drawn) == 17
    title = chart.to_dict()["title"]
    assert title["text"] == "LQ: выше всего: Алматы (1,7)"
    assert "Карагандинская область" in title["subtitle"][0]
    assert title["subtitle"][1] == "Источник: Днишев и др."


def test_cities_are_drawn_as_circles_too():
    chart = region_map({"ALA": 1.7, "KRG": 0.5}, label="LQ")
    points = chart.to_dict()["layer"][2]["data"]["values"]
    assert [point["properties"] for point in points] == [{"name": "Almaty city", "value": 1.7}]


def test_a_map_is_drawn_with_all_its_regions():
    drawing = chart_bytes(region_map({"ALA": 1.7, "KRG": 0.5}, label="LQ"), "svg").decode()
    assert drawing.count('aria-roledescription="geoshape"') == 2
    assert drawing.count('fill="#d9dedf"') == 17


def test_classes_get_colours_of_their_own():
    chart = region_map({"ALA": "digital hub", "KRG": "cluster"}, label="district")
    colour = chart.to_dict()["layer"][1]["encoding"]["color"]
    assert colour["type"] == "nominal"
    assert colour["scale"]["domain"] == ["cluster", "digital hub"]
    assert chart.to_dict()["title"]["text"] == "district"


def test_colours_part_at_the_middle_and_one_huge_value_does_not_hide_the_rest():
    scale = region_map({"ALA": 12.8, "KRG": 0.5}, label="LQ", middle=1.0).to_dict()["layer"][1]["encoding"]["color"][
        "scale"
    ]
    assert scale["domain"] == [0.0, 1.0, 3.0]
    scale = region_map({"ALA": 2.0, "KRG": -5.0}, label="z", middle=0.0).to_dict()["layer"][1]["encoding"]["color"][
        "scale"
    ]
    assert scale["domain"] == [-5.0, 0.0, 2.0]


def test_regions_that_are_not_on_the_map_are_refused(tmp_path):
    path = tmp_path / "square.geojson"
    path.write_text(json.dumps(SQUARE))
    with pytest.raises(InputError, match="use the same keys"):
        region_map({"Y": 1.0}, label="LQ", boundaries=read_boundaries(path, key="code"))
    assert region_map({"X": 1.0}, label="LQ", boundaries=read_boundaries(path, key="code")).to_dict()["title"]


def test_nothing_known_has_no_finding():
    assert finding({"ALA": float("nan")}, "LQ", {}) == "LQ"


ROWS = [
    {"region": "ALA", "industry": "62", "value": 2.0, "low": 1.5, "high": 2.5, "r": 1.0},
    {"region": "KRG", "industry": "62", "value": 0.5, "low": 0.2, "high": 0.9, "r": 2.0},
    {"region": "MNG", "industry": "62", "value": None, "low": None, "high": None, "r": 3.0},
]


def test_bars_carry_intervals_and_the_line_to_compare_with():
    layers = bars(ROWS, name="region", value="value", low="low", high="high", mark_at=1.0).to_dict()["layer"]
    assert [layer["mark"]["type"] for layer in layers] == ["bar", "rule", "rule"]
    assert [row["region"] for row in layers[0]["data"]["values"]] == ["Almaty city", "Karaganda"]


def test_heat_maps_leave_gaps_empty():
    cells = heat_map(ROWS, row="region", column="industry", value="value", middle=1.0).to_dict()["layer"][0]
    assert len(cells["data"]["values"]) == 2
    assert cells["encoding"]["color"]["scale"]["domain"] == [0.0, 1.0, 2.0]


def test_curves_have_their_band_under_the_line():
    layers = curve(ROWS[:2], x="r", y="value", low="low", high="high").to_dict()["layer"]
    assert [layer["mark"]["type"] for layer in layers] == ["area", "line"]
    assert curve(ROWS, x="r", y="value").to_dict()["mark"]["type"] == "line"


def test_names_and_numbers_are_those_of_the_language():
    rows = [{"radius": 1000.0 * at, "kd": at / 2} for at in range(4)]
    picture = chart_bytes(curve(rows, x="radius", y="kd", language="kk"), "svg").decode()
    assert "Қашықтық, м" in picture
    assert re.search(r">[01],\d<", picture)
    assert ">3\u00a0000<" in picture
    english = chart_bytes(curve(rows, x="radius", y="kd", label="density"), "svg").decode()
    assert "Distance, m" in english
    assert "density" in english
    assert re.search(r">[01]\.\d<", english)
    assert ">3,000<" in english


def test_charts_are_written_whole_in_three_formats(tmp_path, capsysbinary):
    chart = bars(ROWS, name="region", value="value", title="Қазақстан өңірлері", language="kk")
    for name in ("c.svg", "c.png", "c.json"):
        save_chart(chart, tmp_path / name)
    assert "Қазақстан өңірлері" in (tmp_path / "c.svg").read_text("utf-8")
    width, height = struct.unpack(">II", (tmp_path / "c.png").read_bytes()[16:24])
    assert width > 900
    assert height > 60
    assert json.loads((tmp_path / "c.json").read_text("utf-8"))["$schema"].startswith(
        "https://vega.github.io/schema/vega-lite"
    )
    save_chart(chart, "-")
    assert capsysbinary.readouterr().out.startswith(b"<svg")
    with pytest.raises(InputError, match="a format"):
        save_chart(chart, tmp_path / "c.gif")
    with pytest.raises(InputError, match="a format"):
        chart_bytes(chart, "bmp")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["c.json", "c.png", "c.svg"]


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(
        "region,industry,value,kind\nALA,62,2,hub\nKRG,62,0.5,cluster\nMNG,62,,\nALA,26,3,hub\nTOTAL,62,1,\n"
    )
    return path


def specification(path):
    return json.loads(path.read_text("utf-8"))


def test_map_command(table, tmp_path, capsys):
    target = tmp_path / "map.json"
    command = ["map", str(table), "--where", "industry = 62", "-o", str(target)]
    assert main([*command, "--column", "value", "--middle", "1", "--label", "LQ"]) == 0
    assert specification(target)["title"]["text"] == "LQ: highest in Almaty city (2)"
    assert main([*command, "--column", "kind"]) == 0
    assert specification(target)["layer"][1]["encoding"]["color"]["type"] == "nominal"
    assert main(["map", str(table), "--column", "value"]) == 2
    assert "one row per region" in capsys.readouterr().err


def test_map_command_with_own_boundaries(tmp_path):
    square, table, target = tmp_path / "square.geojson", tmp_path / "t.csv", tmp_path / "map.json"
    square.write_text(json.dumps(SQUARE))
    table.write_text("region,value\nX,1\n")
    assert (
        main(["map", str(table), "--column", "value", "--geojson", str(square), "--key", "code", "-o", str(target)])
        == 0
    )
    assert len(specification(target)["datasets"]["regions"]) == 1


def test_map_command_chooses_what_a_result_is_about(tmp_path, capsys):
    table, result, target = tmp_path / "t.csv", tmp_path / "r.csv", tmp_path / "map.json"
    table.write_text("region,industry,value\nALA,B,2\nALA,J,5\nMNG,B,6\nMNG,J,1\n")
    assert main(["map", str(table), "-o", str(target)]) == 0
    assert specification(target)["title"]["text"].startswith("Krugman specialisation index: highest in")
    result.write_text("region,stage,skipped\nALA,2,\nMNG,0,\n")
    assert main(["map", str(result), "-o", str(target)]) == 0
    assert specification(target)["title"]["text"] == "Stage: highest in Almaty city (2)"
    result.write_text("region,colour\nALA,2\n")
    assert main(["map", str(result), "-o", str(target)]) == 2
    assert "--column COLUMN" in capsys.readouterr().err


def test_chart_command(table, tmp_path, capsys):
    target = tmp_path / "chart.json"
    shared = [str(table), "--y", "value", "--where", "region <> 'TOTAL'", "-o", str(target)]
    assert main(["chart", *shared, "--x", "region", "--middle", "1"]) == 0
    assert specification(target)["layer"][0]["mark"]["type"] == "bar"
    assert main(["chart", *shared, "--kind", "heat-map", "--x", "region", "--by", "industry"]) == 0
    assert main(["chart", *shared, "--kind", "curve", "--x", "industry"]) == 0
    assert specification(target)["encoding"]["x"]["type"] == "quantitative"
    assert main(["chart", *shared, "--kind", "heat-map", "--x", "region"]) == 2
    assert "--by COLUMN" in capsys.readouterr().err
    assert main(["chart", *shared, "--kind", "curve", "--x", "industry", "--explain"]) == 0
    said = capsys.readouterr().err
    assert "A line over an ordered quantity" in said
    assert "rows: 4" in said


def test_map_command_explains_what_is_drawn(table, tmp_path, capsys):
    command = ["map", str(table), "--where", "industry = 62", "--column", "value", "-o", str(tmp_path / "m.json")]
    assert main([*command, "--explain"]) == 0
    said = capsys.readouterr().err
    assert "Map of one value per region" in said
    assert "regions with a value: 2\nregions without: 1" in said
    assert "input_hash: " in said
