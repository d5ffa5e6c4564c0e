from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError
from django.utils.translation import gettext as _

from orken.documents import antivirus
from orken.documents import content as contents
from orken.documents.models import Document
from orken.documents.validity import UNDATED, EvidenceDates
from orken.journal.services import record
from orken.kernel.errors import RuleViolation
from orken.parties.models import Organisation, User

MEGABYTE = 1024 * 1024
UPLOAD_LIMIT = 20 * MEGABYTE
UPLOAD_TYPES = (contents.PDF, contents.PNG, contents.JPEG)


@dataclass(frozen=True)
class ReceivedFile:
    """A file that was looked at and may be kept; nothing is stored yet."""

    content: bytes
    filename: str
    content_type: str


def receive_upload(
    file: UploadedFile[bytes],
    *,
    owner: Organisation | None,
    actor: User,
    allowed: Sequence[str] = UPLOAD_TYPES,
    limit: int = UPLOAD_LIMIT,
) -> ReceivedFile:
    """Look at a file that somebody brought: its size, what it is, whether it opens, and what the antivirus says.

    Call it outside a transaction: a virus is written into the journal, and that entry must outlive the refusal. The
    antivirus may take seconds as well, in which no row should be locked.

    Raises
    ------
    RuleViolation
        With code ``file_empty``, ``file_too_large``, ``file_type``, ``file_locked``, ``file_broken``,
        ``file_active``, ``file_infected`` or ``scanner_away``.
    """
    name = str(file.name or "")
    content = _read_within(file, name, limit)
    found = contents.content_type(content)
    if found is None or found not in allowed:
        raise _wrong_type(name, content, allowed)
    shown = contents.safe_filename(name, found)
    # Before the file is opened: a reader is what a harmful file is made for.
    _demand_clean(content, shown, owner=owner, actor=actor)
    contents.demand_readable(content, found, shown)
    return ReceivedFile(content, shown, found)


def keep(
    received: ReceivedFile,
    *,
    owner: Organisation | None,
    kind: str,
    actor: User,
    dates: EvidenceDates = UNDATED,
) -> Document:
    """Store a file that was received. Who may see it is not decided here: the room that attaches it answers for that.

    Where the caller's transaction is rolled back afterwards, the file that then belongs to nothing is swept away
    later (``storage.sweep_orphans``).
    """
    document = _document(received.content, owner, kind, received.filename, received.content_type)
    document.uploaded_by, document.issued_on, document.valid_through = actor, dates.issued_on, dates.valid_through
    return _stored(document, received.content)


def store_upload(
    file: UploadedFile[bytes],
    *,
    owner: Organisation | None,
    kind: str,
    actor: User,
    allowed: Sequence[str] = UPLOAD_TYPES,
    limit: int = UPLOAD_LIMIT,
    dates: EvidenceDates = UNDATED,
) -> Document:
    """Receive and keep a file at once, where nothing else has to happen with it; see ``receive_upload``."""
    received = receive_upload(file, owner=owner, actor=actor, allowed=allowed, limit=limit)
    return keep(received, owner=owner, kind=kind, actor=actor, dates=dates)


def store_generated(content: bytes, *, owner: Organisation | None, kind: str, filename: str) -> Document:
    """Keep a file that the portal made."""
    found = contents.content_type(content)
    if found is None:
        raise ValueError(f"a generated file must be a PDF, PNG or JPEG; {filename} is {contents.described(content)}")
    return _stored(_document(content, owner, kind, filename, found), content)


def _document(content: bytes, owner: Organisation | None, kind: str, filename: str, content_type: str) -> Document:
    return Document(
        owner=owner,
        kind=kind,
        filename=filename,
        content_type=content_type,
        size=len(content),
        sha256=sha256(content).hexdigest(),
    )


def _stored(document: Document, content: bytes) -> Document:
    document.file.save(document.filename, ContentFile(content), save=False)
    try:
        document.save()
    except DatabaseError:
        document.file.delete(save=False)
        raise
    return document


def _demand_clean(content: bytes, filename: str, *, owner: Organisation | None, actor: User) -> None:
    try:
        antivirus.demand_clean(content, filename)
    except antivirus.FileInfected as infected:
        record(
            "document.refused_infected",
            actor=actor,
            subject=f"organisation:{owner.reference}" if owner else f"person:{actor.pk}",
            data={"filename": filename, "signature": infected.signature, "sha256": sha256(content).hexdigest()},
            organisation_id=owner.pk if owner else None,
        )
        raise


def _read_within(file: UploadedFile[bytes], name: str, limit: int) -> bytes:
    """The content, given up as soon as it passes the limit: the size that came with the file is only a claim."""
    content = bytearray()
    for chunk in file.chunks():
        content += chunk
        if len(content) > limit:
            message = _(
                "“%(name)s” is larger than %(limit)s MB. Save it in a smaller size (scan at 150 to 200 dpi, in grey), "
                "or split it."
            )
            raise RuleViolation("file_too_large", message % {"name": name, "limit": limit // MEGABYTE}, field="file")
    if not content:
        message = _("“%(name)s” is empty. Choose the file once more; if it stays empty, save it anew.")
        raise RuleViolation("file_empty", message % {"name": name}, field="file")
    return bytes(content)


def _wrong_type(name: str, content: bytes, allowed: Sequence[str]) -> RuleViolation:
    message = _("“%(name)s” is %(found)s. Accepted here: %(allowed)s. Save the document in one of these and upload it.")
    values = {
        "name": name,
        "found": contents.described(content),
        "allowed": ", ".join(contents.TYPE_NAMES[kind] for kind in allowed),
    }
    return RuleViolation("file_type", message % values, field="file")
