"""Results: every form holds the same rows and the provenance, and a file appears whole or not at all."""

import json
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest

from growthpoles import InputError, Result, provenance
from growthpoles.results import _as_table_bytes, write_atomically


@pytest.fixture
def result():
    told = provenance(
        "gini", variant="raw", options={"a": 1}, units={"gini": "1"}, input_hash="ff", warnings=["careful"]
    )
    return Result({"region": ["A", "Б"], "gini": np.array([0.25, np.nan])}, told)


def test_provenance_names_measure_variant_options_units_input_engine_and_warnings(result):
    assert set(result.provenance) == {
        "measure",
        "variant",
        "options",
        "units",
        "input_hash",
        "engine_version",
        "warnings",
    }


def test_columns_and_length(result):
    assert len(result) == 2
    assert result["region"] == ["A", "Б"]
    assert len(Result({})) == 0


def test_forms(result, tmp_path):
    for name in ("r.csv", "r.tsv", "r.json", "r.parquet", "r.xlsx", "r.txt"):
        result.write(tmp_path / name)
    assert (tmp_path / "r.csv").read_text() == "region,gini\nA,0.25\nБ,\n"
    assert (tmp_path / "r.tsv").read_text() == "region\tgini\nA\t0.25\nБ\t\n"
    written = json.loads((tmp_path / "r.json").read_text())
    assert written == {
        "provenance": result.provenance,
        "rows": [{"region": "A", "gini": 0.25}, {"region": "Б", "gini": None}],
    }
    table = pq.read_table(tmp_path / "r.parquet")
    assert table.column("gini").to_pylist() == [0.25, None]
    assert json.loads(table.schema.metadata[b"growthpoles"]) == result.provenance
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    assert [cell.value for cell in book["result"][2]] == ["A", 0.25]
    assert book["provenance"]["B1"].value == "gini"
    assert "0.25" in (tmp_path / "r.txt").read_text()
    assert json.loads((tmp_path / "r.csv.provenance.json").read_text()) == result.provenance


def test_frames_carry_the_provenance(result):
    frame = result.to_pandas()
    assert frame.attrs["measure"] == "gini"
    pd.testing.assert_series_equal(frame["gini"], pd.Series([0.25, np.nan], name="gini"))
    assert result.to_records()[1] == {"region": "Б", "gini": None}


def test_standard_output(result, capsysbinary):
    result.write("-")
    assert capsysbinary.readouterr().out == "region,gini\nA,0.25\nБ,\n".encode()


@pytest.mark.parametrize(("name", "form"), [("r.doc", None), ("r.csv", "docx")])
def test_unknown_formats_are_refused(result, name, form, tmp_path):
    with pytest.raises(InputError, match="a format"):
        result.write(tmp_path / name, form)


def test_an_absent_folder_is_refused(result, tmp_path):
    with pytest.raises(InputError, match="a folder that exists"):
        result.write(tmp_path / "absent" / "r.csv")


def test_an_interrupted_write_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    target = tmp_path / "r.csv"
    target.write_text("old")

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(target, b"new")
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_wide_tables_are_cut_between_columns_and_no_number_is():
    columns = {f"an_index_with_a_long_name_{at}": [0.123456 * at, 1234.5] for at in range(1, 9)}
    result = Result({"region": ["A", "B"], **columns, "reason": ["for " * 30, ""]}, provenance("wide"))
    grids = result.grids(100)
    assert len(grids) > 2
    assert all(next(iter(grid.columns)).header == "region" for grid in grids)
    assert [column.header for grid in grids for column in grid.columns[1:]] == [*columns, "reason"]
    written = _as_table_bytes(result).decode()
    assert "…" not in written
    assert all(name in written for name in columns), "a name that does not fit would be folded"
    assert written.count("1234") == 8, "1234.5 to four digits"
    assert [column.header for column in Result({"region": ["A"]}).grids(80)[0].columns] == ["region"]


def test_a_notebook_prints_the_whole_grid(result):
    assert [column.header for column in result.__rich__().columns] == ["region", "gini"]


def test_counts_are_whole_numbers_where_they_can_be():
    result = Result({"region": ["A", "B"], "plants": [3.0, float("nan")], "rank": [1.5, 1.5], "gini": [1.0, 0.0]})
    assert result.to_csv() == "region,plants,rank,gini\nA,3,1.5,1.0\nB,,1.5,0.0\n"
