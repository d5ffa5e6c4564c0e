"""A portal of its own to measure: a database that keeps what it acknowledges, files in a folder that is thrown away."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from orken.config import postgres
from orken.config.children import ORKEN
from tools.bench.visitor import answers

START_SECONDS = 60
SILENCE = subprocess.DEVNULL
LOG = Path("var/bench.log")  # what the servers said: a line for each request would hide the table


@dataclass(frozen=True)
class Site:
    """Where the portal under measurement keeps its things, and the variables that lead its processes there."""

    var: Path
    environment: Mapping[str, str]

    @contextmanager
    def serving(self) -> Iterator[Server]:
        """``orken serve`` as an operator starts it, with its default number of processes."""
        port = free_port()
        with started([*ORKEN, "serve", "--bind", f"127.0.0.1:{port}"], self.environment, port) as server:
            yield server

    @contextmanager
    def working(self) -> Iterator[psutil.Process]:
        """``orken worker`` beside it."""
        worker = psutil.Popen([*ORKEN, "worker"], env=self.environment, stdout=SILENCE, stderr=SILENCE)
        try:
            yield worker
        finally:
            worker.terminate()
            worker.wait(60)


@dataclass(frozen=True)
class Server:
    """A web server that has answered; ``start_seconds`` is how long that took from the start of the process."""

    process: psutil.Process
    port: int
    start_seconds: float


@contextmanager
def new_site() -> Iterator[Site]:
    """An empty, migrated portal with the pack loaded. Django is set up for it in this process too."""
    with TemporaryDirectory(prefix="orken-bench-") as folder:
        var = Path(folder)
        Path(folder).chmod(0o711)  # the server of the database may run as another user
        postgres.start(var / "postgres")
        try:
            environment = _environment(var, postgres.create_database(var / "postgres", "orken"))
            os.environ |= environment
            import django

            django.setup()
            _install()
            yield Site(var, {**os.environ, **environment})
        finally:
            postgres.stop(var / "postgres")


def _environment(var: Path, database: str) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "orken.config.settings",
        "ORKEN_VAR": str(var),
        "ORKEN_DATABASE_URL": database,
        "ORKEN_SECRET_KEY": "a key for measuring only, long enough to be accepted as one",
        "ORKEN_HOSTS": "localhost,127.0.0.1",
        "ORKEN_PUBLIC_URL": "http://localhost",
        "ORKEN_HTTPS": "0",
        "ORKEN_MAIL_FROM": "Orken <no-reply@bench.example>",
        "ORKEN_SMTP_URL": "smtp://127.0.0.1:9",
        "ORKEN_READS_A_MINUTE": "0",  # one address asks for everybody here
    }


def _install() -> None:
    from django.conf import settings

    from orken.config import installing
    from tools.bench import procedure

    installing.migrate()
    installing.load_pack(settings.ORKEN_PACK)
    procedure.publish()


@contextmanager
def started(command: list[str], environment: Mapping[str, str], port: int) -> Iterator[Server]:
    """A server process from its start to its first answer, ended afterwards."""
    began = time.perf_counter()
    LOG.parent.mkdir(exist_ok=True)
    with LOG.open("ab") as log:
        process = psutil.Popen(command, env=environment, stdout=SILENCE, stderr=log)
    try:
        while not answers(port):
            if process.poll() is not None or time.perf_counter() - began > START_SECONDS:
                raise RuntimeError(
                    f"{' '.join(command)} gave no answer on port {port} within {START_SECONDS} s; see {LOG}."
                )
            time.sleep(0.01)
        yield Server(process, port, time.perf_counter() - began)
    finally:
        process.terminate()
        process.wait(60)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
