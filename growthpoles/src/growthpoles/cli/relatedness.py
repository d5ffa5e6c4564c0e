"""Commands on relatedness and complexity: ``relatedness``, ``complexity``."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from growthpoles.cli.options import add_table_options, table_from, whole

if TYPE_CHECKING:
    from growthpoles.cli import Commands
    from growthpoles.results import Result


def add_commands(commands: Commands) -> None:
    """Add the commands of this family."""
    parser = commands.add(
        "relatedness",
        run_relatedness,
        summary="relatedness density, entry and exit, and what could come next, with reasons",
        explained_by="growthpoles.relatedness:relatedness_density",
    )
    add_table_options(parser)
    methods = ("minimum", "cosine", "jaccard", "association", "probability")
    parser.add_argument("--proximity", choices=methods, default="minimum")
    parser.add_argument(
        "--diagonal", type=float, choices=(0.0, 1.0), default=0.0, help="is an industry near to itself?"
    )
    parser.add_argument("--threshold", type=float, default=1.0, help="quotient from which an industry is present")
    parser.add_argument("--most", type=whole(0), default=5, help="potential industries per region (default: 5)")
    parser.add_argument("--pairs", action="store_true", help="proximity of each pair of industries instead")
    parser = commands.add(
        "complexity",
        run_complexity,
        summary="economic complexity of regions or of industries",
        explained_by="growthpoles.complexity:complexity",
    )
    add_table_options(parser)
    parser.add_argument("--of", choices=("regions", "industries"), default="regions")
    parser.add_argument("--method", choices=("eigenvector", "reflections", "fitness"), default="eigenvector")
    parser.add_argument("--sign", choices=("diversity", "reflections"), default="diversity")
    parser.add_argument("--scaling", choices=("regions", "own", "sum"), default="regions")
    parser.add_argument("--ddof", type=int, choices=(0, 1), default=0)
    parser.add_argument("--threshold", type=float, default=1.0, help="quotient from which an industry is present")


def run_relatedness(args: argparse.Namespace) -> Result:
    """``growthpoles relatedness``."""
    from growthpoles.profiles.relatedness import proximity_pairs, relatedness_profile

    table = table_from(args)
    if args.pairs:
        return proximity_pairs(table, method=args.proximity, threshold=args.threshold)
    return relatedness_profile(
        table, method=args.proximity, diagonal=args.diagonal, threshold=args.threshold, most=args.most
    )


def run_complexity(args: argparse.Namespace) -> Result:
    """``growthpoles complexity``."""
    from growthpoles.profiles.relatedness import complexity_profile

    return complexity_profile(
        table_from(args),
        of=args.of,
        method=args.method,
        sign=args.sign,
        scaling=args.scaling,
        ddof=args.ddof,
        threshold=args.threshold,
    )
