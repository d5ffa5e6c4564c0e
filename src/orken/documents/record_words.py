"""What the journal needs to know of documents: the words of their actions, and their names.

Who may know of a document, the room says that uses it (``cases.record_words``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext_lazy as _

from orken.documents.models import Document
from orken.journal import wording
from orken.journal.wording import Link

WORDS = {
    "document.accepted": _("Document accepted"),
    "document.rejected": _("Document not accepted"),
    "document.dated": _("Dates of a document changed"),
    "document.viewed": _("The operator read a document"),
    "document.refused_infected": _("File with a virus refused"),
}


def register() -> None:
    wording.call(WORDS)
    wording.tell_more("document.refused_infected", lambda data: str(data["filename"]))


def names(subjects: Iterable[str], _reader: AbstractBaseUser) -> Mapping[str, Link]:
    """A document is opened from where it is used, so that the permission of that place counts."""
    references = [subject.partition(":")[2] for subject in subjects]
    return {document.subject: Link(document.filename) for document in Document.objects.filter(reference__in=references)}
