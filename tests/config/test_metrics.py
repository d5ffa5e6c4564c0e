"""Figures for Prometheus: right, without anybody in them, and only for whom they are meant."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django import procrastinate_app
from prometheus_client.parser import text_string_to_metric_families

from orken.cases.services.drafting import open_case
from orken.config import metrics
from orken.journal.services import record
from orken.notices.models import MailState, OutgoingMail
from tests.config.test_ending import orken, until
from tests.factories.cases import STALL, founder_with_organisation, load_rules_and_procedures
from tests.working import free_port

TOKEN = "a token of the monitor, long enough"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
Figures = dict[tuple[str, tuple[str, ...]], float]


def read(text: str) -> Figures:
    families = text_string_to_metric_families(text)
    return {(sample.name, tuple(sample.labels.values())): sample.value for one in families for sample in one.samples}


@pytest.fixture
def wanted(settings: Any) -> None:
    settings.ORKEN_METRICS_TOKEN = TOKEN


@pytest.mark.django_db
def test_nobody_reads_them_unless_that_was_set(client: Client) -> None:
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.django_db
@pytest.mark.usefixtures("wanted")
@pytest.mark.parametrize(
    "given", ["", "Bearer", "Bearer a token", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN} ", "Bearer ә"]
)
def test_another_token_does_not_open_them(client: Client, given: str) -> None:
    assert client.get("/metrics", headers={"Authorization": given}).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("remote", "forwarded", "behind_proxy", "status"),
    [
        ("10.1.2.3", None, False, 200),
        ("10.2.0.1", None, False, 404),
        ("::1", None, False, 200),
        ("10.1.2.3", "203.0.113.9", True, 404),  # the proxy's own address does not speak for who asked it
        ("127.0.0.1", "203.0.113.9, 10.1.2.3", True, 200),
        ("127.0.0.1", "10.1.2.3, 203.0.113.9", True, 404),
        ("10.1.2.3", "10.1.2.3", False, 404),  # a proxy that we were not told of
        ("127.0.0.1", "nonsense", True, 404),
    ],
)
def test_addresses_that_may_read_are_those_that_really_ask(
    client: Client, settings: Any, remote: str, forwarded: str | None, behind_proxy: bool, status: int
) -> None:
    settings.ORKEN_METRICS_FROM = [ip_network("10.1.0.0/16"), ip_network("::1")]
    settings.ORKEN_BEHIND_PROXY = behind_proxy
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert client.get("/metrics", headers=headers, REMOTE_ADDR=remote).status_code == status


@pytest.mark.django_db
@pytest.mark.usefixtures("wanted")
def test_what_waits_and_since_when_is_told(client: Client) -> None:
    load_rules_and_procedures()
    founder, organisation = founder_with_organisation()
    open_case(STALL, applicant=organisation, actor=founder)
    record("tests.noted", actor=founder, subject="case:AB12")
    ago = timezone.now() - timedelta(minutes=10)
    OutgoingMail.objects.create(message_id="1", sender="a", recipients=["b"], subject="s", content=b"", queued_at=ago)
    OutgoingMail.objects.create(
        message_id="2", sender="a", recipients=["b"], subject="s", content=b"", state=MailState.UNDELIVERABLE,
        finished_at=ago,
    )  # fmt: skip
    job = procrastinate_app.current_app.configure_task("waits", queue="nobody", allow_unknown=True).defer()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = now() - interval '5 minutes' WHERE job_id = %s", [job])
    answer = client.get("/metrics", headers=BEARER)
    assert answer["Content-Type"].startswith("text/plain")
    assert "no-store" in answer["Cache-Control"]
    found = read(answer.content.decode())
    assert found["orken_cases", (STALL, "draft")] == 1
    assert found["orken_mail", ("queued",)] == found["orken_mail", ("undeliverable",)] == 1
    assert found["orken_mail_oldest_seconds", ()] == pytest.approx(600, abs=30)
    assert found["orken_jobs", ("todo",)] >= 1
    assert found["orken_jobs_oldest_seconds", ()] == pytest.approx(300, abs=30)
    assert 0 <= found["orken_journal_unsealed_seconds", ()] < 60
    assert found["orken_database_bytes", ()] > 1_000_000
    assert found["orken_database_connections", ("active",)] >= 1
    assert founder.email not in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("wanted")
def test_requests_are_counted_by_route_and_not_by_address(client: Client) -> None:
    client.get("/en/nowhere/aigerim@orken.example/")
    before = read(client.get("/metrics", headers=BEARER).content.decode())
    client.get("/en/?q=aigerim")
    client.get("/kk/")
    client.generic("BREW", "/en/")
    text = client.get("/metrics", headers=BEARER).content.decode()
    after = read(text)
    counted = ("orken_requests_total", ("GET", "web:home", "200"))
    assert after[counted] - before.get(counted, 0) == 2
    assert after["orken_request_seconds_count", ("GET", "web:home")] >= 2
    assert any(labels[0] == "other" for name, labels in after if name == "orken_requests_total")
    assert "aigerim" not in text
    assert "BREW" not in text


@pytest.mark.django_db
def test_nothing_is_counted_where_nobody_reads(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[object] = []
    monkeypatch.setattr(metrics, "count_request", lambda *arguments: counted.append(arguments))
    client.get("/en/")
    assert counted == []


@pytest.mark.django_db(transaction=True)
def test_processes_count_together(tmp_path: Path) -> None:
    """Whichever process is asked, it knows of all requests."""
    port, asked = free_port(), 30
    address = f"http://127.0.0.1:{port}"
    (tmp_path / "metrics").mkdir()
    (tmp_path / "metrics" / "counter_1.db").write_bytes(b"of an earlier run")
    environment = {"ORKEN_METRICS_TOKEN": TOKEN, "ORKEN_HOSTS": "127.0.0.1", "ORKEN_VAR": str(tmp_path)}
    with orken("serve", "--bind", f"127.0.0.1:{port}", "--processes", "2", "--threads", "1", **environment):
        until(lambda: _lives(address), "the web server lives")
        for _ in range(asked):
            assert _lives(address)
        for _ in range(10):
            with urlopen(Request(f"{address}/metrics", headers=BEARER)) as answer:  # a new connection each time
                counted = read(answer.read().decode())
            assert counted["orken_requests_total", ("GET", "live", "200")] >= asked


def _lives(address: str) -> bool:
    try:
        with urlopen(f"{address}/health/live") as answer:
            return bool(answer.status == 200)
    except URLError:
        return False
