"""Options that every command on a table shares, and the reading that they describe."""

from __future__ import annotations

import argparse
import inspect
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from growthpoles.results import FORMATS, demand_folder
from growthpoles.tables import Plants, Table, read_plants, read_table


def whole(least: int) -> Callable[[str], int]:
    """Type of an option: a whole number not below ``least``."""

    def read(text: str) -> int:
        if not text.lstrip("-").isdigit() or int(text) < least:
            raise argparse.ArgumentTypeError(f"expected a whole number of {least} or more, got {text!r}")
        return int(text)

    return read


def share(text: str) -> float:
    """Type of an option: a share above 0 and below 1."""
    try:
        found = float(text)
    except ValueError:
        found = float("nan")
    if not 0.0 < found < 1.0:
        raise argparse.ArgumentTypeError(f"expected a share between 0 and 1, such as 0.05, got {text!r}")
    return found


def add_output_options(parser: argparse.ArgumentParser) -> None:
    """``--format``, ``-o`` and ``--explain``."""
    group = parser.add_argument_group("output")
    group.add_argument(
        "--format",
        choices=FORMATS,
        help="form of the result (default: by the suffix of -o; a table on a terminal, else csv)",
    )
    group.add_argument(
        "-o",
        "--output",
        default="-",
        metavar="FILE",
        help="write to FILE, complete or not at all (default: standard output)",
    )
    add_explain_option(group)


def add_explain_option(parser: argparse._ActionsContainer) -> None:
    """``--explain``."""
    parser.add_argument("--explain", action="store_true", help="say in words what was computed, how and from what")


def explain(args: argparse.Namespace, facts: Mapping[str, Any]) -> None:
    """Say on the standard error what a command did: the docstring of its measure, and the facts that are known."""
    parts = []
    if args.explained_by is not None:
        module, name = args.explained_by.split(":")
        parts.append(inspect.getdoc(getattr(import_module(module), name)) or "")
    parts += [f"{name}: {value}" for name, value in facts.items() if value]
    print("\n".join(parts), file=sys.stderr)


def check_target(args: argparse.Namespace) -> None:
    """Refuse a result that could not be written before hours are spent on it."""
    target = getattr(args, "output", None)
    if target is not None and str(target) != "-":
        demand_folder(Path(target))


def add_table_options(parser: argparse.ArgumentParser) -> None:
    """The source and all options of :func:`growthpoles.read_table`, and those of the output."""
    parser.add_argument("table", metavar="TABLE", help="CSV, TSV, XLSX, Parquet or Arrow; - is the standard input")
    add_column_options(parser)
    add_output_options(parser)


def add_plant_options(parser: argparse.ArgumentParser) -> None:
    """The source and all options of :func:`growthpoles.read_plants`, and those of the output."""
    parser.add_argument(
        "firms", metavar="FIRMS", help="one plant a row: CSV, TSV, XLSX, Parquet or Arrow; - is the standard input"
    )
    _add_shared_column_options(parser, missing="what a plant without a size is (default: error; nan: left out)")
    add_output_options(parser)


def add_column_options(parser: argparse.ArgumentParser) -> None:
    """Names of columns, selection, universe, totals and missing cells."""
    group = _add_shared_column_options(parser, missing="what a cell without a value becomes (default: nan)")
    group.add_argument("--duplicates", choices=("error", "sum"), default="error", help="several rows of one cell")
    group.add_argument(
        "--engine", choices=("auto", "duckdb", "spark"), default="auto", help="who reads and adds up a large file"
    )


def _add_shared_column_options(parser: argparse.ArgumentParser, *, missing: str) -> argparse._ArgumentGroup:
    group = parser.add_argument_group("input")
    group.add_argument("--region", default="region", metavar="COLUMN")
    group.add_argument("--industry", default="industry", metavar="COLUMN", help="A+B joins two columns into one label")
    group.add_argument("--value", default="value", metavar="COLUMN")
    group.add_argument("--period", metavar="COLUMN", help="default: a column 'period' if there is one")
    group.add_argument("--where", metavar="SQL", help='keep rows that meet a condition, such as "year = 2020"')
    group.add_argument(
        "--universe", metavar="FILE", help="all regions and industries that exist (columns region, industry)"
    )
    group.add_argument("--total-region", metavar="CODE", help="published total over regions, used as the denominator")
    group.add_argument(
        "--total-industry", metavar="CODE", help="published total over industries, used as the denominator"
    )
    group.add_argument("--missing", choices=("nan", "zero", "error"), help=missing)
    group.add_argument(
        "--establishment", metavar="COLUMN", help="rows are plants, named by this column, and are added up"
    )
    group.add_argument(
        "--withheld", metavar="COLUMN", help="column that marks withheld values (default: disclosure_code)"
    )
    group.add_argument("--unit", metavar="COLUMN", help="column of units, which must not be mixed (default: unit)")
    group.add_argument("--decimal", choices=("point", "comma"), default="point")
    return group


def table_options(args: argparse.Namespace) -> dict[str, Any]:
    """The keyword arguments of :func:`growthpoles.read_table` that the options stand for."""
    return _plant_options(args) | {"duplicates": args.duplicates, "engine": args.engine}


def _plant_options(args: argparse.Namespace) -> dict[str, Any]:
    names = ("region", "industry", "value", "period", "where", "universe", "total_region", "total_industry", "missing")
    options = {name: getattr(args, name) for name in (*names, "establishment", "withheld", "unit")}
    return options | {"decimal": "," if args.decimal == "comma" else "."}


def reread(args: argparse.Namespace, source: str = "table") -> None:
    """Keep the standard input in memory, for a command that reads its source twice."""
    if getattr(args, source) == "-":
        setattr(args, source, sys.stdin.buffer.read())


def table_from(args: argparse.Namespace, source: str = "table", *, signed: bool = False) -> Table:
    """Read the table that the command line names."""
    return read_table(getattr(args, source), **table_options(args), signed=signed)


def plants_from(args: argparse.Namespace, source: str = "table") -> Plants:
    """Read the plants that the command line names."""
    return read_plants(getattr(args, source), **_plant_options(args))
