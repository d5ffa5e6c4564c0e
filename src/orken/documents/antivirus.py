"""Asking clamd whether a file carries something known to be harmful, before the file is kept.

The content is streamed (``INSTREAM`` of clamd's protocol), so the scanner needs no access to our files.
"""

from __future__ import annotations

import logging
import socket

from django.conf import settings
from django.utils.translation import gettext as _

from orken.kernel.errors import RuleViolation

logger = logging.getLogger(__name__)

Address = tuple[str, int] | str  # host and port, or the path of a Unix socket
SECONDS = 30
PIECE = 64 * 1024
LONGEST_REPLY = 4096


class ScannerAway(Exception):
    """clamd could not be asked, or did not say yes or no."""


class FileInfected(RuleViolation):
    """clamd knows what the file carries; ``signature`` is its name for it."""

    def __init__(self, filename: str, signature: str) -> None:
        self.signature = signature
        message = _(
            "“%(name)s” carries a known virus (%(virus)s), so it was not kept. Check your computer with an antivirus "
            "program, then upload a clean copy."
        )
        super().__init__("file_infected", message % {"name": filename, "virus": signature}, field="file")


def demand_clean(content: bytes, filename: str) -> None:
    """Nothing where no scanner is configured; else the file is kept only if clamd finds nothing.

    Raises
    ------
    FileInfected
        clamd found something.
    RuleViolation
        With code ``scanner_away``: an unchecked file is never kept.
    """
    if settings.ORKEN_CLAMD is None:
        return
    try:
        signature = scan(content, settings.ORKEN_CLAMD)
    except ScannerAway as away:
        logger.error("The antivirus at %s does not answer: %s", settings.ORKEN_CLAMD, away)
        message = _(
            "Files are checked for viruses, and the check does not answer now, so “%(name)s” was not kept. Everything "
            "that you typed is saved. Try again in a few minutes."
        )
        raise RuleViolation("scanner_away", message % {"name": filename}, field="file") from away
    if signature is not None:
        raise FileInfected(filename, signature)


def scan(content: bytes, address: Address) -> str | None:
    """The name of what clamd found, or ``None``.

    Raises
    ------
    ScannerAway
        No connection, no answer in time, or an answer that is neither.
    """
    try:
        with _connected(address) as connection:
            connection.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), PIECE):
                piece = content[start : start + PIECE]
                connection.sendall(len(piece).to_bytes(4, "big") + piece)
            connection.sendall(bytes(4))
            reply = _reply(connection)
    except OSError as error:
        raise ScannerAway(str(error)) from error
    if reply == "stream: OK":
        return None
    if reply.startswith("stream: ") and reply.endswith(" FOUND"):
        return reply.removeprefix("stream: ").removesuffix(" FOUND")
    raise ScannerAway(f"it answered {reply!r}")


def _connected(address: Address) -> socket.socket:
    if not isinstance(address, str):
        return socket.create_connection(address, SECONDS)
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(SECONDS)
    try:
        connection.connect(address)
    except OSError:
        connection.close()
        raise
    return connection


def _reply(connection: socket.socket) -> str:
    """Up to the null byte with which clamd ends an answer, or to the end of the connection."""
    reply = bytearray()
    while b"\0" not in reply and len(reply) < LONGEST_REPLY and (received := connection.recv(LONGEST_REPLY)):
        reply += received
    return reply.partition(b"\0")[0].decode("utf-8", "replace").strip()
