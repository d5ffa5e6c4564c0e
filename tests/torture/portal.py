"""The portal as it runs on a server, under folders of its own: database, web, worker; each can be killed."""

from __future__ import annotations

import os
import random
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import psutil

from orken.config import lifeline, postgres
from orken.config.children import Child, stop
from orken.notices.catcher import mail_server

READY_SECONDS = 120


class Portal:
    """Web and worker as the supervisor starts them; ``watch`` starts again what died."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment: dict[str, str] = {}
        self.web: Child
        self.worker: Child

    @contextmanager
    def database(self) -> Iterator[None]:
        """The server with its promise to have written what it says it has; and the settings of all processes."""
        folder = self.var / "postgres"
        postgres.start(folder)
        try:
            self.environment = self._settings(postgres.create_database(folder, "orken"))
            yield
        finally:
            postgres.stop(folder)

    @contextmanager
    def running(self) -> Iterator[None]:
        with ExitStack() as stack:
            server = mail_server(self.var / "mail", self._mail_port())
            server.start()
            stack.callback(server.stop)
            environment = {**self.environment, lifeline.NAME: str(stack.enter_context(lifeline.held()))}
            self.web = Child("web", ("serve", "--bind", f"127.0.0.1:{self.port}"), environment)
            self.worker = Child("worker", ("worker",), environment)
            stack.callback(stop, self.web, self.worker)
            for child in (self.web, self.worker):
                child.start()
            self.wait_until_ready()
            yield

    def watch(self) -> None:
        postgres.start(self.var / "postgres")
        for child in (self.web, self.worker):
            child.watch()

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while self.asked("/health/ready") is None:
            if time.monotonic() > deadline:
                raise TimeoutError(f"The portal was not ready within {READY_SECONDS} s.")
            time.sleep(0.2)
            self.watch()

    def asked(self, path: str) -> str | None:
        """What the portal answers to anybody; ``None`` while it cannot."""
        try:
            with urllib.request.urlopen(f"{self.address}{path}", timeout=10) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as unwell:
            unwell.close()
        except OSError:
            pass
        return None

    def _settings(self, database: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ORKEN_", "DJANGO_"))}
        return kept | {
            "DJANGO_SETTINGS_MODULE": "orken.config.settings",
            "ORKEN_VAR": str(self.var),
            "ORKEN_DATABASE_URL": database,
            "ORKEN_SECRET_KEY": random.Random(self.port).randbytes(30).hex(),
            "ORKEN_HOSTS": "127.0.0.1",
            "ORKEN_PUBLIC_URL": self.address,
            "ORKEN_HTTPS": "0",
            "ORKEN_BEHIND_PROXY": "1",  # each applicant has an address, so that rate limits count them apart
            "ORKEN_MAIL_FROM": "Orken <no-reply@orken.example>",
            "ORKEN_SMTP_URL": f"smtp://127.0.0.1:{_free_port()}",
        }

    def _mail_port(self) -> int:
        return int(self.environment["ORKEN_SMTP_URL"].rpartition(":")[2])

    def kill_web_process(self, chance: random.Random) -> None:
        """One of the processes that answer; the one above them starts another."""
        family = _family(self.web)
        _kill(*_one_of(family[1:] or family, chance))

    def kill_web(self, _chance: random.Random) -> None:
        _kill(*_family(self.web)[:1])

    def kill_worker(self, _chance: random.Random) -> None:
        _kill(*_family(self.worker)[:1])

    def kill_connection(self, chance: random.Random) -> None:
        """One process of the database: its server then throws out everybody and recovers."""
        first, others = self._database_processes()
        _kill(*_one_of(others or first, chance))

    def kill_postmaster(self, _chance: random.Random) -> None:
        """The first process alone; the others notice and end while the next one starts already."""
        _kill(*self._database_processes()[0])

    def kill_database(self, _chance: random.Random) -> None:
        """All its processes at once, as when the machine's memory runs out."""
        first, others = self._database_processes()
        _kill(*first, *others)

    def kill_everything(self, chance: random.Random) -> None:
        _kill(*_family(self.web), *_family(self.worker))
        self.kill_database(chance)

    def _database_processes(self) -> tuple[list[psutil.Process], list[psutil.Process]]:
        """The first one, and those that it started."""
        found = {process.pid: process for process in postgres._processes(self.var / "postgres")}
        with suppress(psutil.NoSuchProcess):
            first = [process for process in found.values() if process.ppid() not in found]
            return first, [process for process in found.values() if process not in first]
        return [], list(found.values())


Blow = Callable[[Portal, random.Random], None]
OF_DATABASE: tuple[Blow, ...] = (Portal.kill_connection, Portal.kill_postmaster, Portal.kill_database)
BLOWS: tuple[Blow, ...] = (
    Portal.kill_web_process,
    Portal.kill_web,
    Portal.kill_worker,
    *OF_DATABASE,
    Portal.kill_everything,
)


def blows(count: int, chance: random.Random) -> list[Blow]:
    """Every kind as often as the others, in an order that the seed decides; in few blows the database comes first."""
    rounds = [blow for _ in range(count // len(BLOWS) + 1) for blow in chance.sample(BLOWS, len(BLOWS))]
    chosen = rounds[:count]
    while sum(blow in OF_DATABASE for blow in chosen) < min(2, count):
        chosen[chance.randrange(count)] = chance.choice(OF_DATABASE)
    chance.shuffle(chosen)
    return chosen


def _family(child: Child) -> list[psutil.Process]:
    """The process and those below it; nobody when it has ended."""
    assert child.process is not None
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(child.process.pid)
        return [process, *process.children(recursive=True)]
    return []


def _one_of(processes: list[psutil.Process], chance: random.Random) -> list[psutil.Process]:
    return chance.sample(processes, min(1, len(processes)))


def _kill(*processes: psutil.Process) -> None:
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.kill()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
