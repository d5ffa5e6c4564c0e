"""What an installation needs before it serves: tables, static files, the jurisdiction's pack, in the demo its cast."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction

from orken.cases.services.publishing import publish_pack
from orken.documents.keys import sealing_key
from orken.parties.services.cast import SignIn, load_cast
from orken.rulebook.packs import pack_directory
from orken.rulebook.services import load_parameters, load_transfers
from orken.web.demonstration import play_demo_cases

# Two machines that are brought up to date at once wait for each other; the number has no meaning of its own.
ADVISORY_LOCK = 0x6F726B656E


def migrate() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        try:
            call_command("migrate", interactive=False, verbosity=0)
            call_command("createcachetable", verbosity=0)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])
    call_command("collectstatic", interactive=False, verbosity=0)
    sealing_key()


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
