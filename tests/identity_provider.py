"""A real OpenID Connect provider for tests, in a process of its own, and a small one that misbehaves."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from django.test import Client

from orken.kernel.text import Text
from orken.parties.identity_providers import IdentityProvider, SecondFactor
from tests.working import free_port

NAME = Text(kk="Ұлттық сәйкестендіру", ru="Национальная идентификация", en="National identity")


@dataclass
class Server:
    """The provider of the package ``oidc-provider-mock``; it knows whom it is told about."""

    address: str

    def knows(self, subject: str, **claims: Any) -> str:
        requests.put(f"{self.address}/users/{subject}", json=claims, timeout=10).raise_for_status()
        return subject

    def approves(self, authorization: str, subject: str) -> str:
        """What the person does there: signs in and consents. The address to which they are sent back."""
        answer = requests.post(authorization, data={"sub": subject}, allow_redirects=False, timeout=10)
        return answer.headers["Location"]

    def denies(self, authorization: str) -> str:
        """The state is added, which every provider sends back and this package forgets."""
        answer = requests.post(authorization, data={"action": "deny"}, allow_redirects=False, timeout=10)
        state = parse_qs(urlsplit(authorization).query)["state"][0]
        return f"{answer.headers['Location']}&state={state}"

    def provider(self, **changes: Any) -> IdentityProvider:
        fields: dict[str, Any] = {
            "id": "national-id", "name": NAME, "issuer": self.address, "client_id": "orken", "client_secret": "secret",
            "audience": "people", "trusts_email": True, "second_factor": SecondFactor(),
        }  # fmt: skip
        return IdentityProvider(**fields | changes)


@contextmanager
def running_server() -> Iterator[Server]:
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        try:
            _wait_until_it_listens(process)
            yield Server(f"http://127.0.0.1:{port}")
        finally:
            process.terminate()
            process.wait()


def _wait_until_it_listens(process: subprocess.Popen[str]) -> None:
    assert process.stderr
    said = []
    for line in process.stderr:
        said.append(line)
        if "running on" in line:
            # What it says later is read and forgotten: a full pipe would stop it.
            Thread(target=deque, args=(process.stderr, 0), daemon=True).start()
            return
    raise AssertionError(f"The provider ended before it could answer: {''.join(said)}")


@contextmanager
def answering(pages: dict[str, object]) -> Iterator[str]:
    """A server that gives these answers as JSON; ``{address}`` in them is its own."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path in pages else 404)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(pages.get(self.path)).replace("{address}", address).encode())

        do_POST = do_GET  # noqa: N815 -- the name that the standard library calls

        def log_message(self, *_arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        address = f"http://127.0.0.1:{server.server_port}"
        Thread(target=server.serve_forever, daemon=True).start()
        yield address
        server.shutdown()


def leave(client: Client, provider: str = "national-id", path: str = "accounts/by", **data: str) -> str:
    """Press the button; the provider's address that the page leads on to."""
    page = client.post(f"/en/{path}/{provider}/", data).content.decode()
    found = re.search(r'<meta http-equiv="refresh" content="0; url=([^"]+)">', page)
    assert found, page
    return found[1].replace("&amp;", "&")
