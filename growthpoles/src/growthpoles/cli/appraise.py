"""Command on cost-benefit appraisal: ``appraise``."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from growthpoles.cli.options import add_output_options, whole

if TYPE_CHECKING:
    from growthpoles.cli import Commands
    from growthpoles.results import Result

VIEWS = ("comparison", "simple", "bridge", "social", "sensitivity", "simulation")


def add_commands(commands: Commands) -> None:
    """Add the commands of this family."""
    parser = commands.add(
        "appraise",
        run_appraise,
        summary="cost-benefit appraisal: simple figures, then net present value, return, break-even and risk",
        explained_by="growthpoles.appraisal:appraise_project",
    )
    parser.add_argument("costs", metavar="COSTS", help="table of section, item, value, unit; - is the standard input")
    parser.add_argument("--view", choices=VIEWS, default="comparison", help="which table (default: comparison)")
    parser.add_argument("--where", metavar="SQL", help="keep rows that meet a condition, such as \"project = 'a'\"")
    _add_assumptions(parser)
    parser.add_argument("--draws", type=whole(1), default=10_000, help="draws of the simulation (default: 10000)")
    parser.add_argument("--seed", type=whole(0), default=0, help="seed of the simulation (default: 0)")
    parser.add_argument(
        "--range",
        action="append",
        default=[],
        metavar="DRIVER=LOW,LIKELY,HIGH",
        help="range of a driver (initial_cost, fixed_cost, cost_per_user, users, fee, occupancy, discount_rate)",
    )
    add_output_options(parser)


def _add_assumptions(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("assumptions (shares, not per cent)")
    group.add_argument("--discount-rate", type=float, default=0.10, help="real, a year (default: 0.10)")
    group.add_argument("--social-discount-rate", type=float, default=0.05, help="real, a year (default: 0.05)")
    group.add_argument("--horizon-years", type=float, help="default: the life that the depreciation implies")
    group.add_argument("--occupancy", type=float, default=1.0, help="share of the stated users (default: 1)")
    group.add_argument("--ramp-up-months", type=whole(0), default=0, help="months until that occupancy (default: 0)")
    group.add_argument("--tax-rate", type=float, default=0.20, help="on profit (default: 0.20)")
    group.add_argument("--displaced", type=float, default=0.0, help="share of revenue taken from others (default: 0)")
    group.add_argument("--labour-conversion", type=float, default=1.0, help="social cost of pay (default: 1)")
    group.add_argument(
        "--variable", action="append", default=[], metavar="ITEM", help="monthly item that grows with users"
    )
    group.add_argument("--depreciation-item", default="Depreciation", metavar="ITEM")


def run_appraise(args: argparse.Namespace) -> Result:
    from growthpoles.appraisal.flows import Assumptions
    from growthpoles.appraisal.tables import appraisal

    assumptions = Assumptions(
        discount_rate=args.discount_rate,
        social_discount_rate=args.social_discount_rate,
        horizon_years=args.horizon_years,
        occupancy=args.occupancy,
        ramp_up_months=args.ramp_up_months,
        tax_rate=args.tax_rate,
        displaced=args.displaced,
        labour_conversion=args.labour_conversion,
        variable_items=tuple(args.variable),
    )
    return appraisal(
        args.costs,
        assumptions,
        view=args.view,
        ranges=_ranges(args.range) or None,
        draws=args.draws,
        seed=args.seed,
        depreciation_item=args.depreciation_item,
        where=args.where,
    )


def _ranges(texts: list[str]) -> dict[str, tuple[float, float, float]]:
    from growthpoles.errors import InputError

    ranges = {}
    for text in texts:
        driver, _, values = text.partition("=")
        try:
            low, likely, high = (float(value) for value in values.split(","))
        except ValueError:
            raise InputError("DRIVER=LOW,LIKELY,HIGH", repr(text), "write for example fee=40000,50000,60000") from None
        ranges[driver] = (low, likely, high)
    return ranges
