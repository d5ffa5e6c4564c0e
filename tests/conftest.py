"""One PostgreSQL for a whole run. It starts when the first test asks for the database, so pure tests do not pay for it.

The server's folder is chosen here, before the settings are read, and handed to xdist's workers by the environment.
"""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tools.messages import compile_all

pytest_plugins = ["tests.browsing", "tests.languages", "tests.working"]

OWNER = "ORKEN_TEST_OWNER"
KEPT = (OWNER, "ORKEN_SHARED", "ORKEN_TEST_")

if OWNER not in os.environ:
    for name in [name for name in os.environ if name.startswith("ORKEN_") and not name.startswith(KEPT)]:
        del os.environ[name]
    os.environ |= {
        OWNER: str(os.getpid()),
        "DJANGO_SETTINGS_MODULE": os.environ.get("ORKEN_TEST_SETTINGS", "tests.settings"),
        # Playwright's synchronous interface runs an event loop in the test's own thread.
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
        "ORKEN_VAR": tempfile.mkdtemp(prefix="orken-tests-"),
        "ORKEN_SECRET_KEY": "a key for tests only, long enough to be accepted as one",
        "ORKEN_HOSTS": "localhost,testserver",
        "ORKEN_PUBLIC_URL": "http://localhost:8000",
        "ORKEN_HTTPS": "0",
        "ORKEN_MAIL_FROM": "Orken <no-reply@orken.test>",
        "ORKEN_SMTP_URL": "smtp://localhost:9",
    }
    compile_all()
    if "ORKEN_TEST_DATABASE_URL" in os.environ:
        os.environ["ORKEN_DATABASE_URL"] = os.environ["ORKEN_TEST_DATABASE_URL"]

VAR = Path(os.environ["ORKEN_VAR"])
MIGRATED = "migrated"

# Rows are deleted, not truncated: three hundred empty tables and indexes would be made anew after every such test.
UNMODELLED = (
    "cache_entries",
    "procrastinate_jobs",
    "procrastinate_events",
    "procrastinate_workers",
    "procrastinate_periodic_defers",
)
APPEND_ONLY = """
    SELECT tgrelid::regclass::text, format('ALTER TABLE %s DISABLE TRIGGER %I', tgrelid::regclass, tgname),
           format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', tgrelid::regclass, tgname)
    FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'A'
"""


@pytest.hookimpl(tryfirst=True)
def pytest_configure() -> None:
    # What Django and the packs have loaded lives to the end: looking through it after every 700 objects took 7 %.
    gc.set_threshold(100_000, 50, 100)
    # pytest-django sets Django up at the end of this hook, if the settings have been read by then.
    from django.conf import settings

    assert settings.INSTALLED_APPS


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each worker's part of the list begins with long tests, of a file together: the last to end keeps others waiting.

    What is not long stays in its random order; a worker that has done its part takes from the ends of the others'.
    """
    long = [item for item in items if item.get_closest_marker("long")]
    short = [item for item in items if not item.get_closest_marker("long")]
    files = list(dict.fromkeys(item.path for item in long))
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    ordered: list[pytest.Item] = []
    for worker in range(workers):
        ordered += [item for item in long if item.path in files[worker::workers]]
        length = max(len(items) * (worker + 1) // workers - len(ordered), 0)
        ordered, short = ordered + short[:length], short[length:]
    items[:] = ordered + short


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: Any) -> None:
    """Start the embedded server before the first test database is made; the workers of xdist share it."""
    from orken.config import postgres

    if "ORKEN_TEST_DATABASE_URL" not in os.environ:
        with (VAR / "postgres.lock").open("w") as lock:
            flock(lock, LOCK_EX)
            postgres.start(VAR / "postgres")
            lose_data_in_a_crash()
            if "PYTEST_XDIST_WORKER" in os.environ:
                with django_db_blocker.unblock():
                    migrate_once()


def lose_data_in_a_crash() -> None:
    """Let the server of the tests answer before the disk does, and not tidy up: its data are thrown away at the end."""
    from orken.config import postgres

    with psycopg.connect(postgres.address(VAR / "postgres"), autocommit=True) as connection:
        for name in ("fsync", "full_page_writes", "synchronous_commit", "autovacuum"):
            connection.execute(f"ALTER SYSTEM SET {name} = off")
        connection.execute("SELECT pg_reload_conf()")


def migrate_once() -> None:
    """Let one worker bring a database through all migrations, and each copy it for itself: they take a while."""
    from django.core.management import call_command
    from django.db import connection

    from orken.config import postgres

    connection.settings_dict["TEST"]["TEMPLATE"] = MIGRATED
    with psycopg.connect(postgres.address(VAR / "postgres")) as server:
        if server.execute("SELECT FROM pg_database WHERE datname = %s", [MIGRATED]).fetchone():
            return
    postgres.create_database(VAR / "postgres", MIGRATED)
    name = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = MIGRATED
    call_command("migrate", verbosity=0, interactive=False)
    connection.close()  # a database in use cannot be copied
    connection.settings_dict["NAME"] = name


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """At the end, close what threads of the live server left open: else the test database cannot be dropped."""
    yield
    from django.db import connection

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(scope="session", autouse=True)
def emptying_between_tests() -> None:
    """Let Django empty the tables after a transactional test, append-only ones and the queue of jobs included.

    It would write its own permissions anew each time, for every model; nothing here asks for them.
    """
    from django.db.backends.postgresql.operations import DatabaseOperations
    from django.db.models.signals import post_migrate

    post_migrate.receivers.clear()

    def sql_flush_of_everything(operations: Any, _style: Any, tables: list[str], **_options: Any) -> list[str]:
        looked_for = (f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in {*tables, *UNMODELLED})
        with operations.connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(looked_for))
            filled = {name for (name,) in cursor.fetchall()}
            cursor.execute(APPEND_ONLY)
            guards = [(off, on) for table, off, on in cursor.fetchall() if table in filled]
        off, on = zip(*guards, strict=True) if guards else ((), ())
        emptied = [f"DELETE FROM {name}" for name in sorted(filled)]
        return [*off, "SET LOCAL session_replication_role = replica", *emptied, *on]

    # On the class: while Playwright's event loop runs, the thread has another connection object than before.
    DatabaseOperations.sql_flush = sql_flush_of_everything  # type: ignore[method-assign]


def pytest_unconfigure() -> None:
    from orken.config import postgres

    if os.environ[OWNER] == str(os.getpid()):
        postgres.stop(VAR / "postgres")
        shutil.rmtree(VAR)
