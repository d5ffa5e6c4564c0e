"""Commands on specialisation: ``lq``."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from growthpoles.cli.options import add_table_options, table_from

if TYPE_CHECKING:
    from growthpoles.cli import Commands
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


def run_lq(args: argparse.Namespace) -> Result:
    from growthpoles.profiles.quotients import location_quotients

    return location_quotients(table_from(args))
