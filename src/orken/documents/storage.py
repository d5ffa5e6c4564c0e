"""Stored files that belong to no row: what a rolled-back transaction or a process that was killed left behind."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import timedelta

from django.core.files.storage import Storage, default_storage
from django.utils import timezone

from orken.documents.models import Document

logger = logging.getLogger(__name__)

# No transaction that could still store the row is as old as this.
SETTLED_AFTER = timedelta(days=1)
STORED_NAME = re.compile(r"(?P<folder>[0-9A-Z]{2})/(?P=folder)[0-9A-Z]{14}(_\w+)?")


def is_empty() -> bool:
    """Nothing is kept: a new folder or bucket, or one that is not there yet."""
    try:
        return not any(default_storage.listdir(""))
    except FileNotFoundError:
        return True


def sweep_orphans() -> int:
    """Delete files that no document names and that are older than a day; how many were deleted."""
    if is_empty():
        return 0
    return sum(_sweep_folder(default_storage, folder) for folder in default_storage.listdir("")[0])


def _sweep_folder(storage: Storage, folder: str) -> int:
    # Rows first: a bucket is asked over the network for the age of each file, and nearly all have a row.
    settled, names = timezone.now() - SETTLED_AFTER, set(_stored_names(storage, folder))
    orphans = names - set(Document.objects.filter(file__in=names).values_list("file", flat=True))
    old = sorted(name for name in orphans if storage.get_modified_time(name) < settled)
    for name in old:
        storage.delete(name)
        logger.warning("The stored file %s belonged to no document and was deleted.", name)
    return len(old)


def _stored_names(storage: Storage, folder: str) -> Iterator[str]:
    """Names that ``models.stored_name`` gives; whatever else stands in the folder is not ours to judge."""
    names = (f"{folder}/{file}" for file in storage.listdir(folder)[1])
    yield from (name for name in names if STORED_NAME.fullmatch(name))
