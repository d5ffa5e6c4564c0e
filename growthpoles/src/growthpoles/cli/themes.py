"""Command on thematic analysis: ``themes``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from growthpoles.cli.options import add_output_options, share, whole

if TYPE_CHECKING:
    from growthpoles.cli import Commands
    from growthpoles.results import Result

VIEWS = ("frequency", "co-occurrence", "saturation", "agreement", "quotations")


def add_commands(commands: Commands) -> None:
    """Add the commands of this family."""
    parser = commands.add(
        "themes",
        run_themes,
        summary="thematic analysis of coded interviews: frequency, saturation, agreement, quotations",
        explained_by="growthpoles.themes.tables:themes",
    )
    parser.add_argument("codes", metavar="CODES", help="table of interview, segment, code; - is the standard input")
    parser.add_argument("--where", metavar="SQL")
    parser.add_argument("--view", choices=VIEWS, default="frequency")
    parser.add_argument("--codebook", metavar="FILE", help="code, theme (and definition): gives themes, checks codes")
    parser.add_argument("--names", type=Path, metavar="FILE", help="names to take out of quotations, one a line")
    parser.add_argument("--base", type=whole(1), default=4, help="interviews of the base of saturation (default: 4)")
    parser.add_argument("--run", type=whole(1), default=2, dest="window", help="interviews of a run (default: 2)")
    parser.add_argument("--threshold", type=share, default=0.05, help="share of new codes (default: 0.05)")
    parser.add_argument("--resamples", type=whole(1), default=2000, help="of the interval of agreement (default: 2000)")
    parser.add_argument("--seed", type=whole(0), default=0)
    add_output_options(parser)


def run_themes(args: argparse.Namespace) -> Result:
    from growthpoles.themes import themes

    return themes(
        args.codes,
        view=args.view,
        codebook=args.codebook,
        names=args.names.read_text("utf-8").splitlines() if args.names else (),
        base=args.base,
        run=args.window,
        threshold=args.threshold,
        resamples=args.resamples,
        seed=args.seed,
        where=args.where,
    )
