"""The mail server as the portal sees it: it takes a message, or fails for now or for good."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TIMEOUT_SECONDS = 30


class DeliveryFailed(Exception):
    """The mail server did not take a message; ``permanent`` means that trying again is of no use."""

    def __init__(self, message: str, *, permanent: bool) -> None:
        super().__init__(message)
        self.permanent = permanent


def deliver(content: bytes, *, sender: str, recipients: Sequence[str], server: str) -> None:
    """Hand a message to the server at ``smtp[s]://[user:password@]host[:port][?starttls=1]``."""
    try:
        with _connected(server) as smtp:
            refused = smtp.sendmail(sender, recipients, content)
    except smtplib.SMTPRecipientsRefused as failure:
        raise _refusal(failure.recipients) from failure
    except smtplib.SMTPResponseException as failure:
        text = f"{failure.smtp_code} {_text(failure.smtp_error)}"
        # A server that does not know us today (wrong password, no relaying yet) is the operator's to mend.
        lasting = isinstance(failure, smtplib.SMTPDataError | smtplib.SMTPSenderRefused) and failure.smtp_code >= 500
        raise DeliveryFailed(text, permanent=lasting) from failure
    except (smtplib.SMTPException, OSError) as failure:
        raise DeliveryFailed(f"{type(failure).__name__}: {failure}", permanent=False) from failure
    if refused:
        raise _refusal(refused)


@contextmanager
def _connected(server: str) -> Iterator[smtplib.SMTP]:
    parts = urlsplit(server)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        # What follows the scheme may hold a password, and this goes to the log.
        raise ImproperlyConfigured(
            f"ORKEN_SMTP_URL must look like smtp://host:25 or smtps://host; it begins with {parts.scheme!r}."
        )
    # Without a context of its own, smtplib would accept any certificate.
    trusted = ssl.create_default_context()
    with _opened(parts.scheme, parts.hostname, parts.port or 0, trusted) as smtp:
        if "1" in parse_qs(parts.query).get("starttls", []):
            smtp.starttls(context=trusted)
        if parts.username:
            smtp.login(unquote(parts.username), unquote(parts.password or ""))
        yield smtp


def _opened(scheme: str, host: str, port: int, trusted: ssl.SSLContext) -> smtplib.SMTP:
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=trusted)
    return smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)


def _refusal(refused: dict[str, tuple[int, bytes]]) -> DeliveryFailed:
    reasons = "; ".join(f"{address}: {code} {_text(reason)}" for address, (code, reason) in refused.items())
    return DeliveryFailed(reasons, permanent=all(code >= 500 for code, _ in refused.values()))


def _text(answer: bytes | str) -> str:
    return answer.decode(errors="replace") if isinstance(answer, bytes) else answer
