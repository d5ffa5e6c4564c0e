"""A mail server that delivers nothing: it keeps what it is given as files, for the demo and the tests."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from weakref import WeakSet

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass(frozen=True)
class CaughtMail:
    """A message as a page shows it."""

    subject: str
    to: str
    sent_at: datetime
    text: str

    @classmethod
    def from_message(cls, message: EmailMessage) -> CaughtMail:
        body = message.get_body(("plain",))
        return cls(
            subject=str(message["Subject"]),
            to=str(message["To"]),
            sent_at=_moment(str(message["Date"])),
            text=body.get_content() if body else "",
        )


def _moment(date: str) -> datetime:
    """When a header says that a mail was sent; "-0000" means UTC and is read without a zone."""
    moment = parsedate_to_datetime(date)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class MailFolder:
    """Keeps each message once: a second copy has the same Message-ID and so the same file name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 -- named by aiosmtpd
        content = envelope.original_content or b""
        message_id = str(message_from_bytes(content)["Message-ID"])
        path = self.folder / f"{hashlib.sha256(message_id.encode()).hexdigest()[:24]}.eml"
        partial = path.with_suffix(".part")
        partial.write_bytes(content)
        os.replace(partial, path)  # noqa: PTH105
        return "250 Kept"

    def messages(self) -> Iterator[EmailMessage]:
        """Kept messages, newest first."""
        for path in sorted(self.folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns, reverse=True):
            yield message_from_bytes(path.read_bytes(), policy=policy.default)


class MailServer(Controller):
    """Ends every talk before it stops; else their sockets stay open until they are collected."""

    def __init__(self, handler: object, port: int) -> None:
        super().__init__(handler, hostname="127.0.0.1", port=port)
        self._talks: WeakSet[SMTP] = WeakSet()

    def factory(self) -> SMTP:
        talk: SMTP = super().factory()  # type: ignore[no-untyped-call]  # typed in part
        self._talks.add(talk)
        return talk

    def stop(self, no_assert: bool = False) -> None:
        if self.loop.is_running():
            asyncio.run_coroutine_threadsafe(self._hang_up(), self.loop).result()
        super().stop(no_assert)

    async def _hang_up(self) -> None:
        """Take no more calls, and close what was taken, also what has not begun to talk yet."""
        # A server that is closed loses the sockets of calls that it is just taking: it is closed when there are none.
        assert isinstance(self.server, asyncio.Server)
        for listening in self.server.sockets:
            self.loop.remove_reader(listening.fileno())
        while busy := asyncio.all_tasks() - {asyncio.current_task()}:
            for talk in self._talks:
                if talk.transport is not None:
                    talk.transport.close()
            await asyncio.wait(busy, timeout=0.01)


def mail_server(folder: Path, port: int) -> MailServer:
    """A server for ``start()`` and ``stop()``; it listens on this machine only."""
    return MailServer(MailFolder(folder), port)
