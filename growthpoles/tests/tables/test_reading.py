"""Reading a table: every source gives the same table, and bad input is refused with place and remedy."""

import io
import sys
from pathlib import Path

import duckdb
import ibis
import numpy as np
import openpyxl
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from pyarrow import feather, parquet

from growthpoles import InputError, read_rows, read_table, table_from_matrix

ROWS = [("A", "x", 10), ("A", "y", 30), ("B", "x", 30), ("B", "y", 30)]


@pytest.fixture
def frame():
    return pd.DataFrame(ROWS, columns=["region", "industry", "value"])


def csv_of(text, tmp_path, name="table.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def sources(frame, tmp_path):
    frame.to_csv(tmp_path / "t.csv", index=False)
    frame.to_csv(tmp_path / "t.tsv", index=False, sep="\t")
    frame.to_csv(tmp_path / "semicolon.csv", index=False, sep=";")
    frame.to_csv(tmp_path / "bom.csv", index=False, encoding="utf-8-sig")
    arrow = pa.Table.from_pandas(frame)
    parquet.write_table(arrow, tmp_path / "t.parquet")
    feather.write_feather(arrow, tmp_path / "t.arrow")
    book = openpyxl.Workbook()
    book.active.append(list(frame.columns))
    for row in frame.itertuples(index=False):
        book.active.append(list(row))
    book.save(tmp_path / "t.xlsx")
    files = [
        tmp_path / name for name in ("t.csv", "t.tsv", "semicolon.csv", "bom.csv", "t.parquet", "t.arrow", "t.xlsx")
    ]
    return [*files, str(files[0]), frame, pl.from_pandas(frame), arrow, duckdb.from_arrow(arrow), ibis.memtable(frame)]


def test_every_source_gives_the_same_table(frame, tmp_path):
    first, *others = [read_table(source) for source in sources(frame, tmp_path)]
    assert first.regions == ("A", "B")
    assert first.matrix().tolist() == [[10, 30], [30, 30]]
    for other in others:
        assert other.input_hash == first.input_hash


def test_standard_input(monkeypatch):
    text = "region,industry,value\nA,x,1\nB,x,2\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert read_table("-").matrix().tolist() == [[1], [2]]


def test_standard_input_is_told_by_its_first_bytes(frame, tmp_path, monkeypatch):
    files = [source for source in sources(frame, tmp_path) if isinstance(source, Path)]
    for path in files:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(path.read_bytes())))
        assert read_table("-").input_hash == read_table(frame).input_hash, path.name


def test_the_order_of_rows_does_not_matter(frame):
    shuffled = frame.sample(frac=1, random_state=1)
    assert read_table(shuffled).input_hash == read_table(frame).input_hash


def test_integer_and_whole_float_labels_are_ordered_by_size():
    frame = pd.DataFrame({"region": [10.0, 9.0], "industry": [62, 62], "value": [1, 2]})
    table = read_table(frame)
    assert table.regions == ("9", "10")
    assert table.matrix().tolist() == [[2], [1]]


def test_categories_are_labels(frame):
    table = read_table(frame.astype({"region": "category", "industry": "category"}))
    assert table.input_hash == read_table(frame).input_hash


def test_columns_periods_and_conditions(tmp_path):
    path = csv_of("r,i,v,year,kind\nA,x,1,2019,s\nA,x,2,2020,s\nB,x,3,2019,s\nB,x,4,2020,s\nB,x,9,2020,t\n", tmp_path)
    table = read_table(path, region="r", industry="i", value="v", period="year", where="kind = 's' and year >= 2019")
    assert table.periods == ("2019", "2020")
    assert table.matrix("2020").tolist() == [[2], [4]]
    with pytest.raises(InputError, match="one period"):
        table.matrix()
    with pytest.raises(InputError, match="2021"):
        table.matrix("2021")


def test_a_column_named_period_is_used(frame):
    assert read_table(frame.assign(period=2020)).periods == ("2020",)


def test_row_numbers_survive_conditions(tmp_path):
    path = csv_of("region,industry,value,k\nA,x,1,0\nA,y,1,1\nB,y,oops,1\n", tmp_path)
    with pytest.raises(InputError, match="row 4"):
        read_table(path, where="k = 1")


def test_published_totals_are_denominators():
    frame = pd.DataFrame(
        [("A", "x", 1), ("A", "all", 10), ("N", "x", 5), ("N", "all", 100), ("B", "x", 2), ("B", "all", 20)],
        columns=["region", "industry", "value"],
    )
    table = read_table(frame, total_region="N", total_industry="all")
    assert (table.regions, table.industries) == (("A", "B"), ("x",))
    assert table.region_totals.tolist() == [[10, 20]]
    assert table.industry_totals.tolist() == [[5]]
    assert table.grand_totals.tolist() == [100]
    assert table.with_totals().matrix().tolist() == [[1, 10], [2, 20], [5, 100]]


def test_only_one_total():
    frame = pd.DataFrame(
        [("A", "x", 1), ("N", "x", 5), ("A", "y", 2), ("N", "y", 6)], columns=["region", "industry", "value"]
    )
    table = read_table(frame, total_region="N")
    assert table.grand_totals.tolist() == [11]
    assert table.region_totals.tolist() == [[3]]
    by_industry = read_table(frame.rename(columns={"region": "industry", "industry": "region"}), total_industry="N")
    assert by_industry.grand_totals.tolist() == [11]


def test_totals_smaller_than_their_parts_are_doubted():
    rows = [("A", "x", 8), ("A", "y", 8), ("A", "all", 10), ("N", "x", 4), ("N", "y", 8), ("N", "all", 10)]
    table = read_table(
        pd.DataFrame(rows, columns=["region", "industry", "value"]), total_region="N", total_industry="all"
    )
    assert any("do codes overlap" in warning for warning in table.warnings)
    assert any("do regions overlap" in warning for warning in table.warnings)


@pytest.mark.parametrize("mark", ["", "N", "n/a", "NaN", ":", "…", "-", "–", "x"])
def test_what_was_not_published_is_unknown_and_never_zero(mark, tmp_path):
    table = read_table(csv_of(f"region,industry,value\nA,x,{mark}\nA,y,3\nB,x,1\nB,y,2\n", tmp_path))
    assert np.isnan(table.matrix()[0, 0])
    assert table.warnings[0].startswith("1 cells not published")


def test_blank_and_nan_are_told_apart_in_the_warnings(tmp_path):
    table = read_table(csv_of("region,industry,value\nA,x,\nA,y,NaN\nB,x,1\nB,y,2\n", tmp_path))
    assert table.warnings[:2] == ("1 cells not published: blank", "1 cells not published: NaN")


def test_a_disclosure_column_overrides_a_printed_zero(tmp_path):
    text = "region,industry,value,disclosure_code\nA,x,0,N\nA,y,3,\nB,x,1,\nB,y,2,\n"
    table = read_table(csv_of(text, tmp_path))
    assert np.isnan(table.matrix()[0, 0])
    renamed = read_table(csv_of(text.replace("disclosure_code", "flag"), tmp_path), withheld="flag")
    assert np.isnan(renamed.matrix()[0, 0])


def test_absent_cells_are_unknown_zero_or_refused_as_asked(tmp_path):
    path = csv_of("region,industry,value\nA,x,1\nA,y,2\nB,x,3\n", tmp_path)
    unknown = read_table(path)
    assert np.isnan(unknown.matrix()[1, 1])
    assert any("have no row and are unknown" in warning for warning in unknown.warnings)
    zero = read_table(path, missing="zero")
    assert zero.matrix()[1, 1] == 0
    assert any("count as zero" in warning for warning in zero.warnings)
    with pytest.raises(InputError, match="none for region 'B', industry 'y'"):
        read_table(path, missing="error")
    blank = csv_of("region,industry,value\nA,x,1\nA,y,\n", tmp_path)
    assert read_table(blank, missing="zero").matrix()[0, 1] == 0
    with pytest.raises(InputError, match="row 3"):
        read_table(blank, missing="error")


def test_firm_rows_are_added_up_and_their_absence_is_zero():
    frame = pd.DataFrame(
        [("A", "x", 1, "f"), ("A", "x", 2, "g"), ("B", "y", 4, "h")], columns=["region", "industry", "value", "firm"]
    )
    for options in ({"duplicates": "sum"}, {"establishment": "firm"}):
        assert read_table(frame, **options).matrix().tolist() == [[3, 0], [0, 4]]


def test_a_universe_keeps_an_empty_region_and_gives_the_order(tmp_path):
    path = csv_of("region,industry\nB,x\nA,y\nC,\n", tmp_path, "universe.csv")
    frame = pd.DataFrame(ROWS, columns=["region", "industry", "value"])
    for universe in (str(path), {"region": ["B", "A", "C"], "industry": ["x", "y"]}):
        table = read_table(frame, universe=universe)
        assert table.regions == ("B", "A", "C")
        assert table.matrix()[2].tolist() == [0, 0]
        assert any("'C'" in warning for warning in table.warnings)
    only = read_table(frame, universe={"industry": ["y", "x", "z"]})
    assert only.industries == ("y", "x", "z")


def test_digests_of_large_tables_know_every_cell(monkeypatch):
    matrix = np.arange(1, 31.0).reshape(5, 6)
    small = table_from_matrix(matrix).input_hash
    monkeypatch.setattr("growthpoles.tables.table.FOLDED_FROM", 0)
    folded = table_from_matrix(matrix).input_hash
    assert folded != small
    assert folded == table_from_matrix(matrix.copy()).input_hash
    for at in np.ndindex(matrix.shape):
        changed = matrix.copy()
        changed[at] += 1
        assert table_from_matrix(changed).input_hash != folded
    assert table_from_matrix(matrix[::-1]).input_hash != folded


def test_a_matrix_is_a_table():
    table = read_table(np.array([[1, 2], [3, 4]]))
    assert table.regions == ("R1", "R2")
    assert not table.has_periods
    assert table_from_matrix([[1, 2]], industries=["x", "y"]).industries == ("x", "y")


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        ("A,x,-1\nB,x,2", {}, r"column 'value', row 2: expected a quantity of zero or more, got -1"),
        ("A,x,1\nB,x,abc", {}, r"column 'value', row 3: expected a number, got the text 'abc'"),
        ('A,x,1\nB,x,"1,5"', {}, r"row 3: expected a number with a decimal point.*pass --decimal comma"),
        ("A,x,1\nA,x,2\nB,x,1", {}, r"row 3: expected one row per cell.*the first is row 2"),
        ("A,x,1\n,x,2", {}, r"column 'region', row 3: expected a label, got a blank"),
        ("A,x,inf\nB,x,2", {}, r"row 2: expected a finite quantity"),
        ("A,x,0\nB,x,0", {}, r"expected a total above zero, got only zeros"),
        ("A,x,1\nB,x,1_0", {}, r"row 3: expected a number, got the text '1_0'"),
        ("Akmola,x,1\nAktobe,x,2", {"universe": {"region": ["Akmola", "Aqtobe"]}}, r"row 3.*'Aktobe'.*write 'Aqtobe'"),
        ("A,x,1\nB,x,2", {"universe": {"place": ["A"]}}, r"a universe with region or industry"),
        ("A,x,1\nB,x,2", {"total_region": "National"}, r"the total row 'National'"),
        ("A,x,1\nB,x,2", {"region": "regoin"}, r"a column 'regoin'.*nearest: 'region'"),
        ("A,x,1\nB,x,2", {"where": "nonsense ="}, r"a condition in SQL"),
        ("A,x,1\nB,x,2", {"where": "value > 5"}, r"expected rows, got none"),
        ("A,x,1\nB,x,2", {"missing": "ignore"}, r"nan, zero or error"),
    ],
)
def test_bad_input_is_refused_with_place_and_remedy(text, options, message, tmp_path):
    with pytest.raises(InputError, match=message):
        read_table(csv_of(f"region,industry,value\n{text}\n", tmp_path), **options)


def test_decimal_commas_are_read_when_declared(tmp_path):
    path = csv_of('region;industry;value\nA;x;1 234,5\nB;x;"1.234,5"\nC;x;12\n', tmp_path)
    assert read_table(path, decimal=",").matrix().ravel().tolist() == [1234.5, 1234.5, 12]


def test_two_columns_make_one_label(shared):
    """The total of the US quarterly census is ownership 0, industry 10; the quotients of a county need it."""
    path = shared / "oracles" / "bls_qcew_annual_ohio_counties_shared.csv"
    options = {"region": "area_fips", "industry": "own_code+industry_code", "value": "annual_avg_emplvl"}
    table = read_table(path, **options, where="year = 2020", total_industry="0+10")
    assert "5+101" in table.industries
    printed = pd.read_csv(path)
    whole = printed[(printed["year"] == 2020) & (printed["own_code"] == 0)].set_index("area_fips")["annual_avg_emplvl"]
    assert table.region_totals[0].tolist() == [whole[int(region)] for region in table.regions]


def test_values_in_a_dictionary_are_read():
    frame = pd.DataFrame({"region": ["A", "B"], "industry": "x", "value": ["5", "7"]}).astype({"value": "category"})
    assert read_table(frame).matrix().tolist() == [[5], [7]]


def test_labels_in_chunks_with_their_own_dictionaries():
    parts = [
        pa.table({"region": pa.array([r]).dictionary_encode(), "industry": ["x"], "value": [v]})
        for r, v in (("B", 1), ("A", 2))
    ]
    assert read_table(pa.concat_tables(parts)).matrix().tolist() == [[2], [1]]


def test_mixed_units_are_refused(tmp_path):
    path = csv_of("region,industry,value,unit\nA,x,1,persons\nB,x,2,thousand persons\n", tmp_path)
    with pytest.raises(InputError, match=r"column 'unit', row 3: expected one unit.*'persons', got 'thousand persons'"):
        read_table(path)
    assert read_table(path, where="unit = 'persons'").matrix().tolist() == [[1]]


def test_a_period_missing_for_a_region_is_refused_until_allowed(tmp_path):
    path = csv_of("region,industry,value,period\nA,x,1,2019\nA,x,2,2020\nB,x,3,2019\n", tmp_path)
    with pytest.raises(InputError, match="rows for region 'B' in every period, got none in '2020'"):
        read_table(path)
    assert np.isnan(read_table(path, missing="nan").matrix("2020")[1, 0])


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.csv", "", "an empty file"),
        ("ragged.csv", "a,b\n1,2\n1,2,3\n", "equally many in every row"),
        ("table.docx", "x", "a .csv, .tsv, .xlsx, .parquet or .arrow file"),
    ],
)
def test_files_that_cannot_be_read(name, content, message, tmp_path):
    with pytest.raises(InputError, match=message):
        read_table(csv_of(content, tmp_path, name))


def test_absent_files_empty_sheets_and_strange_objects(tmp_path):
    with pytest.raises(InputError, match="check the path"):
        read_table(tmp_path / "absent.csv")
    openpyxl.Workbook().save(tmp_path / "empty.xlsx")
    with pytest.raises(InputError, match="an empty first sheet"):
        read_table(tmp_path / "empty.xlsx")
    with pytest.raises(InputError, match="got int"):
        read_table(7)


def test_sheets_keep_whole_numbers_and_blanks(tmp_path):
    book = openpyxl.Workbook()
    for row in (["region", "industry", "value"], ["A", 62.0, 1.5], ["B", 62, None]):
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    table = read_table(tmp_path / "t.xlsx")
    assert table.industries == ("62",)
    assert table.matrix()[0, 0] == 1.5
    assert np.isnan(table.matrix()[1, 0])


def test_a_column_that_is_no_number_by_type():
    frame = pd.DataFrame({"region": ["A"], "industry": ["x"], "value": [True]})
    with pytest.raises(InputError, match="a column of type bool"):
        read_table(frame)


@pytest.mark.parametrize(("matrix", "message"), [([1, 2], "shape"), ([[1, -1]], "got -1"), ([[]], "shape")])
def test_matrices_that_are_no_tables(matrix, message):
    with pytest.raises(InputError, match=message):
        read_table(np.array(matrix, dtype=float))


def test_too_many_cells_are_refused_before_memory_is_taken():
    labels = [str(at) for at in range(30_000)]
    frame = pd.DataFrame({"region": labels, "industry": labels, "value": 1.0})
    with pytest.raises(InputError, match="at most 500,000,000 cells"):
        read_table(frame)


def test_demands_of_measures():
    table = table_from_matrix([[1, 2]])
    with pytest.raises(InputError, match=r"at least 2 regions.*--total-region"):
        table.demand(regions=2)
    with pytest.raises(InputError, match="at least 3 industries"):
        table.demand(industries=3)


def test_rows_quote_what_stands_there(frame):
    rows = read_rows(frame, ["value"], where="value > 10")
    assert rows.row_number(0) == 1
    assert rows.text("value", 0) == "30"


def test_errors_carry_their_parts():
    error = InputError("a number", "'abc'", "write 1", row=3, column="value")
    assert (error.wanted, error.given, error.remedy, error.row, error.column) == (
        "a number",
        "'abc'",
        "write 1",
        3,
        "value",
    )
