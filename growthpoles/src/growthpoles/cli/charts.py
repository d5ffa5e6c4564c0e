"""Commands on charts: ``map`` and ``chart``."""

from __future__ import annotations

import argparse
import math
from typing import TYPE_CHECKING, Any

from growthpoles import __version__
from growthpoles.cli.options import add_explain_option, explain, reread
from growthpoles.errors import InputError

#: Columns of results that are worth a map, the first that is there.
MAPPED = (
    "krugman_specialisation_index",
    "growth_pole_index",
    "district_type",
    "stage",
    "local_moran",
    "location_quotient",
    "value",
)

if TYPE_CHECKING:
    from growthpoles.cli import Commands
    from growthpoles.records import Records


def add_commands(commands: Commands) -> None:
    """Add the commands of this family."""
    parser = commands.add(
        "map",
        run_map,
        summary="map of one column of a result, one value per region",
        explained_by="growthpoles.charts:region_map",
    )
    _add_shared(parser)
    parser.add_argument(
        "--column", metavar="COLUMN", help="what is mapped: numbers, or classes (default: see the documentation)"
    )
    parser.add_argument("--region", default="region", metavar="COLUMN")
    parser.add_argument("--industry", default="industry", metavar="COLUMN")
    parser.add_argument("--value", default="value", metavar="COLUMN")
    parser.add_argument("--geojson", metavar="FILE", help="boundaries (default: the regions of Kazakhstan)")
    parser.add_argument("--key", default="region", metavar="PROPERTY", help="property of FILE that names the region")
    parser = commands.add(
        "chart",
        run_chart,
        summary="bars, heat map or curve of a result",
        explained_by="growthpoles.charts.marks:bars",
    )
    _add_shared(parser)
    parser.add_argument("--kind", choices=("bars", "heat-map", "curve"), default="bars")
    parser.add_argument("--x", required=True, metavar="COLUMN", help="labels of bars or rows, or the quantity across")
    parser.add_argument("--y", required=True, metavar="COLUMN", help="the value")
    parser.add_argument("--by", metavar="COLUMN", help="columns of a heat map")
    parser.add_argument("--low", metavar="COLUMN", help="lower end of an interval or band")
    parser.add_argument("--high", metavar="COLUMN", help="upper end")


def _add_shared(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("table", metavar="TABLE", help="a result or any table; - is the standard input")
    parser.add_argument("--where", metavar="SQL")
    parser.add_argument("--middle", type=float, help="value at which two colours part (1 for quotients)")
    parser.add_argument("--title", help="the finding (default: made from the data)")
    parser.add_argument("--label", help="name and unit of the value (default: that of the column)")
    parser.add_argument("--source", default="", help="named under the title")
    parser.add_argument("--language", choices=("en", "ru", "kk"), default="en")
    parser.add_argument("--format", choices=("svg", "png", "vega-lite"), help="default: by the suffix of -o, else svg")
    parser.add_argument("-o", "--output", default="-", metavar="FILE")
    add_explain_option(parser)


def run_map(args: argparse.Namespace) -> int:
    from growthpoles.charts import read_boundaries, region_map, save_chart
    from growthpoles.charts.style import name_of
    from growthpoles.records import read_records

    reread(args)
    table: Any = args.table
    if args.column is None:
        table, args.column = _what_to_map(args)
    records = read_records(table, [args.region, args.column], where=None if table is not args.table else args.where)
    regions = records.text(args.region)
    again = next((at for at, name in enumerate(regions) if name in regions[:at]), None)
    if again is not None:
        raise records.error(
            "one row per region", f"{regions[again]} again", "choose rows with --where", at=again, column=args.region
        )
    boundaries = read_boundaries(args.geojson, key=args.key) if args.geojson else None
    values = dict(zip(regions, _values(records, args.column), strict=True))
    if boundaries is None:
        from growthpoles.charts import region_names

        values = {region: value for region, value in values.items() if region in region_names()} or values
    chart = region_map(
        values,
        label=args.label or name_of(args.column, args.language),
        boundaries=boundaries,
        title=args.title,
        source=args.source,
        middle=args.middle,
        language=args.language,
    )
    save_chart(chart, args.output, args.format)
    if args.explain:
        known = sum(value is not None for value in values.values())
        found = {"column": args.column, "regions with a value": known, "regions without": len(values) - known}
        explain(args, found | _facts(args, records))
    return 0


def _facts(args: argparse.Namespace, records: Records) -> dict[str, Any]:
    shown = {name: getattr(args, name) for name in ("where", "middle", "language", "source")}
    return shown | {"input_hash": records.input_hash, "engine_version": __version__}


def _values(records: Records, column: str) -> list[Any]:
    """Numbers if all are numbers, else words; blank is None."""
    try:
        return _without_gaps(records, column)
    except InputError:
        return [text or None for text in records.text(column)]


def _what_to_map(args: argparse.Namespace) -> tuple[Any, str]:
    """Without ``--column``: the main column of a result, or Krugman's index of a long table of industries."""
    from growthpoles.profiles.structure import region_profile
    from growthpoles.tables import read_rows, read_table

    wanted = [*MAPPED, args.industry, args.value]
    present = read_rows(args.table, [args.region], optional=wanted).columns.column_names
    if args.industry in present and args.value in present:
        table = read_table(args.table, region=args.region, industry=args.industry, value=args.value, where=args.where)
        return region_profile(table).table.rename_columns({"region": args.region}), MAPPED[0]
    found = next((name for name in MAPPED if name in present), None)
    if found is None:
        raise InputError("--column COLUMN", "none", "name the column that the map shows")
    return args.table, found


def _without_gaps(records: Records, column: str) -> list[float | None]:
    return [None if math.isnan(number) else float(number) for number in records.numbers(column)]


def run_chart(args: argparse.Namespace) -> int:
    from growthpoles.charts import save_chart
    from growthpoles.records import read_records

    numeric = [name for name in (args.y, args.low, args.high) if name]
    wanted = [args.x, *numeric, *([args.by] if args.by else [])]
    records = read_records(args.table, wanted, where=args.where)
    columns: dict[str, list[Any]] = {name: records.text(name) for name in wanted}
    for name in [*numeric, *([args.x] if args.kind == "curve" else [])]:
        columns[name] = _without_gaps(records, name)
    rows = [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
    save_chart(_drawn(args, rows), args.output, args.format)
    if args.explain:
        args.explained_by = f"growthpoles.charts.marks:{args.kind.replace('-', '_')}"
        explain(args, {"columns": ", ".join(wanted), "rows": len(records)} | _facts(args, records))
    return 0


def _drawn(args: argparse.Namespace, rows: list[dict[str, Any]]) -> Any:
    from growthpoles.charts import bars, curve, heat_map

    shared = {
        "label": args.label or "",
        "title": args.title or "",
        "source": args.source,
        "language": args.language,
    }
    if args.kind == "curve":
        return curve(rows, x=args.x, y=args.y, low=args.low, high=args.high, **shared)
    if args.kind == "bars":
        return bars(rows, name=args.x, value=args.y, low=args.low, high=args.high, mark_at=args.middle, **shared)
    if not args.by:
        raise InputError("--by COLUMN with a heat map", "none", "name the column of its columns")
    return heat_map(rows, row=args.x, column=args.by, value=args.y, middle=args.middle, **shared)
