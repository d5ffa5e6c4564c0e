"""Commands on clusters: ``stars`` and ``prerequisites``."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING

from growthpoles.cli.options import add_table_options, reread, share, table_from
from growthpoles.errors import InputError

if TYPE_CHECKING:
    from growthpoles.cli import Commands
    from growthpoles.results import Result

_THRESHOLDS = ("size_top", "focus_top", "specialisation", "specialisation_top", "least_size")
#: Column names of published quotients that are tried where the usual ones are absent.
_ALTERNATIVES = {"value": ("lq", "location_quotient"), "industry": ("industry_key",)}
_MARKS = ("marked", "bold", "bold_as_printed")


def add_commands(commands: Commands) -> None:
    """Add the commands of this family."""
    parser = commands.add(
        "stars",
        run_stars,
        summary="stars of the European Cluster Observatory; strong clusters of US Cluster Mapping",
        explained_by="growthpoles.stars:cluster_stars",
    )
    add_table_options(parser)
    group = parser.add_argument_group("thresholds (dated; see the provenance)")
    group.add_argument("--rule", choices=("observatory", "panorama"), default="observatory")
    for name in _THRESHOLDS:
        kind = share if name.endswith("top") else float
        group.add_argument(f"--{name.replace('_', '-')}", type=kind)
    group.add_argument("--quotient-top", type=share, help="strong clusters: share of regions with the highest quotient")
    group.add_argument("--productivity", metavar="FILE", help="output per employee, in the same columns")
    parser = commands.add(
        "prerequisites",
        run_prerequisites,
        summary="cells with the prerequisites of a cluster (location quotient of 1 or more)",
        explained_by="growthpoles.profiles.clusters:prerequisites_of",
    )
    add_table_options(parser)
    parser.add_argument("--given-lq", action="store_true", help="the values are published quotients, not volumes")
    parser.add_argument("--marked", metavar="COLUMN", help=f"what the publication marks (default: {', '.join(_MARKS)})")
    parser.add_argument("--threshold", type=float, default=1.0)


def run_stars(args: argparse.Namespace) -> Result:
    """``growthpoles stars``."""
    from growthpoles.profiles.clusters import stars_profile
    from growthpoles.stars import STAR_RULES, StrongRule

    changed = {name: getattr(args, name) for name in _THRESHOLDS if getattr(args, name) is not None}
    rule = replace(STAR_RULES[args.rule], **changed)
    strong = StrongRule() if args.quotient_top is None else replace(StrongRule(), quotient_top=args.quotient_top)
    productivity = table_from(args, "productivity") if args.productivity else None
    return stars_profile(table_from(args), rule=rule, strong=strong, productivity=productivity)


def run_prerequisites(args: argparse.Namespace) -> Result:
    """``growthpoles prerequisites``."""
    from growthpoles.profiles.clusters import prerequisites_of

    reread(args)
    if args.given_lq:
        _find_columns(args)
    return prerequisites_of(table_from(args), given_lq=args.given_lq, marked=_marks(args), threshold=args.threshold)


def _find_columns(args: argparse.Namespace) -> None:
    """Set the columns of published quotients that go by another name, in place."""
    from growthpoles.tables import read_rows

    for option, names in _ALTERNATIVES.items():
        present = read_rows(args.table, [], optional=[getattr(args, option), *names]).columns.column_names
        if present and getattr(args, option) not in present:
            setattr(args, option, present[0])


def _marks(args: argparse.Namespace) -> dict[tuple[str, str], bool] | None:
    from growthpoles.tables import read_rows

    wanted = [args.marked] if args.marked else []
    rows = read_rows(args.table, [args.region, args.industry, *wanted], optional=_MARKS, where=args.where)
    name = args.marked or next((name for name in _MARKS if name in rows.columns.column_names), None)
    if name is None:
        return None
    columns = (rows.columns.column(column).to_pylist() for column in (args.region, args.industry, name))
    marks = {}
    for at, (region, industry, mark) in enumerate(zip(*columns, strict=True)):
        text = str(mark).strip().lower()
        if text not in ("true", "false", "1", "0", ""):
            raise InputError("true or false", repr(mark), "write true or false", row=rows.row_number(at), column=name)
        marks[str(region).strip(), str(industry).strip()] = text in ("true", "1")
    return marks
