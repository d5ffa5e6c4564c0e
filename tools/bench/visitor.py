"""A browser's part in the measurement: a kept connection, a signed-in session, forms with their token."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from secrets import token_hex
from urllib.parse import urlencode

TIMEOUT = 60
Fields = Mapping[str, str | list[str]]


class UnexpectedAnswer(RuntimeError):
    """The server answered otherwise than a measurement can go on with."""


def answers(port: int) -> bool:
    """Whether somebody answers there, with anything at all."""
    connection = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    try:
        connection.request("GET", "/health/live")
        connection.getresponse().read()
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
    return True


@dataclass
class Visitor:
    """``session`` is the key of a session that was opened beforehand; without one it is somebody unknown."""

    port: int
    session: str = ""
    language: str = "kk"
    token: str = field(default_factory=lambda: token_hex(16))
    connection: HTTPConnection | None = None

    def get(self, path: str) -> bytes:
        return self._ask("GET", path, 200)

    def post(self, path: str, fields: Fields, expected: int = 302) -> bytes:
        return self._ask(
            "POST", path, expected, urlencode(fields, doseq=True).encode(), "application/x-www-form-urlencoded"
        )

    def upload(self, path: str, fields: Mapping[str, str], file: tuple[str, str, bytes], expected: int = 302) -> bytes:
        """``file`` is the field, the name and the content of a PDF."""
        mark = token_hex(16)
        parts = [_part(mark, f'name="{name}"', value.encode()) for name, value in fields.items()]
        name, filename, content = file
        parts.append(_part(mark, f'name="{name}"; filename="{filename}"', content, "application/pdf"))
        body = b"".join(parts) + f"--{mark}--\r\n".encode()
        return self._ask("POST", path, expected, body, f"multipart/form-data; boundary={mark}")

    def timed(self, path: str) -> float:
        """Seconds from asking for a page until all of it is here."""
        began = time.perf_counter()
        self.get(path)
        return time.perf_counter() - began

    def _ask(self, method: str, path: str, expected: int, body: bytes = b"", kind: str = "") -> bytes:
        headers = {"Accept-Language": self.language, "Cookie": self._cookies()}
        if method == "POST":
            headers |= {"Content-Type": kind, "X-CSRFToken": self.token, "Referer": "http://localhost/"}
        status, content = self._answer(method, path, body, headers)
        if status != expected:
            raise UnexpectedAnswer(f"{method} {path}: {expected} was expected, and {status} came: {content[:2000]!r}")
        return content

    def _answer(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """Over the kept connection; over a new one where the server has closed that meanwhile, as a browser does."""
        for _attempt in range(2):
            if self.connection is None:
                self.connection = HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
            try:
                self.connection.request(method, path, body or None, headers)
                response = self.connection.getresponse()
                return response.status, response.read()
            except (ConnectionError, HTTPException):
                self.connection.close()
                self.connection = None
        raise UnexpectedAnswer(f"{method} {path}: the server closed the connection twice.")

    def _cookies(self) -> str:
        return f"csrftoken={self.token}" + (f"; sessionid={self.session}" if self.session else "")


def _part(mark: str, name: str, content: bytes, kind: str = "text/plain; charset=utf-8") -> bytes:
    head = f"--{mark}\r\nContent-Disposition: form-data; {name}\r\nContent-Type: {kind}\r\n\r\n"
    return head.encode() + content + b"\r\n"
