"""What a monitor is told: which part is missing, and what to do about it."""

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from orken.config import health

pytestmark = pytest.mark.django_db


def worker_seen(seconds_ago):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s))",
            [seconds_ago],
        )


def test_live_asks_no_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/health/live")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_ready_with_database_migrations_and_worker(client):
    worker_seen(seconds_ago=5)
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "checks": {"database": "ok", "migrations": "ok", "worker": "ok"}}
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("seconds_ago", "told"), [(300, "the last sign of a worker is 300 s old"), (None, "no worker runs")]
)
def test_not_ready_without_a_living_worker(client, seconds_ago, told):
    if seconds_ago:
        worker_seen(seconds_ago)
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["checks"]["worker"].startswith(told)


def test_not_ready_before_a_migration_ran(client):
    worker_seen(seconds_ago=5)
    newest = MigrationRecorder.Migration.objects.filter(app="journal").order_by("-name").first()
    newest.delete()
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["checks"]["migrations"] == "not all applied; run: orken migrate"


def test_not_ready_without_the_database(client, monkeypatch):
    def away():
        raise OperationalError("could not connect to server db.kz as orken")

    monkeypatch.setitem(health.CHECKS, "database", away)
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable", "checks": {"database": "does not answer"}}
