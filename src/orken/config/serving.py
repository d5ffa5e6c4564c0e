"""The web server process."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from typing import Any

from gunicorn.app.base import BaseApplication


class WebServer(BaseApplication):  # type: ignore[misc]  # gunicorn carries no types
    def __init__(self, options: Mapping[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from orken.config.wsgi import application

        return application


def serve(addresses: list[str], *, processes: int, threads: int) -> None:
    """Serve until SIGTERM, which lets running requests end."""
    WebServer(
        {
            "bind": addresses,
            "workers": processes,
            "threads": threads,
            "worker_class": "gthread",
            "preload_app": True,
            "loglevel": "warning",
            "proc_name": "orken",
            "max_requests": 20_000,
            "max_requests_jitter": 2_000,
        }
    ).run()


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
