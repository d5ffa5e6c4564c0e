"""What loading a pack writes is kept beside the tables: to load it anew for each test took longer than most tests.

The rows of the first loading lie in the schema ``kept`` of the test database, which neither a rollback nor the emptying
of tables touches. From then on they are copied within the database; their numbers and times are new each time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps

import psycopg
from django.conf import settings
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from orken.cases.models import ProcedureVersion
from orken.journal.models import Entry
from orken.rulebook import queries
from orken.rulebook.models import DayTransfer, ParameterValue

RULES = (ParameterValue, DayTransfer, ProcedureVersion)
LOADED = (*RULES, Entry)
TIMES_OF_LOADING = ("published_at", "recorded_at")

Name = tuple[str, str]  # of what loads, and of the pack

_rows: dict[Name, list[bytes]] = {}
_kept: set[tuple[Name, str]] = set()  # with the names of databases


def loaded_once(load: Callable[[], None]) -> Callable[[], None]:
    """``load``, which brings rules and procedures into a database, made quick for one that has none yet."""

    @wraps(load)
    def loading() -> None:
        name = (load.__name__, settings.ORKEN_PACK)
        if _any_rows(RULES):
            load()
        elif name in _rows:
            _copy(name)
        else:
            journal_is_new = not _any_rows([Entry])
            load()
            if journal_is_new:
                _rows[name] = [_rows_of(model) for model in LOADED]

    return loading


def _any_rows(models: Iterable[type[Model]]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + " OR ".join(f"EXISTS (SELECT FROM {model._meta.db_table})" for model in models))
        [found] = cursor.fetchone()
    return bool(found)


def _rows_of(model: type[Model]) -> bytes:
    with connection.cursor() as cursor, cursor.copy(f"COPY {model._meta.db_table} TO STDOUT") as rows:
        return b"".join(rows)


def _copy(name: Name) -> None:
    if (name, connection.settings_dict["NAME"]) not in _kept:
        _keep(name)
        _kept.add((name, connection.settings_dict["NAME"]))
    now = timezone.now()
    with connection.cursor() as cursor:
        for model in LOADED:
            columns = [field.column for field in model._meta.concrete_fields if not field.primary_key]
            values = ["%s" if column in TIMES_OF_LOADING else column for column in columns]
            cursor.execute(
                f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) "
                f"SELECT {', '.join(values)} FROM {_kept_table(name, model)} ORDER BY id",
                [now] * values.count("%s"),
            )
    queries.forget()


def _keep(name: Name) -> None:
    """On a connection of its own: what the test writes is taken back."""
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as beside:
        beside.execute("CREATE SCHEMA IF NOT EXISTS kept")
        for model, rows in zip(LOADED, _rows[name], strict=True):
            table = _kept_table(name, model)
            beside.execute(f"CREATE UNLOGGED TABLE {table} AS TABLE {model._meta.db_table} WITH NO DATA")
            with beside.cursor().copy(f"COPY {table} FROM STDIN") as copy:
                copy.write(rows)


def _kept_table(name: Name, model: type[Model]) -> str:
    return f"kept.{model._meta.db_table}_{list(_rows).index(name)}"
