"""Command on the stages of a cluster: ``stages``."""

from __future__ import annotations

import argparse
import datetime as dt
from typing import TYPE_CHECKING

from growthpoles.cli.options import add_output_options

if TYPE_CHECKING:
    from growthpoles.cli import Commands
    from growthpoles.results import Result


def add_commands(commands: Commands) -> None:
    """Add the commands of this family."""
    parser = commands.add(
        "stages",
        run_stages,
        summary="stage that each cluster has reached, by evidence, and what answers a missing criterion",
        explained_by="growthpoles.stages:assess_stages",
    )
    parser.add_argument(
        "evidence", metavar="EVIDENCE", help="table of region, criterion, met, evidence; - is the standard input"
    )
    parser.add_argument("--region", default="region", metavar="COLUMN")
    parser.add_argument("--where", metavar="SQL")
    parser.add_argument("--view", choices=("summary", "criteria"), default="summary")
    parser.add_argument("--language", choices=("en", "ru", "kk"), default="en")
    parser.add_argument("--oldest", type=dt.date.fromisoformat, metavar="DATE", help="older evidence is not counted")
    add_output_options(parser)


def run_stages(args: argparse.Namespace) -> Result:
    from growthpoles.stages import stages

    return stages(
        args.evidence,
        region=args.region,
        view=args.view,
        language=args.language,
        oldest=args.oldest,
        where=args.where,
    )
