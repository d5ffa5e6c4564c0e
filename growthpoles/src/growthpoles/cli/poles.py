"""Command on growth poles: ``poles``."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from growthpoles.cli.options import add_table_options, table_from, whole
from growthpoles.errors import InputError

if TYPE_CHECKING:
    from growthpoles.cli import Commands
    from growthpoles.results import Result


def add_commands(commands: Commands) -> None:
    """Add the commands of this family."""
    parser = commands.add(
        "poles",
        run_poles,
        summary="candidate growth poles: four elements, index, rank intervals, spread against backwash",
        explained_by="growthpoles.poles:growth_pole_index",
    )
    add_table_options(parser)
    group = parser.add_argument_group("growth poles")
    group.add_argument("--view", choices=("index", "sensitivity", "spread"), default="index")
    group.add_argument("--indicators", metavar="FILE", help="region, element, indicator, value (direction, weight)")
    group.add_argument("--focus", action="append", default=[], metavar="INDUSTRY", help="may be given several times")
    group.add_argument("--weight", action="append", default=[], metavar="ELEMENT=WEIGHT")
    group.add_argument("--normalisation", choices=("minmax", "zscore", "rank"), default="minmax")
    group.add_argument("--aggregation", choices=("arithmetic", "geometric"), default="arithmetic")
    group.add_argument("--against-source", action="store_true", help="compare with the source's verdicts on Kazakhstan")
    group.add_argument("--draws", type=whole(1), default=2000)
    group.add_argument("--seed", type=whole(0), default=0)
    around = parser.add_argument_group("spread against backwash (--view spread)")
    around.add_argument("--pole", action="append", default=[], metavar="REGION")
    around.add_argument("--since", metavar="PERIOD", help="when the support of the poles began")
    around.add_argument("--places", metavar="FILE", help="region with latitude and longitude, or with neighbours")
    around.add_argument(
        "--bands", default="300,600", help="upper ends in km, or in steps over borders (default: 300,600)"
    )


def run_poles(args: argparse.Namespace) -> Result:
    from growthpoles.poles import growth_poles, pole_sensitivity

    if args.view == "spread":
        return _spread(args)
    shared = {
        "indicators": args.indicators,
        "region": args.region,
        "focus": args.focus,
        "weights": _weights(args.weight),
    }
    if args.view == "sensitivity":
        return pole_sensitivity(table_from(args), **shared)
    return growth_poles(
        table_from(args),
        **shared,
        normalisation=args.normalisation,
        aggregation=args.aggregation,
        against_source=args.against_source,
        draws=args.draws,
        seed=args.seed,
    )


def _spread(args: argparse.Namespace) -> Result:
    from growthpoles.poles import read_distances, surroundings

    if not args.since or not args.places:
        raise InputError("--since and --places", "only one or none of them", "pass both with --view spread")
    table = table_from(args)
    distance = read_distances(args.places, table.regions, region=args.region)
    return surroundings(table, args.pole, args.since, distance, _numbers(args.bands), draws=args.draws, seed=args.seed)


def _numbers(text: str) -> list[float]:
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        raise InputError("numbers with commas between them", repr(text), "write for example 300,600") from None


def _weights(texts: list[str]) -> dict[str, float]:
    weights = {}
    for text in texts:
        element, _, value = text.partition("=")
        [weights[element]] = _numbers(value)
    return weights
