from __future__ import annotations

import gc
import socket
from contextlib import ExitStack
from pathlib import Path

import pytest

from orken.notices.catcher import mail_server
from tests.working import free_port


def test_whoever_is_still_connected_when_it_stops_is_hung_up_on(tmp_path: Path) -> None:
    port = free_port()
    server = mail_server(tmp_path, port)
    server.start()
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        assert client.recv(200).startswith(b"220")
        server.stop()
        assert client.recv(200) == b""
    gc.collect()  # a socket that was left open is a warning here, and so a mistake


@pytest.mark.parametrize("callers", [1, 5, 40])
def test_nobody_is_left_who_calls_at_the_moment_of_the_stop(tmp_path: Path, callers: int) -> None:
    port = free_port()
    server = mail_server(tmp_path, port)
    server.start()
    with ExitStack() as clients:
        for _ in range(callers):
            clients.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
        server.stop()
    gc.collect()
