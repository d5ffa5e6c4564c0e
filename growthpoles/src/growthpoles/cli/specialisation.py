"""Commands on specialisation and concentration: ``lq``, ``regions``, ``industries``, ``flq``."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from growthpoles.cli.options import add_table_options, plants_from, reread, share, table_from, whole

if TYPE_CHECKING:
    from growthpoles.cli import Commands
    from growthpoles.profiles.structure import Conventions
    from growthpoles.results import Result


def add_commands(commands: Commands) -> None:
    """Add the commands of this family."""
    parser = commands.add(
        "lq",
        run_lq,
        summary="location quotients of each industry in each region",
        explained_by="growthpoles.specialisation:location_quotient",
    )
    add_table_options(parser)
    parser.add_argument("--symmetric", action="store_true", help="add (LQ - 1) / (LQ + 1)")
    parser.add_argument("--standardised", action="store_true", help="add z-scores over the regions")
    parser.add_argument("--interval", choices=("bootstrap", "binomial", "dartboard"), help="add bounds and a p-value")
    parser.add_argument("--fdr", action="store_true", help="add q-values: false-discovery control over the table")
    add_simulation_options(parser, draws=999)
    for name, run, summary, explained in (
        ("regions", run_regions, "one row per region: every index of specialisation", "krugman_specialisation_index"),
        ("industries", run_industries, "one row per industry: every index of concentration", "locational_gini"),
    ):
        family = "specialisation" if name == "regions" else "concentration"
        parser = commands.add(name, run, summary=summary, explained_by=f"growthpoles.{family}:{explained}")
        add_table_options(parser)
        _add_conventions(parser)
        if name == "regions":
            parser.add_argument(
                "--groups", type=whole(1), metavar="N", help="leading characters of a code that make its group"
            )
    parser = commands.add(
        "flq",
        run_flq,
        summary="modified quotients for regional input coefficients: SLQ, CILQ, FLQ, AFLQ",
        explained_by="growthpoles.quotients:flq",
    )
    add_table_options(parser)
    parser.add_argument("--delta", type=float, default=0.3, help="of Flegg and Webber (default: 0.3)")
    parser.add_argument("--only", nargs="+", metavar="REGION", help="only these regions")


def add_simulation_options(parser: argparse.ArgumentParser, *, draws: int) -> None:
    """``--level``, ``--draws`` and ``--seed``."""
    parser.add_argument("--level", type=share, default=0.95, help="coverage of the bounds (default: 0.95)")
    parser.add_argument("--draws", type=whole(1), default=draws, help=f"simulated samples (default: {draws})")
    parser.add_argument("--seed", type=whole(0), default=0, help="the same seed gives the same result (default: 0)")


def _add_conventions(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("variants on which packages disagree")
    group.add_argument("--krugman", choices=("nation", "others", "mean of others"), default="nation")
    group.add_argument("--herfindahl", choices=("fraction", "percent"), default="fraction")
    group.add_argument("--gini", choices=("raw", "normalised"), default="raw")
    group.add_argument("--theil", choices=("T", "L"), default="T")
    group.add_argument("--entropy", choices=("bits", "nats"), default="bits")
    group.add_argument("--locational-gini", choices=("half", "full"), default="half")
    group.add_argument("--threshold", type=float, default=1.0, help="quotient from which an industry is present")


def _conventions(args: argparse.Namespace) -> Conventions:
    from growthpoles.profiles.structure import Conventions

    names = ("krugman", "herfindahl", "gini", "theil", "entropy", "locational_gini", "threshold")
    return Conventions(**{name: getattr(args, name) for name in names})


def run_lq(args: argparse.Namespace) -> Result:
    """``growthpoles lq``."""
    from growthpoles.profiles.quotients import location_quotients

    rows_are_plants = args.interval is not None and (args.establishment is not None or args.duplicates == "sum")
    if rows_are_plants:
        reread(args)
    return location_quotients(
        table_from(args),
        symmetric=args.symmetric,
        standardised=args.standardised,
        interval=args.interval,
        plants=plants_from(args) if rows_are_plants else None,
        fdr=args.fdr,
        level=args.level,
        draws=args.draws,
        seed=args.seed,
    )


def run_regions(args: argparse.Namespace) -> Result:
    """``growthpoles regions``."""
    from growthpoles.profiles.structure import region_profile

    return region_profile(table_from(args), conventions=_conventions(args), groups=args.groups)


def run_industries(args: argparse.Namespace) -> Result:
    """``growthpoles industries``."""
    from growthpoles.profiles.structure import industry_profile

    return industry_profile(table_from(args), conventions=_conventions(args))


def run_flq(args: argparse.Namespace) -> Result:
    """``growthpoles flq``."""
    from growthpoles.profiles.quotients import modified_quotients

    return modified_quotients(table_from(args), delta=args.delta, regions=args.only)
