"""Sources that another engine reads and adds up: any Ibis table, DuckDB on files, Spark on one machine or many."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from growthpoles.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

Engine = Literal["auto", "duckdb", "spark"]


def is_ibis(source: Any) -> bool:
    """Whether a source is an Ibis table expression (without importing Ibis)."""
    return type(source).__module__.split(".", 1)[0] == "ibis"


def add_up(
    source: Any,
    *,
    engine: Engine,
    keys: Sequence[str],
    value: str,
    where: str | None,
    unique: bool,
) -> pa.Table:
    """One row per cell, added up where the data are; whole numbers are added exactly.

    Parameters
    ----------
    source : path or Ibis table
    engine : {"auto", "duckdb", "spark"}
        Who reads a path; an Ibis table stays with its own backend.
    keys : sequence of str
        Columns of region, industry and, if there is one, period.
    value : str
    where : str, optional
        A condition in SQL.
    unique : bool
        Refuse cells with several rows.

    Returns
    -------
    pyarrow.Table
        The key columns and ``value``, null where a row of the cell was not published.
    """
    import ibis

    rows = source if is_ibis(source) else open_path(source, engine)
    keys = [*keys, *(["period"] if "period" in rows.columns and len(keys) == 2 else [])]
    for name in (*keys, value):
        if name not in rows.columns:
            raise InputError(f"a column {name!r}", ", ".join(map(repr, rows.columns)), "name it with the options")
    if not rows[value].type().is_numeric():
        raise InputError(
            "numbers", f"values of type {rows[value].type()}", "convert the column in the source", column=value
        )
    if where is not None:
        rows = _selected(rows, where)
    unknown = rows[value].isnull()
    if rows[value].type().is_floating():
        unknown = unknown | rows[value].isnan()
    cells = rows.group_by(list(keys)).aggregate(
        __sum=rows[value].sum(),
        __rows=rows.count(),
        __unknown=unknown.sum(),
        __least=rows[value].min(),
    )
    found = cells.mutate(
        __sum=ibis.ifelse(cells["__unknown"] > 0, ibis.null(), cells["__sum"]).cast("float64")
    ).to_pyarrow()
    _demand_sound(found, keys, value, unique)
    return found.select([*keys, "__sum"]).rename_columns([*keys, value])


def _demand_sound(found: pa.Table, keys: Sequence[str], value: str, unique: bool) -> None:
    import pyarrow.compute as pc

    def first(mask: Any) -> str:
        row = found.filter(mask).slice(0, 1).to_pylist()[0]
        return ", ".join(f"{key} {row[key]!r}" for key in keys)

    if not found.num_rows:
        raise InputError("rows", "none", "check the source and --where", column=value)
    negative = pc.less(found["__least"], 0)
    if pc.any(negative).as_py():
        raise InputError(
            "quantities of zero or more", f"a negative one in {first(negative)}", "correct it", column=value
        )
    several = pc.greater(found["__rows"], 1)
    if unique and pc.any(several).as_py():
        raise InputError(
            "one row per cell",
            f"several rows for {first(several)}",
            "remove all but one; if rows are firms, pass --duplicates sum",
        )


def _selected(rows: Any, where: str) -> Any:
    """Rows that meet a condition in SQL, in the dialect of their backend."""
    connection = rows.get_backend()
    query = f"select * from ({connection.compile(rows)}) as rows where {where}"  # noqa: S608 -- the user's own query
    try:
        connection.raw_sql(f"create or replace temporary view growthpoles_rows as {query}")
        return connection.table("growthpoles_rows")
    except _sql_errors(connection.name) as error:
        raise InputError("a condition in SQL over the columns", repr(where), "check its names and quotes") from error


def _sql_errors(backend: str) -> type[Exception]:
    """What a backend raises at SQL that it does not understand."""
    if backend == "pyspark":
        from pyspark.errors import PySparkException

        return PySparkException
    import duckdb

    return duckdb.Error


def open_path(source: Any, engine: Engine) -> Any:
    """An Ibis table over a CSV or Parquet file."""
    if not isinstance(source, str | os.PathLike):
        raise InputError("a path or an Ibis table for --engine", type(source).__name__, "leave --engine out")
    name = os.fspath(source)
    if not Path(name).exists():
        raise InputError("a file that can be read", repr(name), "check the path; --engine reads no standard input")
    suffix = Path(name).suffix.lower()
    if suffix not in (".parquet", ".pq", ".csv", ".tsv") and not Path(name).is_dir():
        raise InputError("a .parquet, .csv or .tsv file for --engine", repr(name), "convert the file")
    connection = spark() if engine == "spark" else _duckdb()
    if suffix in (".csv", ".tsv"):
        separator = "\t" if suffix == ".tsv" else ","
        if engine == "spark":
            return connection.read_csv(name, header=True, inferSchema=True, sep=separator)
        return connection.read_csv(name, sep=separator)
    return connection.read_parquet(name)


def _duckdb() -> Any:
    import ibis

    return ibis.duckdb.connect(threads=2)


def spark(master: str | None = None) -> Any:
    """An Ibis connection to Spark: ``SPARK_REMOTE`` if it is set, else ``master`` or ``SPARK_MASTER``, else local.

    Raises
    ------
    InputError
        If Spark or Java is not installed.
    """
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise InputError(
            "Spark", "no package pyspark", "pip install 'growthpoles[spark]', which needs Java 17"
        ) from error
    import ibis

    builder = SparkSession.builder.appName("growthpoles")
    if "SPARK_REMOTE" in os.environ:
        builder = builder.remote(os.environ["SPARK_REMOTE"])
    else:
        builder = builder.master(master or os.environ.get("SPARK_MASTER", "local[2]"))
        if "SPARK_MASTER" not in os.environ:
            for name in ("spark.driver.host", "spark.driver.bindAddress"):
                builder = builder.config(name, "127.0.0.1")
        builder = builder.config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "4")
    try:
        session = builder.getOrCreate()
    except PySparkException as error:
        raise InputError(
            "Java 17 and a Spark master that answers", str(error).splitlines()[0], "see JAVA_HOME"
        ) from error
    return ibis.pyspark.connect(session)
