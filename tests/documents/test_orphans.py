"""Files that belong to no row are found and deleted; files of documents and of others stay."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from orken.documents.models import Document
from orken.documents.services import keep, receive_upload, store_upload
from orken.documents.storage import SETTLED_AFTER, sweep_orphans
from orken.documents.tasks import sweep_orphan_files
from tests.factories.documents import upload
from tests.factories.parties import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def grow_old(path: Path) -> None:
    then = time.time() - SETTLED_AFTER.total_seconds() - 60
    os.utime(path, (then, then))


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def left_behind(folder: Path) -> Path:
    """A file whose row was rolled back with the transaction around it."""
    before = set(files(folder))

    class GivenUp(Exception):
        pass

    with pytest.raises(GivenUp), transaction.atomic():
        store_upload(upload(), owner=None, kind="other", actor=PersonFactory())
        raise GivenUp
    [path] = set(files(folder)) - before
    return path


def test_file_of_a_rolled_back_transaction_is_swept_when_a_day_old(folder: Path) -> None:
    orphan = left_behind(folder)
    assert sweep_orphans() == 0, "a transaction may still be storing its row"
    grow_old(orphan)
    sweep_orphan_files(0)
    assert files(folder) == []


def test_file_of_a_document_stays_however_old(folder: Path) -> None:
    document = store_upload(upload(), owner=None, kind="other", actor=PersonFactory())
    grow_old(Path(document.file.path))
    assert sweep_orphans() == 0
    assert files(folder) == [Path(document.file.path)]


def test_what_the_portal_did_not_name_is_left_alone(folder: Path) -> None:
    (folder / "backup").mkdir()
    (folder / "backup" / "notes.txt").write_text("mine")
    grow_old(folder / "backup" / "notes.txt")
    assert sweep_orphans() == 0
    assert files(folder) == [folder / "backup" / "notes.txt"]


def test_nothing_was_stored_yet(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "not made yet"
    assert sweep_orphans() == 0


def test_file_whose_row_is_refused_goes_at_once(folder: Path) -> None:
    person = PersonFactory()
    received = receive_upload(upload(), owner=None, actor=person)
    with pytest.raises(IntegrityError), transaction.atomic():
        keep(type(received)(b"", "empty.pdf", "application/pdf"), owner=None, kind="other", actor=person)
    assert files(folder) == []
    assert not Document.objects.exists()
