"""Two questions of a monitor: does the process run, and can the portal serve?"""

from __future__ import annotations

from collections.abc import Callable

from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

WORKER_SILENCE_SECONDS = 60


@never_cache
def live(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Each check by name with ``ok`` or what is wrong; 503 when anything is."""
    try:
        found = {name: check() for name, check in CHECKS.items()}
    except OperationalError:
        # The monitor is outside: it learns that the database is away, the log says why.
        found = {"database": "does not answer"}
    fine = all(result == "ok" for result in found.values())
    return JsonResponse({"status": "ok" if fine else "unavailable", "checks": found}, status=200 if fine else 503)


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return "not all applied; run: orken migrate" if pending else "ok"


def _worker() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers")
        (silence,) = cursor.fetchone()
    if silence is None:
        return "no worker runs; start one: orken worker"
    return "ok" if silence <= WORKER_SILENCE_SECONDS else f"the last sign of a worker is {silence:.0f} s old"


CHECKS: dict[str, Callable[[], str]] = {"database": _database, "migrations": _migrations, "worker": _worker}
