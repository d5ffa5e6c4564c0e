"""Command on hard and soft local factors: ``factors``."""

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
        "factors",
        run_factors,
        summary="do hard factors matter to product makers and soft ones to content makers?",
        explained_by="growthpoles.factors:factor_effects",
    )
    parser.add_argument("firms", metavar="FIRMS", help="one row per firm; - is the standard input")
    parser.add_argument("--kind", default="kind", metavar="COLUMN", help="product or content (default: kind)")
    parser.add_argument("--outcome", metavar="COLUMN", help="default: none, the factors are ratings of importance")
    for side in ("hard", "soft", "control"):
        parser.add_argument(f"--{side}", action="append", default=[], metavar="COLUMN")
    parser.add_argument("--where", metavar="SQL")
    parser.add_argument("--level", type=share, default=0.05)
    parser.add_argument("--draws", type=whole(1), default=1999)
    parser.add_argument("--seed", type=whole(0), default=0)
    add_output_options(parser)


def run_factors(args: argparse.Namespace) -> Result:
    from growthpoles.factors import factors

    return factors(
        args.firms,
        kind=args.kind,
        outcome=args.outcome,
        hard=args.hard,
        soft=args.soft,
        controls=args.control,
        level=args.level,
        draws=args.draws,
        seed=args.seed,
        where=args.where,
    )
