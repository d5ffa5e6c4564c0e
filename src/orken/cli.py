"""The command ``orken``: the demo, and the parts that an operator runs one by one."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from orken.config import environment
from orken.journal.chain import head_from

DESCRIPTION = "Orken: one window of an innovation cluster. Settings are ORKEN_* variables; see docs/operations.md."


def main(arguments: list[str] | None = None) -> int:
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] == ["manage"]:
        return _manage(given[1:])
    options = _parser().parse_args(given)
    run: Callable[[argparse.Namespace], int] = options.run
    return run(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="orken", description=DESCRIPTION)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text)
        made.set_defaults(run=run)
        return made

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

    pack = command("pack", _load_pack, "Load a jurisdiction's parameters, calendar and procedures")
    pack.add_argument("action", choices=["load"])
    pack.add_argument("name", nargs="?", help="an installed pack or the full path of a folder (ORKEN_PACK)")

    doctor = command("doctor", _doctor, "Say what keeps the portal from serving, now or soon, and how to mend it")
    doctor.add_argument("--json", action="store_true", help="for a monitor")

    backup = command("backup", _backup, "Write database, documents, keys and pack into one archive, while people work")
    backup.add_argument("file", type=Path)
    backup.add_argument("--to", action="append", default=[], metavar="age1…", help="encrypt for this age recipient")

    restore = command("restore", _restore, "Fill an empty installation from an archive, and migrate it to this release")
    restore.add_argument("file", type=Path)
    restore.add_argument("--identity", type=Path, metavar="FILE", help="the age identity of an encrypted archive")

    journal = command("journal", _journal, "Check the seals of the journal, or write all of it to a file")
    journal.add_argument("action", choices=["verify", "export"])
    journal.add_argument("file", nargs="?", type=Path, help="where the export goes")
    journal.add_argument(
        "--head", type=head_from, action="append", default=[], metavar="NUMBER:HASH", help="a head as it was published"
    )

    retire = command("retire", _retire, "Accept no more filings under a version of a procedure; its drafts can move on")
    retire.add_argument("procedure", help="the procedure's code, for example residency.admission")
    retire.add_argument("version", type=int, help="the version's number")

    verify = command(
        "verify", _verify, "Say offline whether a sealed PDF is unchanged; exit code 0 yes, 1 no, 2 unknown"
    )
    verify.add_argument("file", type=Path)
    verify.add_argument("--key", type=Path, metavar="PEM", help="the published certificate (that of this installation)")

    commands.add_parser("manage", help="Django's own commands: orken manage help", add_help=False)
    return parser


def _demo(options: argparse.Namespace) -> int:
    from orken.config.supervisor import run_demo

    var = environment.folder("ORKEN_VAR", Path("var"))
    return run_demo(var, environment.number("PORT", 8000), reset=options.reset)


def _serve(options: argparse.Namespace) -> int:
    _set_up()
    from django.conf import settings

    from orken.config import serving

    serving.serve(
        options.bind or serving.local_addresses(settings.PORT), processes=options.processes, threads=options.threads
    )
    return 0


def _worker(options: argparse.Namespace) -> int:
    _set_up()
    from orken.config.worker import work

    work(options.concurrency)
    return 0


def _prepare(options: argparse.Namespace) -> int:
    _set_up()
    from django.conf import settings

    from orken.config import installing

    installing.migrate()
    pack = installing.load_pack(settings.ORKEN_PACK)
    if options.cast:
        print("\n".join(installing.cast_lines(pack, language="en")))
    return 0


def _migrate(_options: argparse.Namespace) -> int:
    _set_up()
    from orken.config import installing

    installing.migrate()
    return 0


def _load_pack(options: argparse.Namespace) -> int:
    _set_up()
    from django.conf import settings

    from orken.config import installing

    installing.load_pack(options.name or settings.ORKEN_PACK)
    return 0


def _doctor(options: argparse.Namespace) -> int:
    _set_up()
    import json

    from orken.config.doctor import examine

    found = examine()
    if options.json:
        print(json.dumps([vars(finding) for finding in found], indent=1))
    else:
        for finding in found:
            print(f"{finding.level:<5}  {finding.check}: {finding.what}")
            if finding.mend:
                print(f"       → {finding.mend}")
    return 1 if any(finding.level == "wrong" for finding in found) else 0


def _backup(options: argparse.Namespace) -> int:
    _set_up()
    from orken.config.archive import ArchiveRefused
    from orken.config.backup import back_up

    try:
        manifest = back_up(options.file, options.to)
    except ArchiveRefused as refusal:
        print(refusal, file=sys.stderr)
        return 2
    print(f"{options.file}: {sum(manifest.rows.values())} rows, {len(manifest.files) - 1} files; head of the journal "
          f"{manifest.journal_head or 'none'}")  # fmt: skip
    for name in manifest.missing:
        print(f"The file {name} of a document is gone and is not in the archive.", file=sys.stderr)
    return 1 if manifest.missing else 0


def _restore(options: argparse.Namespace) -> int:
    _set_up()
    from orken.config.archive import ArchiveRefused
    from orken.config.backup import restore

    try:
        manifest = restore(options.file, options.identity)
    except ArchiveRefused as refusal:
        print(refusal, file=sys.stderr)
        return 2
    print(f"Restored what release {manifest.release} had at {manifest.created_at}; now check it: orken journal verify"
          f"{f' --head {manifest.journal_head}' if manifest.journal_head else ''}")  # fmt: skip
    return 0


def _journal(options: argparse.Namespace) -> int:
    _set_up()
    from orken.journal.sealing import export_journal, overdue_entries, verify_journal

    if options.action == "export":
        if options.file is None:
            print("Name the file to write: orken journal export FILE", file=sys.stderr)
            return 2
        with options.file.open("w", encoding="utf-8") as file:
            print(f"{export_journal(file)} entries written to {options.file}; chain.py checks them with Python alone")
        return 0
    findings, checked = verify_journal(options.head)
    for finding in findings:
        print(finding)
    if waiting := overdue_entries():
        print(f"{waiting} entries wait for their seal for more than five minutes: is a worker running?")
    print(f"{checked} sealed entries checked, {len(findings)} findings")
    return 1 if findings else 0


def _retire(options: argparse.Namespace) -> int:
    _set_up()
    from orken.cases.services.publishing import retire_version
    from orken.kernel.errors import RuleViolation

    try:
        retire_version(options.procedure, options.version)
    except RuleViolation as refusal:
        print(refusal, file=sys.stderr)
        return 2
    return 0


def _verify(options: argparse.Namespace) -> int:
    """Needs no installation beyond the package: neither a database nor the secrets of the settings are read."""
    from django.conf import settings

    settings.configure(ORKEN_VAR=environment.folder("ORKEN_VAR", Path("var")), USE_TZ=True)
    from orken.documents import sealing

    return sealing.main(options.file, options.key)


def _manage(arguments: list[str]) -> int:
    _choose_settings()
    from django.core.management import ManagementUtility

    ManagementUtility(["orken manage", *arguments]).execute()
    return 0


def _set_up() -> None:
    from orken.config import lifeline

    lifeline.follow()
    _choose_settings()
    import django

    django.setup()


def _choose_settings() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "orken.config.settings")


if __name__ == "__main__":
    sys.exit(main())
