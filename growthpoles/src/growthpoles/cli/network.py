"""Command on local networks: ``network``."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from growthpoles.cli.options import add_output_options, share, whole

if TYPE_CHECKING:
    from growthpoles.cli import Commands
    from growthpoles.results import Result


def add_commands(commands: Commands) -> None:
    """Add the commands of this family."""
    parser = commands.add(
        "network",
        run_network,
        summary="local networks of firms; with --outcomes: do very dense ones de-cluster?",
        explained_by="growthpoles.network:declustering_test",
    )
    parser.add_argument("edges", metavar="EDGES", help="ties: firm, partner; - is the standard input")
    parser.add_argument("--where", metavar="SQL", help='keep ties that meet a condition, such as "year = 2024"')
    parser.add_argument("--firms", metavar="FILE", help="firm and its region (default: all in one place)")
    parser.add_argument("--region", default="region", metavar="COLUMN")
    parser.add_argument("--outcomes", metavar="FILE", help="what each region, or each firm, gained")
    parser.add_argument("--outcome", default="outcome", metavar="COLUMN")
    parser.add_argument("--control", action="append", default=[], metavar="COLUMN")
    parser.add_argument("--threshold", type=float, help="density that is very dense (default: the densest third)")
    parser.add_argument("--level", type=share, default=0.05)
    parser.add_argument("--draws", type=whole(1), default=1999)
    parser.add_argument("--seed", type=whole(0), default=0)
    add_output_options(parser)


def run_network(args: argparse.Namespace) -> Result:
    from growthpoles.network import declustering, network

    if args.outcomes is None:
        return network(args.edges, firms=args.firms, region=args.region, where=args.where)
    return declustering(
        args.edges,
        args.outcomes,
        outcome=args.outcome,
        firms=args.firms,
        region=args.region,
        controls=args.control,
        threshold=args.threshold,
        level=args.level,
        draws=args.draws,
        seed=args.seed,
        where=args.where,
    )
