"""The same cells from every engine, and the same bits of every location quotient."""

import shutil

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from growthpoles import InputError, indicators, location_quotient, read_table
from growthpoles.engine import backends, cells
from growthpoles.engine import parquet as out_of_core

RNG = np.random.default_rng(0)
N = 5000


def rows(kind):
    """Firms with regions and industries as integers (with gaps) or as text."""
    regions, industries = RNG.integers(0, 12, N) * 3 - 9, RNG.integers(100, 140, N)
    values = RNG.integers(1, 1000, N)
    if kind == "text":
        return pd.DataFrame(
            {"region": [f"r{r}" for r in regions], "industry": [f"i{i}" for i in industries], "value": values}
        )
    return pd.DataFrame({"region": regions, "industry": industries, "value": values})


@pytest.fixture(params=["integers", "text"])
def frame(request):
    return rows(request.param)


def generally(frame):
    """The general reader, which a condition forces."""
    return read_table(frame, duplicates="sum", where="true")


def same(table, frame):
    expected = generally(frame)
    assert (table.regions, table.industries) == (expected.regions, expected.industries)
    assert (table.values == expected.values).all()
    ours, theirs = location_quotient(table.matrix()), location_quotient(expected.matrix())
    assert (ours == theirs).all()


def test_arrow_in_memory(frame):
    same(read_table(pa.Table.from_pandas(frame), duplicates="sum"), frame)
    same(read_table(frame, duplicates="sum"), frame)


def test_arrow_in_uneven_chunks(frame):
    whole = pa.Table.from_pandas(frame)
    chunked = pa.concat_tables([whole.slice(0, 1000), whole.slice(1000)])
    same(read_table(chunked, duplicates="sum"), frame)
    uneven = chunked.set_column(2, "value", pa.chunked_array([whole["value"].to_numpy()]))
    same(read_table(uneven, duplicates="sum"), frame)


def test_sums_of_zero_only_are_refused():
    zeros = pa.table({"region": [1, 2], "industry": [1, 2], "value": [0, 0]})
    with pytest.raises(InputError, match="only zeros"):
        read_table(zeros, duplicates="sum")


def test_dictionaries_of_text():
    frame = rows("text")
    same(read_table(pa.Table.from_pandas(frame.astype({"region": "category"})), duplicates="sum"), frame)


def test_parquet_by_row_groups(frame, tmp_path):
    path = tmp_path / "firms.parquet"
    parquet.write_table(pa.Table.from_pandas(frame), path, row_group_size=700)
    same(read_table(path, duplicates="sum"), frame)


def test_duckdb_on_files_and_ibis_tables(frame, tmp_path):
    frame.to_csv(tmp_path / "firms.csv", index=False)
    frame.to_csv(tmp_path / "firms.tsv", index=False, sep="\t")
    parquet.write_table(pa.Table.from_pandas(frame), tmp_path / "firms.parquet")
    for name in ("firms.csv", "firms.tsv", "firms.parquet"):
        same(read_table(tmp_path / name, duplicates="sum", engine="duckdb"), frame)
    same(read_table(ibis.memtable(frame), duplicates="sum"), frame)


@pytest.fixture(scope="module")
def spark_session():
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java 17, and no java is on the PATH")
    pytest.importorskip("pyspark", reason="pip install 'growthpoles[spark]' to test on Spark")
    return backends.spark()


@pytest.mark.filterwarnings("ignore")
def test_spark_gives_the_same_bits(spark_session, frame, tmp_path):
    assert spark_session is not None
    parquet.write_table(pa.Table.from_pandas(frame, preserve_index=False), tmp_path / "firms.parquet")
    frame.to_csv(tmp_path / "firms.csv", index=False)
    same(read_table(tmp_path / "firms.parquet", duplicates="sum", engine="spark"), frame)
    same(read_table(tmp_path / "firms.csv", duplicates="sum", engine="spark"), frame)
    part = read_table(tmp_path / "firms.parquet", duplicates="sum", engine="spark", where="value < 500")
    assert (part.values == read_table(frame, duplicates="sum", where="value < 500").values).all()


def test_without_spark_the_message_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyspark.sql", None)
    monkeypatch.setitem(__import__("sys").modules, "pyspark.errors", None)
    with pytest.raises(InputError, match=r"growthpoles\[spark\]"):
        backends.spark()


def test_conditions_periods_and_plain_cells_in_duckdb(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("region,industry,value,period\nA,x,1,2019\nA,x,2,2020\nB,x,3,2019\nB,x,,2020\n")
    table = read_table(path, engine="duckdb")
    assert table.periods == ("2019", "2020")
    assert np.isnan(table.matrix("2020")[1, 0])
    assert read_table(path, engine="duckdb", where="period = 2019").matrix().ravel().tolist() == [1, 3]


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        ("A,x,1\nA,x,2", {}, "several rows for region 'A', industry 'x'"),
        ("A,x,-1\nB,x,2", {}, "a negative one in region 'A'"),
        ("A,x,one\nB,x,2", {}, "values of type string"),
        ("A,x,1\nB,x,2", {"value": "worth"}, "a column 'worth'"),
        ("A,x,1\nB,x,2", {"where": "nonsense ="}, "a condition in SQL"),
        ("A,x,1\nB,x,2", {"where": "value > 9"}, "expected rows, got none"),
    ],
)
def test_bad_input_in_duckdb(text, options, message, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(f"region,industry,value\n{text}\n")
    with pytest.raises(InputError, match=message):
        read_table(path, engine="duckdb", **options)


@pytest.mark.parametrize(
    ("name", "message"), [("absent.csv", "a file that can be read"), ("t.xlsx", "a .parquet, .csv or .tsv file")]
)
def test_paths_that_an_engine_does_not_read(name, message, tmp_path):
    (tmp_path / "t.xlsx").write_text("x")
    with pytest.raises(InputError, match=message):
        read_table(tmp_path / name, engine="duckdb")
    with pytest.raises(InputError, match="a path or an Ibis table"):
        read_table(pd.DataFrame({"region": ["A"]}), engine="duckdb")


def test_codes_outside_of_the_sample_are_found():
    """One row in ten thousand lies far outside; the guess of the bounds is then made good."""
    regions = np.zeros(100_000, dtype=np.int32)
    regions[77_777] = 5000
    frame = pd.DataFrame({"region": regions, "industry": np.arange(100_000) % 3, "value": 1})
    table = read_table(frame, duplicates="sum")
    assert table.regions == ("0", "5000")
    assert table.region_totals.tolist() == [[99_999, 1]]


def test_labels_whose_values_are_all_zero_stay(tmp_path):
    frame = pd.DataFrame({"region": [1, 2, 3, 9], "industry": [1, 1, 2, 5], "value": [5, 0, 7, 0]})
    parquet.write_table(pa.Table.from_pandas(frame), tmp_path / "t.parquet")
    for source in (frame, tmp_path / "t.parquet"):
        table = read_table(source, duplicates="sum")
        assert (table.regions, table.industries) == (("1", "2", "3", "9"), ("1", "2", "5"))


def test_universe_and_totals_in_the_kernels(frame):
    nation = frame.groupby("industry", as_index=False)["value"].sum().assign(region=99)
    if frame["region"].dtype.kind != "i":
        nation["region"] = "N"
    total = str(nation["region"].iloc[0])
    both = pd.concat([frame, nation])
    table = read_table(pa.Table.from_pandas(both), duplicates="sum", total_region=total)
    expected = read_table(both, duplicates="sum", where="true", total_region=total)
    assert table.regions == expected.regions
    assert (table.industry_totals == expected.industry_totals).all()
    order = [*reversed(generally(frame).regions), "elsewhere"]
    wide = read_table(frame, duplicates="sum", universe={"region": order})
    assert wide.regions == tuple(order)
    assert wide.region_totals[0, -1] == 0
    with pytest.raises(InputError, match="labels of the universe"):
        read_table(frame, duplicates="sum", universe={"region": order[1:]})
    with pytest.raises(InputError, match="the total row 'Q'"):
        read_table(frame, duplicates="sum", total_region="Q")
    more = [*generally(frame).industries, "new"]
    assert read_table(frame, duplicates="sum", universe={"industry": more}).industries == tuple(more)


def test_negative_values_are_refused_in_the_kernels(tmp_path):
    frame = pd.DataFrame({"region": [1, 2], "industry": [1, 1], "value": [3, -4]})
    with pytest.raises(InputError, match="got -4 for region code 2"):
        read_table(frame, duplicates="sum")


def test_only_zeros_are_refused_in_the_kernels():
    frame = pd.DataFrame({"region": [1, 2], "industry": [1, 1], "value": [0, 0]})
    with pytest.raises(InputError, match="a total above zero, got only zeros"):
        read_table(frame, duplicates="sum")


def test_columns_that_do_not_suit_the_kernels_take_the_general_way(tmp_path):
    frame = pd.DataFrame({"region": [1, 2], "industry": [1, 1], "value": [3.0, np.nan], "day": pd.Timestamp(0)})
    gaps = pa.table({"region": [1, None, 2], "industry": [1, 1, 1], "value": [1, 2, 3]})
    with pytest.raises(InputError, match="a label, got a blank"):
        read_table(gaps, duplicates="sum")
    parquet.write_table(gaps, tmp_path / "gaps.parquet")
    with pytest.raises(InputError, match="a label, got a blank"):
        read_table(tmp_path / "gaps.parquet", duplicates="sum")
    for columns in ({"region": "day"}, {"value": "region", "region": "value"}):
        parquet.write_table(pa.Table.from_pandas(frame), tmp_path / "f.parquet")
        assert (
            out_of_core.sum_parquet(
                tmp_path / "f.parquet", columns.get("region", "region"), "industry", columns.get("value", "value")
            )
            is None
        )
    with_periods = frame.fillna(1).assign(period=[2019, 2020])[["region", "industry", "value", "period"]]
    parquet.write_table(pa.Table.from_pandas(with_periods), tmp_path / "p.parquet")
    for source in (with_periods, tmp_path / "p.parquet"):
        assert read_table(source, duplicates="sum").periods == ("2019", "2020")
    parquet.write_table(pa.Table.from_pandas(frame), tmp_path / "bare.parquet", write_statistics=False)
    assert out_of_core.sum_parquet(tmp_path / "bare.parquet", "region", "industry", "region") is None
    assert out_of_core.sum_parquet(tmp_path / "bare.parquet", "region", "absent", "value") is None
    parquet.write_table(pa.table({"r": ["a"], "i": ["b"], "v": ["c"]}), tmp_path / "t.parquet")
    assert out_of_core.sum_parquet(tmp_path / "t.parquet", "r", "i", "v") is None


def test_unknown_values_in_duckdb(tmp_path):
    table = pa.table({"region": ["A", "A", "B"], "industry": ["x", "x", "x"], "value": [1.0, np.nan, 2.0]})
    parquet.write_table(table, tmp_path / "t.parquet")
    found = read_table(tmp_path / "t.parquet", duplicates="sum", engine="duckdb").matrix().ravel()
    assert np.isnan(found).tolist() == [True, False]


def test_a_file_whose_statistics_lie_is_refused(tmp_path, monkeypatch):
    parquet.write_table(pa.Table.from_pandas(rows("integers")), tmp_path / "t.parquet")
    monkeypatch.setattr(out_of_core, "_statistics", lambda *_: (0, 5))
    monkeypatch.setattr(out_of_core, "mark_present", lambda *_: None)
    with pytest.raises(InputError, match="labels within the statistics"):
        read_table(tmp_path / "t.parquet", duplicates="sum")


def test_too_many_labels_of_text_are_refused_in_parquet(tmp_path, monkeypatch):
    monkeypatch.setattr(out_of_core, "TEXT_LABELS", 5)
    parquet.write_table(pa.Table.from_pandas(rows("text")), tmp_path / "t.parquet")
    with pytest.raises(InputError, match="at most 5 labels of text"):
        read_table(tmp_path / "t.parquet", duplicates="sum")


def test_whole_numbers_are_added_exactly():
    big = 2**52
    frame = pd.DataFrame({"region": [1, 1, 2], "industry": [1, 1, 1], "value": [big, 1, 5]})
    assert read_table(frame, duplicates="sum").region_totals[0, 0] == big + 1
    assert cells.sum_cells([cells.Block(*(frame[name].to_numpy() for name in frame))]).values.dtype == np.int64


def test_unknown_values_make_unknown_cells():
    frame = pd.DataFrame({"region": [1, 1, 2], "industry": [1, 1, 1], "value": [1.0, np.nan, 5.0]})
    table = read_table(pa.table({name: frame[name].to_numpy() for name in frame}), duplicates="sum")
    assert np.isnan(table.matrix()).ravel().tolist() == [True, False]


def test_indicators_of_firms_tables_and_matrices(frame):
    found = indicators(pa.Table.from_pandas(frame), duplicates="sum")
    matrix = generally(frame).matrix()
    bare = indicators(matrix)
    assert (found.pack.location_quotient == bare.pack.location_quotient).all()
    assert found.provenance["input_hash"] == found.table.input_hash
    assert bare.provenance["measure"] == "indicators"
    assert len(bare.to_result()) == matrix.size
    assert found.regions().to_pandas().columns.tolist() == [
        "region", "krugman_specialisation_index", "herfindahl_hirschman_index",
    ]  # fmt: skip
    assert found.industries()["gini"] == pytest.approx(bare.industries()["gini"])


def test_small_and_large_tables_agree_where_they_meet():
    matrix = RNG.integers(0, 50, (120, 100)).astype(float)
    matrix[3] = 0
    matrix[5, 5] = np.nan
    large, small = indicators(matrix).pack, indicators(matrix[:50]).pack
    assert np.isnan(large.location_quotient[3]).all()
    assert np.isnan(large.krugman_specialisation_index[[3, 5]]).all()
    assert small.location_quotient.shape == (50, 100)
    assert (large.location_quotient[[0]] == location_quotient(matrix)[[0]]).all()
    assert np.isnan(large.gini[5])
