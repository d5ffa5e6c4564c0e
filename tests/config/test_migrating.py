"""Migrations run while others work: nobody is made to wait behind one that waits."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from orken.cli import main
from orken.config import installing
from tests.simultaneous import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pending() -> Iterator[None]:
    """A migration that needs a lock on the people is not applied."""
    call_command("migrate", "web", "zero", verbosity=0)
    yield
    call_command("migrate", verbosity=0)


@pytest.mark.usefixtures("pending")
def test_a_migration_gives_up_where_somebody_holds_what_it_needs_and_goes_on_later(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(installing, "LOCK_SECONDS", 1)
    monkeypatch.setattr(installing, "sealing_key", lambda: None)
    wanted = ("host", "port", "user", "password", "dbname")
    parameters = {name: value for name, value in connection.get_connection_params().items() if name in wanted}
    with psycopg.connect(**parameters) as other:
        other.execute("LOCK TABLE parties_user IN ROW EXCLUSIVE MODE")
        # On a connection of its own: where a migration fails late, Django leaves it within a transaction.
        assert at_once(lambda: main(["migrate"])) == [2]
    assert "Somebody works in a table that a migration has to change" in capsys.readouterr().err
    assert main(["migrate"]) == 0
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)
        assert "web_savedview" in connection.introspection.table_names(cursor)


def test_an_index_that_was_not_finished_is_taken_away() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX unfinished ON parties_user (full_name)")
        cursor.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'unfinished'::regclass")
        installing._drop_unfinished_indexes(cursor)
        cursor.execute("SELECT to_regclass('unfinished')")
        assert cursor.fetchone() == (None,)
