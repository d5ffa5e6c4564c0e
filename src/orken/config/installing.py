"""What an installation needs before it serves: tables, static files, the jurisdiction's pack, in the demo its cast."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg.errors import LockNotAvailable

from orken.cases.services.publishing import publish_pack
from orken.documents.keys import sealing_key
from orken.parties.services.cast import SignIn, load_cast
from orken.rulebook.packs import pack_directory
from orken.rulebook.services import load_parameters, load_transfers
from orken.web.demonstration import play_demo_cases

# Two machines that are brought up to date at once wait for each other; the number has no meaning of its own.
ADVISORY_LOCK = 0x6F726B656E
LOCK_SECONDS = 5


class MigrationWaits(RuntimeError):
    """Somebody holds what a migration needs; nobody was made to wait for it."""


def migrate() -> None:
    """Bring the database up to this release, while others may work in it.

    Raises
    ------
    MigrationWaits
        A lock was not free within ``LOCK_SECONDS``. A migration that waits longer makes everybody wait behind it.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{LOCK_SECONDS}s"])
            _drop_unfinished_indexes(cursor)
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable):
            raise
        raise MigrationWaits(
            "Somebody works in a table that a migration has to change (a backup, a long report). What was done so far "
            "stays; run the command again."
        ) from error
    finally:
        connection.close()  # gives back the lock and the limit, and ends what a migration that failed late leaves open
    call_command("collectstatic", interactive=False, verbosity=0)
    sealing_key()


def _drop_unfinished_indexes(cursor: CursorWrapper) -> None:
    """What an interrupted ``CREATE INDEX CONCURRENTLY`` leaves: it serves nobody, and the next needs its name."""
    cursor.execute("SELECT format('DROP INDEX %s', indexrelid::regclass) FROM pg_index WHERE NOT indisvalid")
    for (statement,) in cursor.fetchall():
        cursor.execute(statement)


@transaction.atomic
def load_pack(name: str) -> Path:
    """Bring dated parameters and calendar up to date and publish what is new in the procedures; repeating is safe."""
    pack = pack_directory(name)
    load_parameters(pack)
    load_transfers(pack)
    publish_pack(pack)
    return pack


def cast_lines(pack: Path, language: str) -> Iterator[str]:
    """The cast's sign-ins as a table for the terminal, once the cast is there and has played its applications."""
    people: list[SignIn] = load_cast(pack)
    play_demo_cases(pack, people[0].password)
    width = max(len(person.email) for person in people)
    for person in people:
        yield f"  {person.email:<{width}}  {person.password}  {person.name}, {person.part.in_language(language)}"
