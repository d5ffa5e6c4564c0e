"""The commands on space, from the shell to the file."""

import csv
import io
import json

import numpy as np
import pytest

from growthpoles.cli import main
from growthpoles.errors import InputError
from growthpoles.space.progress import progress_bar
from growthpoles.space.weights import from_links
from growthpoles.space.workers import run_tasks

NEIGHBOURS = "region,neighbours\na,b\nb,a c\nc,b d\nd,c e\ne,d f\nf,e\n"


@pytest.fixture
def run(capsys):
    def call(*arguments):
        code = main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return code, list(csv.DictReader(io.StringIO(out))), err

    return call


@pytest.fixture
def table(tmp_path):
    cells = [(region, "A", at + 1) for at, region in enumerate("abcdef")] + [(region, "B", 5) for region in "abcdef"]
    cells += [(region, "C", value) for region, value in zip("abcdef", (9, 1, 8, 2, 7, 1), strict=True)]
    (tmp_path / "table.csv").write_text(
        "region,industry,value\n" + "".join(f"{region},{industry},{value}\n" for region, industry, value in cells)
    )
    (tmp_path / "w.csv").write_text(NEIGHBOURS)
    return tmp_path / "table.csv", "--weights", tmp_path / "w.csv", "--permutations", "99"


@pytest.fixture
def firms(tmp_path, rng):
    degrees = rng.normal(size=(150, 2)) * 0.03 + [76.9, 43.25]
    degrees[:25] = [76.92, 43.24] + rng.normal(size=(25, 2)) * 0.0006
    kinds = np.where(np.arange(150) < 40, "J62", np.where(np.arange(150) < 60, "M72", "G47"))
    rows = [
        f"{x:.6f},{y:.6f},{kind},{at % 7},f{at}" for at, ((x, y), kind) in enumerate(zip(degrees, kinds, strict=True))
    ]
    (tmp_path / "firms.csv").write_text("lon,lat,industry,staff,id\n" + "\n".join(rows) + "\n")
    return tmp_path / "firms.csv"


def test_moran_of_each_industry(run, table):
    code, rows, err = run("moran", *table)
    assert code == 0
    assert [row["industry"] for row in rows] == ["A", "B", "C"]
    # The values 1 to 6 in a row, by hand: 12.5 / 17.5.
    assert float(rows[0]["moran"]) == pytest.approx(5 / 7)
    assert rows[1]["moran"] == ""
    assert float(rows[2]["moran"]) < float(rows[2]["expected"])
    assert "B: fewer than 4 values, or all equal" in err


def test_values_below_zero_can_be_compared_but_have_no_shares(run, table):
    path, *options = table
    path.write_text(
        "region,industry,value\n" + "".join(f"{r},net,{v}\n" for r, v in zip("abcdef", range(-3, 3), strict=True))
    )
    for command, column in (("moran", "moran"), ("geary", "geary"), ("local-moran", "local_moran")):
        code, rows, _ = run(command, path, *options)
        assert code == 0
        assert rows[0][column]
    _, rows, _ = run("moran", path, *options)
    assert float(rows[0]["moran"]) == pytest.approx(5 / 7), "the same as of the values 1 to 6"
    for refused in (("getis-ord",), ("moran", "--variable", "share")):
        code, _, err = run(refused[0], path, *options, *refused[1:])
        assert code == 2
        assert "zero or more" in err


def test_quotients_and_shares_can_be_compared(run, table):
    values = {}
    for variable in ("value", "location_quotient", "share"):
        _, rows, _ = run("moran", *table, "--variable", variable)
        values[variable] = float(rows[0]["moran"])
    assert values["location_quotient"] == pytest.approx(values["share"]), "a quotient is a share in another unit"
    assert values["value"] != pytest.approx(values["share"])


def test_geary_of_each_industry(run, table):
    _, rows, _ = run("geary", *table, "--style", "binary")
    # (6 - 1) * 10 * 1 / (2 * 10 * 17.5)
    assert float(rows[0]["geary"]) == pytest.approx(1 / 7)


def test_local_statistics_of_each_region(run, table):
    _, rows, _ = run("local-moran", *table, "--scale", "n")
    assert [row["region"] for row in rows[::3]] == list("abcdef")
    of_a = {row["region"]: row for row in rows if row["industry"] == "A"}
    assert of_a["a"]["quadrant"] == "low-low"
    assert of_a["f"]["quadrant"] == "high-high"
    assert sum(float(row["local_moran"]) for row in of_a.values()) / 6 == pytest.approx(5 / 7)
    _, rows, _ = run("getis-ord", *table, "--without-self")
    shares = {row["region"]: row["getis_ord"] for row in rows if row["industry"] == "A"}
    assert float(shares["a"]) == pytest.approx(2 / 20)
    _, rows, _ = run("getis-ord", *table, "--where", "industry = 'A'")
    assert float(rows[0]["getis_ord"]) == pytest.approx(3 / 21)
    assert set(rows[0]) == {"region", "industry", "getis_ord", "z_score", "p_value", "q_value", "spot"}


def test_periods_and_missing_regions(run, tmp_path):
    lines = ["region,industry,period,value"]
    lines += [f"{region},A,{year},{at * year % 11}" for year in (2020, 2021) for at, region in enumerate("abcdef")]
    lines[3] = "c,A,2020,"
    (tmp_path / "t.csv").write_text("\n".join(lines) + "\n")
    (tmp_path / "w.csv").write_text(NEIGHBOURS)
    _, rows, err = run("moran", tmp_path / "t.csv", "--weights", tmp_path / "w.csv", "--permutations", "9")
    assert [(row["period"], row["regions"]) for row in rows] == [("2020", "5"), ("2021", "6")]
    assert "A 2020: regions without a value are left out (c)" in err
    _, rows, err = run("local-moran", tmp_path / "t.csv", "--weights", tmp_path / "w.csv", "--permutations", "9")
    assert next(row for row in rows if row["region"] == "c")["local_moran"] == ""
    (tmp_path / "w.csv").write_text("region,neighbours\na,\nb,\nc,\nd,e\ne,d\nf,\n")
    _, rows, err = run("moran", tmp_path / "t.csv", "--weights", tmp_path / "w.csv", "--permutations", "9")
    assert "regions without neighbours: a, b, d" not in err
    assert "regions without neighbours: a, b, f" in err


def test_a_table_without_any_links_is_blank(run, table, tmp_path):
    (tmp_path / "none.csv").write_text("region,neighbours\na,\nb,\nc,\nd,\ne,\nf,\n")
    _, rows, _ = run("moran", table[0], "--weights", tmp_path / "none.csv")
    assert {row["moran"] for row in rows} == {""}


@pytest.mark.parametrize("command", ["kd", "m"])
def test_functions_of_distance(run, firms, command):
    options = ("--max-radius", "2000", "--simulations", "99")
    code, rows, _ = run(command, firms, "--reference", "J62", *options)
    assert code == 0
    assert len(rows) == 61
    assert float(rows[-1]["radius"]) == 2000.0
    assert rows[3]["verdict"] == "concentrated"
    assert float(rows[0]["p_value"]) == pytest.approx(0.01)
    assert float(rows[10]["global_low"]) <= float(rows[10]["local_low"]) <= float(rows[10]["null_mean"])
    _, rows, err = run(
        command, firms, "--radii", "500", "1000", "--simulations", "39", "--least", "25", "--weight", "staff"
    )
    assert [row["industry"] for row in rows] == ["G47", "G47", "J62", "J62"]
    assert "fewer than 25 firms are left out: M72" in err
    _, rows, _ = run(
        command, firms, "--reference", "J62", "--neighbours", "M72", "--radii", "500", "--simulations", "19"
    )
    assert len(rows) == 1
    _, rows, _ = run(command, firms, "--neighbours", "M72", "--radii", "500", "--simulations", "19")
    assert {row["industry"] for row in rows} == {"G47", "J62"}


def test_bandwidths_of_kd(run, firms):
    options = ("--reference", "J62", "--radii", "300", "--simulations", "19")
    _, (narrow,), _ = run("kd", firms, *options, "--bandwidth", "20")
    _, (wide,), _ = run("kd", firms, *options, "--bandwidth", "2000")
    assert float(narrow["kd"]) != pytest.approx(float(wide["kd"]), rel=0.1)
    code, _, err = run("kd", firms, *options, "--bandwidth", "wide")
    assert (code, "'observed' or 'each'" in err) == (2, True)


def test_ripley(run, firms):
    _, rows, err = run("ripley", firms, "--reference", "J62", "--function", "L", "--simulations", "19")
    assert float(rows[5]["ripley_l"]) > float(rows[5]["global_high"])
    assert "a little too small" in err
    _, rows, err = run(
        "ripley", firms, "--window", "-90000", "-90000", "90000", "90000", "--radii", "1000", "--simulations", "9"
    )
    assert rows[0]["industry"] == "(all)"
    assert float(rows[0]["ripley_k"]) > np.pi * 1e6
    assert "too small" not in err


def test_ripley_of_all_firms_needs_no_industry(run, tmp_path, rng):
    places = rng.random((30, 2)) * 1000
    (tmp_path / "all.csv").write_text("x,y\n" + "".join(f"{x},{y}\n" for x, y in places))
    code, rows, _ = run("ripley", tmp_path / "all.csv", "--radii", "100", "--simulations", "39")
    assert code == 0
    assert rows[0]["industry"] == "(all)"
    code, _, err = run("kd", tmp_path / "all.csv")
    assert code == 2
    assert "name the column with --industry" in err


def test_foci_as_table_and_polygons(run, firms, tmp_path):
    out, polygons = tmp_path / "foci.csv", tmp_path / "foci.geojson"
    code, _, _ = run(
        "foci", firms, "--reference", "J62", "--radius", "300", "--simulations", "99", "--name", "id",
        "--geojson", polygons, "-o", out,
    )  # fmt: skip
    assert code == 0
    (focus,) = csv.DictReader(io.StringIO(out.read_text()))
    assert set(focus["members"].split()) >= {f"f{at}" for at in range(25)}
    assert (float(focus["x"]), float(focus["y"])) == pytest.approx((76.92, 43.24), abs=0.002)
    assert float(focus["p_value"]) == pytest.approx(0.01)
    (feature,) = json.loads(polygons.read_text())["features"]
    west, south = np.array(feature["geometry"]["coordinates"][0][0]).min(axis=0)
    assert 76.90 < west < 76.92
    assert 43.23 < south < 43.24
    options = json.loads((tmp_path / "foci.csv.provenance.json").read_text())["options"]
    assert options["p_value_of_being_focal"] == pytest.approx(0.01)
    assert "transverse Mercator" in options["projection"]


def test_without_simulations_foci_know_no_chance(run, firms):
    code, rows, err = run("foci", firms, "--reference", "J62", "--radius", "300", "--simulations", "0")
    assert code == 0
    assert rows[0]["p_value"] == ""
    assert "without simulations chance is not known" in err
    _, _, err = run("foci", firms, "--reference", "J62", "--radius", "300", "--simulations", "19")
    assert "% by chance (p = " in err


def test_metres_stay_metres_in_the_polygons(run, tmp_path, rng):
    points = rng.random((80, 2)) * 9000 + 1000
    points[:20] = [5000.0, 5000.0] + rng.normal(size=(20, 2)) * 50
    lines = [f"{x:.0f},{y:.0f},{'J62' if at < 25 else 'G47'}" for at, (x, y) in enumerate(points)]
    (tmp_path / "p.csv").write_text("x,y,industry\n" + "\n".join(lines) + "\n")
    _, rows, _ = run("foci", tmp_path / "p.csv", "--reference", "J62", "--radius", "200", "--simulations", "19")
    assert float(rows[0]["x"]) == pytest.approx(5000, abs=60)


def test_no_focus_is_said(run, firms):
    code, rows, err = run("foci", firms, "--reference", "G47", "--radius", "50", "--simulations", "0")
    assert (code, rows) == (0, [])
    assert "no focus was found" in err


def test_bad_input_ends_with_a_message(run, firms, table, tmp_path):
    for arguments, message in (
        (("foci", firms, "--radius", "300"), "--reference"),
        (("kd", firms, "--reference", "J99"), "'J99'"),
        (("kd", firms, "--least", "500"), "at least 500 firms"),
        (("moran", table[0], "--weights", tmp_path / "absent.gal"), "--weights"),
    ):
        code, rows, err = run(*arguments)
        assert (code, rows) == (2, [])
        assert message in err


def test_an_interrupted_run_leaves_nothing(run, firms, tmp_path, monkeypatch):
    def interrupt(tasks, make_state, task, progress=None, *, share=1.0):
        def stop(state, at):
            raise KeyboardInterrupt

        return run_tasks(tasks, make_state, stop, progress, share=share)

    monkeypatch.setattr("growthpoles.space.null_models.run_tasks", interrupt)
    out = tmp_path / "kd.csv"
    code, _, err = run("kd", firms, "--reference", "J62", "-o", out)
    assert code == 130
    assert "interrupted" in err
    assert not out.exists()


def test_a_bar_begins_anew_for_each_industry():
    with progress_bar("simulations") as advance:
        for _ in range(2):
            for _ in range(4):
                advance(0.25)


def test_a_variable_that_is_not_known(row):
    from growthpoles.space.region_profiles import moran_profile
    from growthpoles.tables import table_from_matrix

    table = table_from_matrix([[1.0, 2.0]] * 6)
    with pytest.raises(InputError, match="location_quotient"):
        moran_profile(table, from_links(table.regions, row.rows, row.neighbours), variable="density")
