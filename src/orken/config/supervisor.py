"""The demo under one roof: database, mail catcher, web and worker start, are watched and stop together.

The supervisor alone owns the embedded server; web and worker get its address. What dies is started again. When the
supervisor itself dies, web and worker notice and end, and the next start goes on with the data.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from orken.config import lifeline, postgres
from orken.config.children import CannotStart, Child, complete, say, stop
from orken.notices.catcher import mail_server

READY_SECONDS = 180  # of a slow and busy machine; an idle laptop needs some ten
WATCH_SECONDS = 1.0
DEMO_DATA = ("documents", "keys", "mail", "postgres", "secret_key", "static")


def run_demo(var: Path, port: int, *, reset: bool) -> int:
    # Whoever asks the supervisor to end gets the same clean end as by Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        _run(var, port, reset=reset)
    except KeyboardInterrupt:
        say(f"stopped; its data stay in {var}")
        return 0
    except (CannotStart, postgres.ServerFailed) as failure:
        print(f"orken: {failure}", file=sys.stderr)
    return 1


def _run(var: Path, port: int, *, reset: bool) -> None:
    began = time.monotonic()
    var.mkdir(parents=True, exist_ok=True)
    with ExitStack() as running:
        running.enter_context(_alone(var))
        _demand_free(port)
        if reset:
            forget(var)
        environment = {**os.environ, "ORKEN_DEMO": "1", "ORKEN_VAR": str(var), "PORT": str(port)}
        watches: list[Callable[[], object]] = []
        if "ORKEN_DATABASE_URL" not in environment:
            environment["ORKEN_DATABASE_URL"] = running.enter_context(_embedded_database(var / "postgres"))
            watches.append(lambda: postgres.start(var / "postgres"))
        environment["ORKEN_SMTP_URL"] = running.enter_context(_mail_catcher(var / "mail"))
        environment[lifeline.NAME] = str(running.enter_context(lifeline.held()))
        sign_ins = complete(("prepare", "--cast"), environment)
        children = (Child("web", ("serve",), environment), Child("worker", ("worker",), environment))
        running.callback(stop, *children)
        for child in children:
            child.start()
            watches.append(child.watch)
        _wait_until_ready(port, watches)
        _announce(port, sign_ins, time.monotonic() - began)
        while True:
            _watch(watches)


@contextmanager
def _alone(var: Path) -> Iterator[None]:
    with (var / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise CannotStart(
                f"a demo with its data in {var} runs already; stop it, or set ORKEN_VAR to another folder."
            ) from held
        yield


def _demand_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as taken:
            raise CannotStart(
                f"port {port} cannot be used ({taken.strerror}); choose another one: make demo PORT={port + 1}"
            ) from taken


def forget(var: Path) -> None:
    postgres.stop(var / "postgres")
    for name in DEMO_DATA:
        path = var / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


@contextmanager
def _embedded_database(folder: Path) -> Iterator[str]:
    try:
        postgres.start(folder)
        yield postgres.create_database(folder, "orken")
    finally:
        postgres.stop(folder)


@contextmanager
def _mail_catcher(folder: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = mail_server(folder, port)
    server.start()
    try:
        yield f"smtp://127.0.0.1:{port}"
    finally:
        server.stop()


def _wait_until_ready(port: int, watches: list[Callable[[], object]]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not _is_ready(port):
        if time.monotonic() > deadline:
            raise CannotStart(f"the portal did not become ready within {READY_SECONDS} s; see the messages above.")
        _watch(watches)


def _is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=5) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError as not_yet:
        not_yet.close()
        return False
    except (urllib.error.URLError, OSError):
        return False


def _watch(watches: list[Callable[[], object]]) -> None:
    time.sleep(WATCH_SECONDS)
    for watch in watches:
        watch()


def _announce(port: int, sign_ins: str, seconds: float) -> None:
    say(f"ready after {seconds:.0f} s")
    print(f"\n  http://localhost:{port}\n\n{sign_ins}\n  Mail: http://localhost:{port}/demo/outbox/\n", flush=True)
    say("Ctrl-C stops it and keeps its data; make demo-reset starts anew")
