"""Commands that look after an installation: is it well, can it be restored, was it tampered with?"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from orken.cli.starting import set_up
from orken.cli.words import Command
from orken.config import environment
from orken.journal.chain import head_from


def add(command: Command) -> None:
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

    verify = command(
        "verify", _verify, "Say offline whether a sealed PDF is unchanged; exit code 0 yes, 1 no, 2 unknown"
    )
    verify.add_argument("file", type=Path)
    verify.add_argument("--key", type=Path, metavar="PEM", help="the published certificate (that of this installation)")


def _doctor(options: argparse.Namespace) -> int:
    set_up()
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
    set_up()
    from orken.config.backup import back_up

    with _refusal_in_words():
        manifest = back_up(options.file, options.to)
    print(f"{options.file}: {sum(manifest.rows.values())} rows, {len(manifest.files) - 1} files; head of the journal "
          f"{manifest.journal_head or 'none'}")  # fmt: skip
    for name in manifest.missing:
        print(f"The file {name} of a document is gone and is not in the archive.", file=sys.stderr)
    return 1 if manifest.missing else 0


def _restore(options: argparse.Namespace) -> int:
    set_up()
    from orken.config.backup import restore

    with _refusal_in_words():
        manifest = restore(options.file, options.identity)
    print(f"Restored what release {manifest.release} had at {manifest.created_at}; now check it: orken journal verify"
          f"{f' --head {manifest.journal_head}' if manifest.journal_head else ''}")  # fmt: skip
    return 0


@contextmanager
def _refusal_in_words() -> Iterator[None]:
    """An archive that is refused ends the command with the reason."""
    from orken.config.archive import ArchiveRefused

    try:
        yield
    except ArchiveRefused as refusal:
        print(refusal, file=sys.stderr)
        raise SystemExit(2) from None


def _journal(options: argparse.Namespace) -> int:
    set_up()
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


def _verify(options: argparse.Namespace) -> int:
    """Needs no installation beyond the package: neither a database nor the secrets of the settings are read."""
    from django.conf import settings

    settings.configure(ORKEN_VAR=environment.var_folder(), USE_TZ=True)
    from orken.documents import sealing

    return sealing.main(options.file, options.key)
