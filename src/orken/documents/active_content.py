"""What a PDF would do of itself on the machine of whoever opens it: officers open files of people they never met."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

PROGRAM, FILES, SENDING, MEDIA = _("a program"), _("other files"), _("a form that sends data"), _("video or sound")
ACTIONS = {
    "/JavaScript": PROGRAM,
    "/Launch": PROGRAM,
    "/GoToE": FILES,
    "/SubmitForm": SENDING,
    "/ImportData": SENDING,
    "/Movie": MEDIA,
    "/Sound": MEDIA,
    "/Rendition": MEDIA,
    "/RichMediaExecute": MEDIA,
}
KEYS = {"/JS": PROGRAM, "/JavaScript": PROGRAM, "/XFA": PROGRAM, "/EmbeddedFiles": FILES, "/EF": FILES}
ANNOTATIONS = {"/FileAttachment": FILES, "/Movie": MEDIA, "/Sound": MEDIA, "/Screen": MEDIA, "/RichMedia": MEDIA}
# Drawing and wording: nothing in them acts, and they are nearly all of a file.
PASSIVE = frozenset(
    {"/Contents", "/Resources", "/StructTreeRoot", "/Metadata", "/AP", "/Parent", "/ParentTree", "/Thumb"}
)
LARGEST = 200_000


def active_part(reader: PdfReader) -> object | None:
    """In words, the first part that acts or carries other files, wherever a reading program would find it."""
    for part in _parts(reader):
        for table, names in ((ACTIONS, [part.get("/S")]), (ANNOTATIONS, [part.get("/Subtype")]), (KEYS, list(part))):
            for name in names:
                if name in table:
                    return table[str(name)]
    return None


def _parts(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Each dictionary below the root, once.

    Raises
    ------
    ValueError
        There are more than any document needs.
    """
    waiting: list[object] = [reader.trailer["/Root"]]
    seen: set[int] = set()
    while waiting:
        part = waiting.pop()
        if isinstance(part, IndirectObject):
            if part.idnum in seen:
                continue
            seen.add(part.idnum)
            part = part.get_object()
        if isinstance(part, DictionaryObject):
            yield part
            waiting += [value for key, value in part.items() if key not in PASSIVE]
        elif isinstance(part, ArrayObject):
            waiting += part
        if len(waiting) > LARGEST or len(seen) > LARGEST:
            raise ValueError("The file has more parts than any document needs.")
