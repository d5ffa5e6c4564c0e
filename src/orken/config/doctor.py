"""What could keep the portal from serving, now or soon, and how to mend each."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import OperationalError, connection
from django.utils import timezone
from django.utils.translation import gettext, override

from orken.cases.procedure.definition import Procedure
from orken.cases.queries import published_procedures
from orken.commission.readiness import bodies_not_ready
from orken.config import health
from orken.documents.antivirus import ScannerAway, scan
from orken.documents.keys import sealing_key
from orken.documents.models import Document
from orken.documents.validity import evidence_kinds
from orken.journal.sealing import overdue_entries
from orken.notices.models import MailState, OutgoingMail
from orken.rulebook.models import DayTransfer
from orken.rulebook.queries import parameter_book
from orken.rulebook.rules import PREFIX, Rule

Level = Literal["ok", "soon", "wrong"]
SOON = timedelta(days=60)
LEAST_SPACE = 2 * 1024**3
CLOCK_SECONDS = 5
SAMPLE = 50
# What a folder or a bucket says when it is away or full, or refuses.
STORAGE_FAILURES = (OSError, BotoCoreError, ClientError)
TRANSLATED = "Procedures"  # a heading that every language has a word for
KEEPING = ("fsync", "full_page_writes", "synchronous_commit")
WAITING_MAIL = timedelta(minutes=15)
# Orders that move days off come late in the year before.
CALENDAR_WANTED_FROM_MONTH = 11


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. ``mend`` is what the operator does about it; empty if nothing."""

    check: str
    level: Level
    what: str
    mend: str = ""


def examine() -> list[Finding]:
    """All checks; those behind a database that does not answer are left out."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version'), extract(epoch FROM now())")
            version, epoch = cursor.fetchone()
    except OperationalError as error:
        mend = "Start PostgreSQL, or set ORKEN_DATABASE_URL to where it is."
        return [Finding("database", "wrong", f"does not answer: {str(error).splitlines()[0]}", mend)]
    found = [Finding("database", "ok", f"PostgreSQL {version}"), _clock(float(epoch))]
    migrations = health.CHECKS["migrations"]()
    if migrations != "ok":
        return [*found, Finding("migrations", "wrong", migrations, "Run orken migrate.")]
    found.append(Finding("migrations", "ok", "all applied"))
    return [*found, *(finding for check in CHECKS for finding in check())]


def _clock(epoch: float) -> Finding:
    apart = abs(timezone.now().timestamp() - epoch)
    if apart <= CLOCK_SECONDS:
        return Finding("clock", "ok", "this machine and the database agree")
    return Finding("clock", "wrong", f"this machine and the database are {apart:.0f} s apart", "Run NTP on both.")


def _durability() -> Iterator[Finding]:
    """What the portal has acknowledged must outlive a power cut."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_settings WHERE name = ANY(%s) AND setting = 'off'", [list(KEEPING)])
        off = sorted(name for (name,) in cursor.fetchall())
    if off:
        mend = "; ".join(f"ALTER SYSTEM SET {name} = on" for name in off) + "; then reload PostgreSQL."
        yield Finding("durability", "wrong", f"a power cut may take what was acknowledged: {', '.join(off)} off", mend)
    else:
        yield Finding("durability", "ok", "what is acknowledged is on the disk")


def _worker() -> Iterator[Finding]:
    said = health.CHECKS["worker"]()
    yield Finding("worker", "ok" if said == "ok" else "wrong", said, "" if said == "ok" else "Start orken worker.")
    if waiting := overdue_entries():
        yield Finding("journal", "wrong", f"{waiting} entries wait for their seal too long", "Start orken worker.")
    else:
        yield Finding("journal", "ok", "sealed up to now")


def _mail() -> Iterator[Finding]:
    parts = urlsplit(settings.ORKEN_SMTP_URL)
    port = parts.port or (465 if parts.scheme == "smtps" else 25)
    try:
        socket.create_connection((parts.hostname or "", port), timeout=5).close()
        yield Finding("mail server", "ok", f"{parts.hostname}:{port} takes connections")
    except OSError as error:
        yield Finding("mail server", "wrong", f"{parts.hostname}:{port}: {error}", "Mend it, or set ORKEN_SMTP_URL.")
    late = OutgoingMail.objects.filter(state=MailState.QUEUED, queued_at__lt=timezone.now() - WAITING_MAIL)
    given_up = OutgoingMail.objects.filter(state=MailState.UNDELIVERABLE, finished_at__gte=timezone.now() - SOON)
    if count := late.count():
        reason = late.order_by("queued_at").values_list("last_failure", flat=True).first() or "not tried yet"
        yield Finding("mail", "wrong", f"{count} messages wait; the oldest: {reason}", "See worker and mail server.")
    if count := given_up.count():
        mend = "Their reasons are in notices_outgoingmail; tell the people by another way."
        yield Finding("mail", "soon", f"{count} messages could not be delivered in the last {SOON.days} days", mend)
    if not late.exists() and not given_up.exists():
        yield Finding("mail", "ok", "nothing waits")


def _storage() -> Iterator[Finding]:
    try:
        name = default_storage.save("doctor", ContentFile(b"written by orken doctor"))
        default_storage.delete(name)
        newest = Document.objects.order_by("-pk").values_list("file", flat=True)[:SAMPLE]
        gone = [name for name in newest if not default_storage.exists(name)]
    except STORAGE_FAILURES as error:
        mend = "Let the portal's user write to the folder of documents."
        if settings.ORKEN_S3_BUCKET:
            mend = "See that the store answers and the key may read, write, list and delete; ORKEN_S3_* name them."
        yield Finding("storage", "wrong", f"cannot be written: {error}", mend)
        return
    if gone:
        mend = "Copy them from a backup (documents/ in it)."
        yield Finding("storage", "wrong", f"{len(gone)} of the {len(newest)} newest files are gone: {gone[0]}", mend)
    else:
        yield Finding("storage", "ok", f"can be written; the {len(newest)} newest files are there")
    free = shutil.disk_usage(settings.ORKEN_VAR).free
    level: Level = "ok" if free >= LEAST_SPACE else "wrong"
    mend = "" if level == "ok" else "Free some, or move ORKEN_VAR to a larger disk."
    yield Finding("disk", level, f"{free / 1024**3:.1f} GB free in {settings.ORKEN_VAR}", mend)


def _antivirus() -> Iterator[Finding]:
    if settings.ORKEN_CLAMD is None:
        yield Finding("antivirus", "soon", "files are not checked", "Run clamd and set ORKEN_CLAMD.")
        return
    try:
        scan(b"orken doctor", settings.ORKEN_CLAMD)
        yield Finding("antivirus", "ok", "clamd answers")
    except ScannerAway as error:
        yield Finding("antivirus", "wrong", f"clamd does not answer, uploads are refused: {error}", "Start clamd.")


def _keys() -> Iterator[Finding]:
    try:
        certificate = sealing_key().certificate
    except (OSError, ValueError, TypeError) as error:
        mend = "Put back keys/ of ORKEN_VAR from a backup."
        yield Finding("keys", "wrong", f"the sealing key cannot be used: {error}", mend)
        return
    left = certificate.not_valid_after_utc - timezone.now()
    level: Level = "ok" if left > SOON else "soon" if left > timedelta(0) else "wrong"
    mend = "" if level == "ok" else "Make a new sealing key; docs/operations.md says how."
    yield Finding("keys", level, f"the sealing certificate is valid for {left.days} days more", mend)
    folder = Path(settings.ORKEN_VAR) / "keys" / "seal"
    if (folder / "key.pem").stat().st_mode & 0o077:
        yield Finding("keys", "wrong", "others on this machine can read the sealing key", f"chmod -R go= {folder}")


def _translations() -> Iterator[Finding]:
    untranslated = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            if language != "en" and gettext(TRANSLATED) == TRANSLATED:
                untranslated.append(language)
    if untranslated:
        mend = "Install the wheel, or run python -m tools.messages --compile in a checkout."
        yield Finding("translations", "wrong", f"not compiled: {', '.join(untranslated)}", mend)
    else:
        yield Finding("translations", "ok", "compiled")


def _calendar() -> Iterator[Finding]:
    today = timezone.localdate()
    if today.month < CALENDAR_WANTED_FROM_MONTH:
        yield Finding("calendar", "ok", f"days off of {today.year} are in use")
        return
    coming = date(today.year + 1, 1, 1)
    if DayTransfer.objects.filter(day__gte=coming, day__year=coming.year).exists():
        yield Finding("calendar", "ok", f"moved days off of {coming.year} are entered")
        return
    mend = "When the order on moved days off is out, add it to the pack's calendar.yaml and run orken pack load."
    yield Finding("calendar", "soon", f"no moved day off of {coming.year} is entered; terms into it may shift", mend)


def _parameters() -> Iterator[Finding]:
    """Values that published procedures count with: missing today, or without a successor when they end."""
    today, book = timezone.localdate(), parameter_book()
    fine = 0
    for code in sorted(_parameters_in_use()):
        present = book.at(code, today)
        if present is None or present.value is None:
            mend = "Enter one when the act is known; until then rules that name it cannot be judged."
            yield Finding("parameters", "soon", f"{code} has no value today", mend)
        elif present.valid_to and present.valid_to - today <= SOON and not _continues(code, present.valid_to):
            mend = "Enter the value that follows."
            yield Finding("parameters", "soon", f"{code} ends on {present.valid_to} and nothing follows", mend)
        else:
            fine += 1
    yield Finding("parameters", "ok", f"{fine} in use have values for the next {SOON.days} days")


def _bodies() -> Iterator[Finding]:
    """Bodies that published procedures name; a case that comes to one that cannot decide goes no further."""
    lacking = list(bodies_not_ready(timezone.localdate()))
    for found in lacking:
        what = f"the body {found.body}, which {found.procedure.code} names, {found.lacks}"
        mend = f"The secretary sets up {found.body} under /desk/commission/; docs/commission.md says how."
        yield Finding("bodies", "soon", what, mend)
    if not lacking:
        yield Finding("bodies", "ok", "all that procedures name can decide")


def _continues(code: str, last: date) -> bool:
    following = parameter_book().at(code, last + timedelta(days=1))
    return following is not None and following.value is not None


def _parameters_in_use() -> set[str]:
    named = {kind.max_age for kind in evidence_kinds() if kind.max_age}
    for version in published_procedures():
        procedure = version.definition
        named |= {stage.working_days.parameter for stage in procedure.stages if stage.working_days.parameter}
        for rule in _conditions(procedure):
            named |= {name.removeprefix(PREFIX) for name in rule.names if name.startswith(PREFIX)}
    return named


def _conditions(procedure: Procedure) -> Iterator[Rule]:
    """Of rules, sections and questions alike."""
    yield from procedure.rules
    yield from (section.applies for section in procedure.sections if section.applies)
    yield from (question.applies for _section, question in procedure.questions() if question.applies)


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    _durability,
    _worker,
    _mail,
    _storage,
    _antivirus,
    _keys,
    _translations,
    _calendar,
    _parameters,
    _bodies,
)
