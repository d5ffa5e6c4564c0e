"""Commands that run the portal: the demo, and its parts one by one."""

from __future__ import annotations

import argparse
import sys

from orken.cli.starting import set_up
from orken.cli.words import Command
from orken.config import environment


def add(command: Command) -> None:
    demo = command("demo", _demo, "Run everything on this machine with a demo cast, until Ctrl-C")
    demo.add_argument("--reset", action="store_true", help="forget the data of earlier demos first")

    serve = command("serve", _serve, "Serve the pages")
    serve.add_argument("--bind", action="append", metavar="ADDRESS", help="host:port; may be given several times")
    serve.add_argument("--processes", type=int, default=2, help="web processes (2)")
    serve.add_argument("--threads", type=int, default=4, help="threads of each process (4)")

    work = command("worker", _worker, "Do what the portal put off: mail, time limits, upkeep")
    work.add_argument("--concurrency", type=int, default=2, help="jobs at the same time (2)")

    prepare = command("prepare", _prepare, "Migrate and load the pack: all that web and worker need; safe to repeat")
    prepare.add_argument("--cast", action="store_true", help="the demo's people too, and print how they sign in")

    command("migrate", _migrate, "Bring the database and the static files up to date; safe to repeat")


def _demo(options: argparse.Namespace) -> int:
    from orken.config.supervisor import run_demo

    return run_demo(environment.var_folder(), environment.port(), reset=options.reset)


def _serve(options: argparse.Namespace) -> int:
    from orken.config import serving

    serving.share_counts()
    set_up()
    from django.conf import settings

    serving.serve(
        options.bind or serving.local_addresses(settings.PORT), processes=options.processes, threads=options.threads
    )
    return 0


def _worker(options: argparse.Namespace) -> int:
    set_up()
    from orken.config.worker import work

    work(options.concurrency)
    return 0


def _prepare(options: argparse.Namespace) -> int:
    set_up()
    from django.conf import settings

    from orken.config import installing

    if not _migrated():
        return 2
    pack = installing.load_pack(settings.ORKEN_PACK)
    if options.cast:
        print("\n".join(installing.cast_lines(pack, language="en")))
    return 0


def _migrate(_options: argparse.Namespace) -> int:
    set_up()
    return 0 if _migrated() else 2


def _migrated() -> bool:
    from orken.config import installing

    try:
        installing.migrate()
    except installing.MigrationWaits as waits:
        print(waits, file=sys.stderr)
        return False
    return True
