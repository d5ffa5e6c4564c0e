"""The demo as a person runs it: it starts, mends itself, stops cleanly, goes on with its data, and starts anew."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress
from urllib.error import HTTPError, URLError

import psutil
import psycopg
import pytest

from orken.config import postgres, supervisor
from tests.working import free_port

READY_AGAIN_SECONDS = 120
pytestmark = pytest.mark.long


class Demo:
    def __init__(self, var, port):
        self.var, self.port = var, port
        self.process = None
        self.printed = ""

    @contextmanager
    def running(self):
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("ORKEN_", "DJANGO_"))}
        self.printed = ""
        with (self.var / "printed").open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "orken.cli", "demo"],
                env={**clean, "ORKEN_VAR": str(self.var), "PORT": str(self.port)},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
            try:
                self._wait_for_the_announcement(self.var / "printed")
                yield self
            finally:
                self.process.terminate()
                self.process.wait(60)

    def _wait_for_the_announcement(self, log):
        while "Ctrl-C stops it" not in self.printed:
            time.sleep(0.2)
            self.printed = log.read_text()
            assert self.process.poll() is None, f"The demo ended before it was ready:\n{self.printed}"

    def children(self):
        """The living children by the command that they run: ``python -m orken.cli COMMAND``."""
        found = {}
        for child in psutil.Process(self.process.pid).children():
            with suppress(psutil.Error, IndexError):  # ended meanwhile, or not yet what it will be
                found[child.cmdline()[3]] = child
        return found

    def child(self, name, other_than=None):
        """The child that runs a command; waited for, as one that lost its database is started again after a while."""
        deadline = time.monotonic() + READY_AGAIN_SECONDS
        while time.monotonic() < deadline:
            child = self.children().get(name)
            if child is not None and child != other_than:
                return child
            time.sleep(0.2)
        pytest.fail(f"No {name} within {READY_AGAIN_SECONDS} s.")

    def page(self, path, language="en"):
        request = urllib.request.Request(f"http://localhost:{self.port}{path}", headers={"Accept-Language": language})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.url, answer.read().decode()

    def wait_until_ready(self):
        deadline = time.monotonic() + READY_AGAIN_SECONDS
        while time.monotonic() < deadline:
            try:
                return json.loads(self.page("/health/ready")[1])
            except HTTPError as not_yet:
                not_yet.close()
                time.sleep(0.3)
            except (URLError, OSError):
                time.sleep(0.3)
        pytest.fail(f"Not ready again within {READY_AGAIN_SECONDS} s.")

    def query(self, sql):
        with psycopg.connect(postgres.address(self.var / "postgres", "orken"), autocommit=True) as connection:
            cursor = connection.execute(sql)
            return cursor.fetchall() if cursor.description else None


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """A demo whose supervisor was killed once and that goes on with its data; its end must be clean."""
    demo = Demo(tmp_path_factory.mktemp("demo"), free_port())
    with demo.running():
        demo.query("CREATE TABLE kept AS SELECT 1 AS number")
        children = demo.children()
        demo.process.kill()
        demo.left_over = psutil.wait_procs(children.values(), timeout=40)[1]
    with demo.running():
        yield demo
        children = demo.children()
    assert demo.process.returncode == 0
    assert sorted(children) == ["serve", "worker"]
    assert not any(child.is_running() for child in children.values())
    assert postgres._processes(demo.var / "postgres") == []


def test_web_and_worker_end_with_a_killed_supervisor(demo):
    assert demo.left_over == []


def test_data_outlive_a_killed_supervisor(demo):
    assert demo.query("SELECT number FROM kept") == [(1,)]


def test_sign_ins_and_address_are_printed(demo):
    assert f"  http://localhost:{demo.port}\n" in demo.printed
    people = re.findall(r"^  (\S+@orken\.example)\s+(\S+)  (.+)$", demo.printed, re.MULTILINE)
    assert len(people) >= 6
    assert demo.query("SELECT count(*) FROM parties_user") == [(len(people),)]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_first_page_answers_in_the_language_of_the_browser(demo, language):
    url, page = demo.page("/", language)
    assert url.endswith(f"/{language}/")
    assert f'<html lang="{language}"' in page


def refused_start(var, port):
    return subprocess.run(
        [sys.executable, "-m", "orken.cli", "demo"],
        env={**os.environ, "ORKEN_VAR": str(var), "PORT": str(port)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_second_demo_on_the_same_data_is_refused(demo):
    other = refused_start(demo.var, free_port())
    assert other.returncode == 1
    assert "runs already" in other.stderr


def test_taken_port_is_told_with_a_way_out(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        other = refused_start(tmp_path, port)
    assert other.returncode == 1
    assert f"make demo PORT={port + 1}" in other.stderr


@pytest.mark.parametrize("name", ["serve", "worker"])
def test_killed_child_is_started_again(demo, name):
    killed = demo.child(name)
    its_own = killed.children(recursive=True)
    killed.kill()
    assert psutil.wait_procs(its_own, timeout=30)[1] == []
    demo.child(name, other_than=killed)
    assert demo.wait_until_ready()["status"] == "ok"


def test_killed_database_comes_back_with_its_rows(demo):
    for process in postgres._processes(demo.var / "postgres"):
        with suppress(psutil.NoSuchProcess):  # the children end with their parent
            process.kill()
    time.sleep(2)
    assert demo.wait_until_ready()["status"] == "ok"
    assert demo.query("SELECT number FROM kept") == [(1,)]


def test_reset_forgets_the_demo_and_nothing_else(tmp_path):
    for name in (
        "documents/one.pdf",
        "keys/seal/key.pem",
        "mail/one.eml",
        "secret_key",
        "static/a.css",
        "my-notes.txt",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    postgres.start(tmp_path / "postgres")
    supervisor.forget(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["my-notes.txt"]
