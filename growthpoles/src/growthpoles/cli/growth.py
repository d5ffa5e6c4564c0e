"""Commands on growth: ``shift-share``, ``lq-growth``, ``convergence``."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from growthpoles.cli.options import add_column_options, add_output_options, add_table_options, reread, table_from

if TYPE_CHECKING:
    from growthpoles.cli import Commands
    from growthpoles.results import Result


def add_commands(commands: Commands) -> None:
    """Add the commands of this family."""
    parser = commands.add(
        "shift-share",
        run_shift_share,
        summary="growth into national share, industrial mix and regional share",
        explained_by="growthpoles.growth:shift_share",
    )
    parser.add_argument("before", metavar="T0", help="the earlier table, or one table with all periods")
    parser.add_argument("after", metavar="T1", nargs="?", help="the later table")
    add_column_options(parser)
    add_output_options(parser)
    parser.add_argument("--method", choices=("dunn", "esteban", "dynamic"), default="dunn")
    parser.add_argument("--by", choices=("region", "cell"), default="region")
    parser = commands.add(
        "lq-growth",
        run_quotient_growth,
        summary="change of location quotients from period to period",
        explained_by="growthpoles.growth:quotient_growth",
    )
    add_table_options(parser)
    parser = commands.add(
        "convergence",
        run_convergence,
        summary="do poorer regions grow faster?",
        explained_by="growthpoles.growth:beta_convergence",
    )
    add_table_options(parser)
    parser.add_argument("--years", type=float, required=True, help="from the first period to the last")


def run_shift_share(args: argparse.Namespace) -> Result:
    """``growthpoles shift-share``."""
    from growthpoles.profiles.growth import shift_share_profile

    before = table_from(args, "before")
    after = table_from(args, "after") if args.after else None
    return shift_share_profile(before, after, method=args.method, by=args.by)


def run_quotient_growth(args: argparse.Namespace) -> Result:
    """``growthpoles lq-growth``."""
    from growthpoles.profiles.growth import quotient_growth_profile

    return quotient_growth_profile(table_from(args))


def run_convergence(args: argparse.Namespace) -> Result:
    """``growthpoles convergence``."""
    from growthpoles.profiles.growth import convergence_profile
    from growthpoles.tables import read_rows

    reread(args)
    named = (
        args.industry != "industry"
        or "industry" in read_rows(args.table, [], optional=["industry"]).columns.column_names
    )
    args.industry = args.industry if named else None
    return convergence_profile(table_from(args), years=args.years)
