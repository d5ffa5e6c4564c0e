"""The command line ``growthpoles``.

Each family of measures has a module in this package with ``add_commands(commands)``; it is found by being here.
"""

from __future__ import annotations

import argparse
import os
import pkgutil
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from growthpoles import __version__
from growthpoles.cli.options import check_target, explain
from growthpoles.errors import InputError
from growthpoles.results import Result

Run = Callable[[argparse.Namespace], "Result | int | None"]


class Commands:
    """The commands of the program; a family adds its own.

    A command is a function of the parsed arguments. It returns a :class:`~growthpoles.results.Result`, which is then
    written as ``--format`` and ``-o`` say, or an exit code, or nothing.
    """

    def __init__(self, subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
        self._subparsers = subparsers

    def add(self, name: str, run: Run, *, summary: str, explained_by: str | None = None) -> argparse.ArgumentParser:
        """Add a command.

        Parameters
        ----------
        name : str
        run : callable
        summary : str
            One line for ``--help``.
        explained_by : str, optional
            ``"module:function"`` whose docstring ``--explain`` shows.
        """
        parser = self._subparsers.add_parser(
            name, help=summary, description=summary, formatter_class=argparse.RawDescriptionHelpFormatter
        )
        parser.set_defaults(run=run, explained_by=explained_by)
        return parser


def build_parser() -> argparse.ArgumentParser:
    """The parser with the commands of every family."""
    parser = argparse.ArgumentParser(
        prog="growthpoles", description="Where do clusters form, how strong are they, what could grow next?"
    )
    parser.add_argument("--version", action="version", version=f"growthpoles {__version__}")
    commands = Commands(parser.add_subparsers(title="commands", metavar="COMMAND", required=True))
    for module in sorted(module.name for module in pkgutil.iter_modules(__path__)):
        family = import_module(f"{__name__}.{module}")
        if hasattr(family, "add_commands"):
            family.add_commands(commands)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0, 2 for input that cannot be used, 130 when interrupted."""
    args = build_parser().parse_args(argv)
    try:
        check_target(args)
        outcome = args.run(args)
        if isinstance(outcome, Result):
            deliver(outcome, args)
            return 0
    except InputError as error:
        print(f"growthpoles: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("growthpoles: interrupted; nothing was written", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader has enough; what is still in the buffer must not fail again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return outcome or 0


def deliver(result: Result, args: argparse.Namespace) -> None:
    """Write a result as the options say; warnings and ``--explain`` go to the standard error."""
    form = args.format or (None if args.output != "-" else "table" if sys.stdout.isatty() else "csv")
    result.write(args.output, form)
    for warning in result.provenance.get("warnings", ()):
        print(f"growthpoles: note: {warning}", file=sys.stderr)
    if args.explain:
        explain(args, result.provenance)
