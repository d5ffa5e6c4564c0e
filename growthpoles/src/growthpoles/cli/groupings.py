"""Command on groupings of industries: ``groupings``."""

from __future__ import annotations

import argparse
import datetime as dt
from typing import TYPE_CHECKING

from growthpoles.cli.options import add_table_options, table_from

if TYPE_CHECKING:
    from growthpoles.cli import Commands
    from growthpoles.results import Result


def add_commands(commands: Commands) -> None:
    """Add the commands of this family."""
    parser = commands.add(
        "groupings",
        run_groupings,
        summary="add industries up to technology and knowledge intensity, or to the creative perimeter",
        explained_by="growthpoles.groupings:grouping",
    )
    add_table_options(parser)
    parser.add_argument(
        "--grouping",
        default="technology",
        metavar="NAME|FILE",
        help="technology, creative, or a table of code and class",
    )
    parser.add_argument("--classification", default="OKED", help="OKED, NACE or ISIC (default: OKED)")
    parser.add_argument("--detail", choices=("division", "group"), default="division")
    parser.add_argument("--on", type=dt.date.fromisoformat, metavar="DATE", help="date of the data, YYYY-MM-DD")


def run_groupings(args: argparse.Namespace) -> Result:
    from growthpoles.groupings import group_shares, grouping, read_grouping

    if args.grouping in ("technology", "creative"):
        chosen = grouping(args.grouping, classification=args.classification, detail=args.detail, on=args.on)
    else:
        first = args.on or dt.date.min
        chosen = read_grouping(args.grouping, name=args.grouping, classification=args.classification, valid_from=first)
    return group_shares(table_from(args), chosen)
