from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from orken.documents import content as contents
from orken.documents.models import Document
from orken.kernel.errors import RuleViolation
from orken.parties.models import Organisation, User

MEGABYTE = 1024 * 1024
UPLOAD_LIMIT = 20 * MEGABYTE
UPLOAD_TYPES = (contents.PDF, contents.PNG, contents.JPEG)


def store_upload(
    file: UploadedFile[bytes],
    *,
    owner: Organisation | None,
    kind: str,
    actor: User,
    allowed: Sequence[str] = UPLOAD_TYPES,
    limit: int = UPLOAD_LIMIT,
) -> Document:
    """Keep a file that somebody brought, after looking at what it is.

    Nothing is written before the whole content passed. Who may see the document is not decided here: the room that
    attaches it answers for that.

    Raises
    ------
    RuleViolation
        With code ``file_empty``, ``file_too_large``, ``file_type``, ``file_locked`` or ``file_broken``.
    """
    name = str(file.name or "")
    content = _read_within(file, name, limit)
    found = contents.content_type(content)
    if found is None or found not in allowed:
        raise _wrong_type(name, content, allowed)
    shown = contents.safe_filename(name, found)
    contents.demand_readable(content, found, shown)
    return _store(content, owner=owner, kind=kind, filename=shown, content_type=found, actor=actor)


def store_generated(content: bytes, *, owner: Organisation | None, kind: str, filename: str) -> Document:
    """Keep a file that the portal made."""
    found = contents.content_type(content)
    if found is None:
        raise ValueError(f"a generated file must be a PDF, PNG or JPEG; {filename} is {contents.described(content)}")
    return _store(content, owner=owner, kind=kind, filename=filename, content_type=found, actor=None)


def _store(
    content: bytes, *, owner: Organisation | None, kind: str, filename: str, content_type: str, actor: User | None
) -> Document:
    document = Document(
        owner=owner,
        kind=kind,
        filename=filename,
        content_type=content_type,
        size=len(content),
        sha256=sha256(content).hexdigest(),
        uploaded_by=actor,
    )
    document.file.save(filename, ContentFile(content), save=False)
    document.save()
    return document


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
