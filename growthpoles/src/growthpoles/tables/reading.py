"""``read_table``: from rows to the dense table, with every doubt either refused or written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from growthpoles.engine.backends import Engine, add_up, is_ibis
from growthpoles.errors import InputError
from growthpoles.tables.assembly import Encoded, Missing, assemble, split_totals
from growthpoles.tables.labels import Axis, encode_labels, read_universe
from growthpoles.tables.numbers import NOT_PUBLISHED, parse_values
from growthpoles.tables.sources import Rows, Source, read_rows
from growthpoles.tables.table import Floats, Table

Duplicates = Literal["error", "sum"]
WITHHELD_COLUMN = "disclosure_code"
UNIT_COLUMN = "unit"


def read_table(
    source: Source | ArrayLike,
    *,
    region: str = "region",
    industry: str | None = "industry",
    value: str = "value",
    period: str | None = None,
    where: str | None = None,
    universe: Mapping[str, Sequence[str]] | str | None = None,
    total_region: str | None = None,
    total_industry: str | None = None,
    missing: Missing | None = None,
    establishment: str | None = None,
    duplicates: Duplicates = "error",
    withheld: str | None = None,
    unit: str | None = None,
    decimal: str = ".",
    engine: Engine = "auto",
    signed: bool = False,
) -> Table:
    """Read a long table (one row per region, industry and period, or one per establishment) or a matrix.

    Parameters
    ----------
    source : path, "-", table or matrix
        CSV, TSV, XLSX, Parquet, Arrow; ``-`` is the standard input; a pandas, Polars, DuckDB, Ibis or Arrow table; or
        an array of shape (n_regions, n_industries).
    region, industry, value, period : str
        Names of the columns; ``own_code+industry_code`` joins two into labels such as ``5+101``. Without ``period``, a
        column of that name is used if there is one. ``industry=None`` reads one value per region and period, such as
        income per head.
    where : str, optional
        A condition in SQL over all columns, such as ``"year = 2020"``.
    universe : mapping or path, optional
        All regions and industries that exist (keys or columns ``region`` and ``industry``), in the order of the
        result. A region of the universe without rows stays in the result; one outside of it is an error.
    total_region, total_industry : str, optional
        Codes of published total rows: they become the denominators instead of sums.
    missing : {"nan", "zero", "error"}, optional
        What a cell that was not published (blank, NaN, N…) or has no row becomes: ``NaN`` (default), zero, or an
        error. Unless it is given, a region without any row in one of the periods is an error.
    establishment : str, optional
        Column that identifies plants: rows are plants and are added up; a combination without plants is zero.
    duplicates : {"error", "sum"}
        Whether several rows of one cell are an error or are added up (then a combination without rows is zero).
    withheld : str, optional
        Column whose ``N`` (or other mark) says that the value was withheld, even if 0 is printed. A column
        ``disclosure_code`` is used if there is one.
    unit : str, optional
        Column of units; they must not be mixed. A column ``unit`` is used if there is one.
    decimal : {".", ","}
        Decimal separator of text files.
    engine : {"auto", "duckdb", "spark"}
        Who adds up rows of a file. ``auto``: compiled kernels for Arrow and Parquet with ``duplicates="sum"``, else the
        general reader; ``duckdb`` and ``spark`` through Ibis, for sources larger than memory with conditions or
        periods. An Ibis table is always added up by its own backend.
    signed : bool
        Values below zero are meant (growth rates, net exports): for measures that compare values and take no shares.

    Returns
    -------
    Table

    Raises
    ------
    InputError
        Names row and column, what was expected, what was given and how to mend it.

    Examples
    --------
    >>> table = read_table([[10.0, 30.0], [30.0, 30.0]])
    >>> table.regions, table.industry_totals.tolist()
    (('R1', 'R2'), [[40.0, 60.0]])
    """
    if isinstance(source, np.ndarray | list | tuple):
        return table_from_matrix(source)
    if missing not in (None, "nan", "zero", "error"):
        raise InputError("nan, zero or error for missing cells", repr(missing), "pass --missing nan")
    adds_up = duplicates == "sum" or establishment is not None
    known = read_universe(universe)
    plain = (
        (period, where, establishment, withheld, unit) == (None,) * 5
        and missing is None
        and decimal == "."
        and not signed
    )
    if engine != "auto" or is_ibis(source):
        keys = [name for name in (region, industry, period) if name]
        source = add_up(source, engine=engine, keys=keys, value=value, where=where, unique=not adds_up)
        where = establishment = None
    elif adds_up and plain and industry is not None:
        totals = {"total_region": total_region, "total_industry": total_industry}
        summed = _in_kernels(source, region, industry, value, universe=known, **totals)
        if summed is not None:
            return summed
    named = [name for name in (region, industry, value, period, establishment, withheld, unit) if name]
    rows = read_rows(source, named, optional=["period", WITHHELD_COLUMN, UNIT_COLUMN], where=where)
    period = period or ("period" if "period" in rows.columns.column_names else None)
    demand_one_unit(rows, unit or UNIT_COLUMN)
    regions = encode_labels(rows, region)
    industries = encode_labels(rows, industry) if industry else Axis(("all",), np.zeros(len(regions.codes), np.int64))
    periods = encode_labels(rows, period) if period else Axis(("",), np.zeros(len(regions.codes), dtype=np.int64))
    values, marks = parse_values(rows, value, decimal=decimal, signed=signed)
    values = blank_withheld(rows, withheld or WITHHELD_COLUMN, values, marks)
    if missing == "error" and np.isnan(values).any():
        at = int(np.argmax(np.isnan(values)))
        raise InputError(
            "a value in every row",
            "a cell that was not published",
            "pass --missing nan",
            row=rows.row_number(at),
            column=value,
        )
    encoded = Encoded(
        rows,
        regions.within(known.get("region"), also=total_region, rows=rows, column=region),
        industries.within(known.get("industry"), also=total_industry, rows=rows, column=industry or ""),
        periods,
        values,
        (region, industry or "", period or ""),
    )
    return assemble(
        encoded,
        total_region=total_region,
        total_industry=total_industry,
        missing=missing,
        adds_up=adds_up,
        marks=marks,
        signed=signed,
    )


def _in_kernels(
    source: Source,
    region: str,
    industry: str,
    value: str,
    **arrangement: Any,
) -> Table | None:
    """The table by compiled kernels, or None for a source that does not suit them."""
    if not (hasattr(source, "__arrow_c_stream__") or str(source).lower().endswith((".parquet", ".pq"))):
        return None
    from growthpoles.tables.aggregation import kernel_table

    return kernel_table(
        source,
        region=region,
        industry=industry,
        value=value,
        **arrangement,
    )


def table_from_matrix(
    matrix: ArrayLike, *, regions: Sequence[str] | None = None, industries: Sequence[str] | None = None
) -> Table:
    """A table from an array of shape (n_regions, n_industries); ``NaN`` is "not published".

    Labels are ``R1, R2, …`` and ``I1, I2, …`` unless given.

    Raises
    ------
    InputError
        If the array is not two-dimensional or holds a negative or infinite value.

    Examples
    --------
    >>> table_from_matrix([[1, 2], [3, 4]], regions=["Abai", "Zhetisu"]).region_totals.tolist()
    [[3.0, 7.0]]
    """
    cells = checked_matrix(matrix)
    rows = tuple(regions or (f"R{at + 1}" for at in range(cells.shape[0])))
    columns = tuple(industries or (f"I{at + 1}" for at in range(cells.shape[1])))
    return split_totals(cells[None], rows, columns, ("",), warnings=[])


def checked_matrix(matrix: ArrayLike) -> Floats:
    """A copy-free float matrix, or an :class:`InputError` that names the cell."""
    cells = np.asarray(matrix, dtype=np.float64)
    if cells.ndim != 2 or not cells.size:
        raise InputError(
            "an array of shape (n_regions, n_industries)", f"shape {cells.shape}", "give one row per region"
        )
    # The reductions themselves: a small table feels the methods' own overhead.
    if np.minimum.reduce(cells, axis=None) >= 0 and np.maximum.reduce(cells, axis=None) < np.inf:
        return cells
    wrong = (cells < 0) | np.isinf(cells)
    if wrong.any():
        row, column = (int(at) for at in np.argwhere(wrong)[0])
        raise InputError(
            "finite quantities of zero or more",
            f"{cells[row, column]:g}",
            "correct it, or use NaN",
            row=row,
            column=str(column),
        )
    return cells


def demand_one_unit(rows: Rows, column: str) -> None:
    """Refuse a column of units that holds more than one."""
    if column not in rows.columns.column_names:
        return
    units = rows.columns.column(column).to_pylist()
    other = next((at for at, unit in enumerate(units) if unit != units[0]), None)
    if other is not None:
        raise InputError(
            f"one unit for all rows, such as {units[0]!r}",
            repr(units[other]),
            "convert the values, or choose rows of one unit with --where",
            row=rows.row_number(other),
            column=column,
        )


def blank_withheld(rows: Rows, column: str, values: Floats, marks: dict[str, int]) -> Floats:
    """Values with ``NaN`` where the disclosure column holds a mark; the mark is counted."""
    if column not in rows.columns.column_names:
        return values
    texts = [str(text or "").strip() for text in rows.columns.column(column).to_pylist()]
    flagged = np.array([text != "" and text.lower() in NOT_PUBLISHED for text in texts], dtype=bool)
    if flagged.any():
        marks[f"withheld (column {column!r})"] = int(flagged.sum())
    return np.where(flagged, np.nan, values)
