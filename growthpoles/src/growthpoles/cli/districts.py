"""Command on high-tech districts, zones and technoparks: ``districts``."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from growthpoles.cli.options import add_output_options

if TYPE_CHECKING:
    from growthpoles.cli import Commands
    from growthpoles.results import Result


def add_commands(commands: Commands) -> None:
    """Add the commands of this family."""
    parser = commands.add(
        "districts",
        run_districts,
        summary="type of high-tech district (or zone, technopark) by structural evidence",
        explained_by="growthpoles.districts:tell_district",
    )
    parser.add_argument("evidence", metavar="EVIDENCE", help="one row per place; - is the standard input")
    parser.add_argument("--region", default="region", metavar="COLUMN", help="column that names the place")
    parser.add_argument("--where", metavar="SQL")
    parser.add_argument("--kind", choices=("district", "zone", "technopark"), default="district")
    parser.add_argument(
        "--criteria", metavar="FILE", help="own criteria: type, rank, column, relation, threshold, label"
    )
    add_output_options(parser)


def run_districts(args: argparse.Namespace) -> Result:
    from growthpoles.districts import districts

    return districts(args.evidence, region=args.region, kind=args.kind, criteria=args.criteria, where=args.where)
