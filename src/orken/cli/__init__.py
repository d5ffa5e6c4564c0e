"""The command ``orken``: the demo, and the parts that an operator runs one by one."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable

from django.core.exceptions import ImproperlyConfigured
from django.db.utils import OperationalError

from orken.cli import content, keeping, running
from orken.cli.starting import choose_settings
from orken.cli.words import Run

DESCRIPTION = "Orken: one window of an innovation cluster. Settings are ORKEN_* variables; see docs/settings.md."


def main(arguments: list[str] | None = None) -> int:
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] == ["manage"]:
        return _manage(given[1:])
    options = _parser().parse_args(given)
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        code = run(options)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # Whoever read has seen enough, as "| head" has; what is left over goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        if error.filename is None:
            raise
        print(f"{error.filename}: {error.strerror}.", file=sys.stderr)
        return 2
    except ImproperlyConfigured as error:
        print(f"Settings that cannot be used: {error}", file=sys.stderr)
        return 2
    except OperationalError as error:
        print(f"The database does not answer: {error}".strip(), file=sys.stderr)
        print("Start it, or name another in ORKEN_DATABASE_URL; orken doctor says more.", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="orken", description=DESCRIPTION)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Run, text: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text)
        made.set_defaults(run=run)
        return made

    for topic in (running, content, keeping):
        topic.add(command)
    commands.add_parser("manage", help="Django's own commands: orken manage help", add_help=False)
    return parser


def _manage(arguments: list[str]) -> int:
    choose_settings()
    from django.core.management import ManagementUtility

    ManagementUtility(["orken manage", *arguments]).execute()
    return 0
