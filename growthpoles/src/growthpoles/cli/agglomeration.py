"""Commands on plants: ``ellison-glaeser``, ``maurel-sedillot``, ``coagglomeration``."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from growthpoles.cli.options import add_plant_options, plants_from
from growthpoles.cli.specialisation import add_simulation_options
from growthpoles.errors import InputError

if TYPE_CHECKING:
    from growthpoles.cli import Commands
    from growthpoles.results import Result


def add_commands(commands: Commands) -> None:
    """Add the commands of this family."""
    for name, summary in (
        ("ellison-glaeser", "agglomeration of plants beyond chance, by industry"),
        ("maurel-sedillot", "the estimator of Maurel and Sedillot, by industry"),
    ):
        measure = name.replace("-", "_")
        parser = commands.add(
            name, run_agglomeration, summary=summary, explained_by=f"growthpoles.agglomeration:{measure}"
        )
        add_plant_options(parser)
        parser.set_defaults(measure=measure)
        parser.add_argument("--interval", action="store_true", help="add the bounds of the dartboard and a p-value")
        add_simulation_options(parser, draws=1000)
        _add_weights(parser)
    parser = commands.add(
        "coagglomeration",
        run_coagglomeration,
        summary="do two industries settle in the same regions?",
        explained_by="growthpoles.agglomeration:coagglomeration",
    )
    add_plant_options(parser)
    _add_weights(parser)


def _add_weights(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--weights",
        metavar="FILE",
        help="all activity by region, columns as --region and --value (default: published totals, else sums of plants)",
    )


def _weights(args: argparse.Namespace) -> dict[str, float] | None:
    if args.weights is None:
        return None
    from growthpoles.tables import read_rows
    from growthpoles.tables.labels import encode_labels
    from growthpoles.tables.numbers import parse_values

    rows = read_rows(args.weights, [args.region, args.value])
    regions = encode_labels(rows, args.region)
    values, _ = parse_values(rows, args.value, decimal="," if args.decimal == "comma" else ".")
    if len(regions.labels) != len(values):
        raise InputError(
            "one weight per region", f"{len(values)} rows", "add the rows of a region up", column=args.region
        )
    return {regions.labels[code]: float(value) for code, value in zip(regions.codes, values, strict=True)}


def run_agglomeration(args: argparse.Namespace) -> Result:
    """``growthpoles ellison-glaeser`` and ``growthpoles maurel-sedillot``."""
    from growthpoles.profiles.agglomeration import agglomeration_profile

    return agglomeration_profile(
        plants_from(args, "firms"),
        measure=args.measure,
        region_weights=_weights(args),
        interval=args.interval,
        level=args.level,
        draws=args.draws,
        seed=args.seed,
    )


def run_coagglomeration(args: argparse.Namespace) -> Result:
    """``growthpoles coagglomeration``."""
    from growthpoles.profiles.agglomeration import coagglomeration_profile

    return coagglomeration_profile(plants_from(args, "firms"), region_weights=_weights(args))
