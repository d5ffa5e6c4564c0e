"""What a file really is, read from its bytes. The name that it came with and the browser's word count for nothing."""

from __future__ import annotations

import unicodedata
import warnings
from io import BytesIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from orken.documents.active_content import active_part
from orken.kernel.errors import RuleViolation
from orken.kernel.masking import without_iins

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
EXTENSIONS = {PDF: ".pdf", PNG: ".png", JPEG: ".jpg"}
TYPE_NAMES = {PDF: "PDF", PNG: "PNG", JPEG: "JPEG"}

# Only the first byte decides: a program with a PDF appended is a program.
ACCEPTED_SIGNATURES = ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG))
REFUSED_SIGNATURES = (
    (b"MZ", gettext_lazy("a Windows program")),
    (b"\x7fELF", gettext_lazy("a Linux program")),
    (b"\xfe\xed\xfa", gettext_lazy("a macOS program")),
    (b"\xcf\xfa\xed\xfe", gettext_lazy("a macOS program")),
    (b"\xca\xfe\xba\xbe", gettext_lazy("a program")),
    (b"#!", gettext_lazy("a script")),
    (b"PK\x03\x04", gettext_lazy("an archive or an Office document")),
    (b"\xd0\xcf\x11\xe0", gettext_lazy("an old Office document")),
    (b"Rar!", gettext_lazy("an archive")),
    (b"7z\xbc\xaf", gettext_lazy("an archive")),
    (b"\x1f\x8b", gettext_lazy("an archive")),
    (b"GIF8", gettext_lazy("a GIF picture")),
    (b"II*\x00", gettext_lazy("a TIFF picture")),
    (b"MM\x00*", gettext_lazy("a TIFF picture")),
    (b"{\\rtf", gettext_lazy("an RTF text")),
    (b"<", gettext_lazy("a web page or an XML file")),
)
# pypdf tells of damage by its own errors, and by these where a damaged object is not of the kind that it expects.
UNREADABLE_PDF = (PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError)
UNREADABLE_IMAGE = (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning)
MAX_NAME_LENGTH = 120


def content_type(content: bytes) -> str | None:
    """The type by the first bytes, if it is one that the portal can keep."""
    return next((kind for signature, kind in ACCEPTED_SIGNATURES if content.startswith(signature)), None)


def described(content: bytes) -> str:
    """What the file is, in words for its owner."""
    kind = content_type(content)
    if kind:
        return _("a %(type)s file") % {"type": TYPE_NAMES[kind]}
    names = (name for signature, name in REFUSED_SIGNATURES if content.startswith(signature))
    return str(next(names, _("a file of an unknown kind")))


def demand_readable(content: bytes, kind: str, filename: str) -> None:
    """Open the file as those who have to read it will; a broken or locked one is refused now, not at the desk."""
    if kind == PDF:
        _demand_readable_pdf(content, filename)
    else:
        _demand_readable_image(content, filename)


def _demand_readable_pdf(content: bytes, filename: str) -> None:
    try:
        reader = PdfReader(BytesIO(content))
        locked = reader.is_encrypted
        pages = 0 if locked else len(reader.pages)
        acting = None if locked else active_part(reader)
    except UNREADABLE_PDF as error:
        raise _broken(filename) from error
    if locked:
        message = _("“%(name)s” is protected by a password, so nobody could read it. Save it without a password.")
        raise RuleViolation("file_locked", message % {"name": filename}, field="file")
    if not pages:
        raise _broken(filename)
    if acting:
        message = _(
            "“%(name)s” carries %(found)s inside, which is not accepted. Print it into a new PDF and upload that one."
        )
        raise RuleViolation("file_active", message % {"name": filename, "found": acting}, field="file")


def _demand_readable_image(content: bytes, filename: str) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content)) as image:
                image.load()
    except UNREADABLE_IMAGE as error:
        raise _broken(filename) from error


def _broken(filename: str) -> RuleViolation:
    message = _("“%(name)s” is damaged and does not open. Open it on your computer, save it anew and upload that file.")
    return RuleViolation("file_broken", message % {"name": filename}, field="file")


def safe_filename(name: str, kind: str) -> str:
    """The name for showing and for downloads: no path, no invisible or forbidden signs, the extension of its type."""
    last = unicodedata.normalize("NFC", without_iins(name)).replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(sign for sign in last if not unicodedata.category(sign).startswith("C") and sign not in '<>:"|?*')
    stem, dot, extension = visible.rpartition(".")
    if not dot or not extension.isalnum() or len(extension) > 5:
        stem = visible
    stem = " ".join(stem.split()).strip(". ")[:MAX_NAME_LENGTH].strip()
    return (stem or "document") + EXTENSIONS[kind]
