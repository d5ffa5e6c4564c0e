"""Command on the one-page report: ``report``."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from typing import TYPE_CHECKING

from growthpoles.cli.options import add_column_options, add_explain_option, explain, table_from

if TYPE_CHECKING:
    from growthpoles.cli import Commands


def add_commands(commands: Commands) -> None:
    """Add the commands of this family."""
    parser = commands.add(
        "report",
        run_report,
        summary="one page (PDF) on a region, or on all, that explains each measure in plain words",
        explained_by="growthpoles.report.page:page_of",
    )
    parser.add_argument("table", metavar="TABLE", help="CSV, TSV, XLSX, Parquet or Arrow; - is the standard input")
    add_column_options(parser)
    group = parser.add_argument_group("report")
    group.add_argument("--of", metavar="REGION", help="region that the page is on (default: all regions)")
    group.add_argument("--language", choices=("en", "ru", "kk"), default="en")
    group.add_argument("--source", default="", help="of the data, named at the foot")
    group.add_argument("--date", type=dt.date.fromisoformat, help="date of the file (default: today)")
    group.add_argument("-o", "--output", default="-", metavar="FILE", help="default: standard output")
    add_explain_option(group)


def run_report(args: argparse.Namespace) -> int:
    from growthpoles.report import overview_of, page_of, report_pdf, save_report

    table, words = table_from(args), {"language": args.language, "source": args.source}
    page = overview_of(table, **words) if args.of is None else page_of(table, args.of, **words)
    if args.explain:
        args.explained_by = f"growthpoles.report.page:{'overview_of' if args.of is None else 'page_of'}"
        facts = {"region": args.of, "period": table.periods[-1], "language": args.language, "source": args.source}
        facts |= {f"{item.name} {item.figure}": item.meaning for item in page.items}
        explain(args, facts | {"input_hash": table.input_hash, "warnings": list(table.warnings)})
    if args.output == "-":
        sys.stdout.buffer.write(report_pdf(page, date=args.date))
        return 0
    save_report(page, args.output, date=args.date)
    return 0
