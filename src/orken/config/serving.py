"""The web server process."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import socket
from collections.abc import Mapping
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger
from gunicorn.workers.gthread import ThreadWorker

from orken.config.lifeline import GRACE_SECONDS

COUNTS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # the name is the library's
COLLECT_AFTER = (50_000, 20, 50)  # a page makes some ten thousand objects that no cycle holds


class WebProcess(ThreadWorker):  # type: ignore[misc]  # gunicorn carries no types
    """A process that answers."""

    def is_parent_alive(self) -> bool:
        """Whoever is left over when the process above was killed keeps its requests, but not the port: the next one
        waits for it."""
        alive = bool(super().is_parent_alive())
        if not alive:
            self.set_accept_enabled(False)
            for listener in self.sockets:
                listener.close()
        return alive

    def run(self) -> None:
        super().run()
        if self.nr_conns > 0:  # still at work after the grace; leaving politely would wait for them
            os._exit(1)


class WebMaster(Arbiter):  # type: ignore[misc]  # gunicorn carries no types
    """The process above those that answer."""

    def stop(self, graceful: bool = True) -> None:
        """Let requests under way end; whoever asks a second time wants no more of that."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.kill_workers(signal.SIGKILL))
        super().stop(graceful)


class ServerLog(Logger):  # type: ignore[misc]  # gunicorn carries no types
    """What the server itself has to say goes where the portal's lines go, and without the address that was asked."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True

    def exception(self, msg: str, *args: object, **options: Any) -> None:
        if msg.startswith("Error handling request"):
            super().exception("Error handling a request", **options)
        else:
            super().exception(msg, *args, **options)


class WebServer(BaseApplication):  # type: ignore[misc]  # gunicorn carries no types
    def __init__(self, options: Mapping[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from django.urls import get_resolver

        from orken.config.wsgi import application

        # All pages are read here, before the processes part: else each reads them anew, in its first visitor's time.
        assert get_resolver().url_patterns
        # What is there by now stays: no collection looks at it again, and its memory stays shared.
        gc.collect()
        gc.freeze()
        gc.set_threshold(*COLLECT_AFTER)
        return application

    def run(self) -> None:
        WebMaster(self).run()


def serve(addresses: list[str], *, processes: int, threads: int) -> None:
    """Serve until SIGTERM: no connection is accepted any more, and requests under way have ``GRACE_SECONDS``.

    A second SIGTERM ends at once.
    """
    WebServer(
        {
            "bind": addresses,
            "workers": processes,
            "threads": threads,
            "worker_class": WebProcess,
            "graceful_timeout": GRACE_SECONDS,
            "preload_app": True,
            "keepalive": 0,  # a kept connection binds its visitor to one process, busy or not
            "loglevel": "warning",
            "logger_class": ServerLog,
            "proc_name": "orken",
            "control_socket_disable": True,  # it would stand in the home folder, one for all servers of a machine
            "max_requests": 20_000,
            "max_requests_jitter": 2_000,
        }
    ).run()


def share_counts() -> None:
    """Where metrics are wanted, a fresh folder in which the web processes count together.

    Before Django is set up: the library looks once, when it is imported, whether there is one.
    """
    from orken.config import variables

    if variables.ORKEN_METRICS_TOKEN or variables.ORKEN_METRICS_FROM:
        folder = variables.ORKEN_VAR / "metrics"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        os.environ[COUNTS_FOLDER] = str(folder)


def local_addresses(port: int) -> list[str]:
    """This machine by both of its numbers: browsers try either for ``localhost``."""
    return [f"127.0.0.1:{port}", *([f"[::1]:{port}"] if _has_ipv6() else [])]


def _has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True
