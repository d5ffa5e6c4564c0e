"""A document's file is on the disk before its row is in the database."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from orken.documents.services import store_generated
from tests.factories.documents import pdf_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def events(monkeypatch):
    """Which paths were written through to the disk, and which rows were inserted, in their order."""
    seen = []
    real = os.fsync

    def fsync(opened):
        seen.append(Path(f"/proc/self/fd/{opened}").readlink())
        real(opened)

    def query(execute, sql, params, many, context):
        if sql.startswith("INSERT"):
            seen.append("row")
        return execute(sql, params, many, context)

    monkeypatch.setattr(os, "fsync", fsync)
    with connection.execute_wrapper(query):
        yield seen


def test_file_and_its_folders_are_written_through_before_the_row(events):
    document = store_generated(pdf_file(), owner=None, kind="paper", filename="a.pdf")
    file, root = Path(document.file.path), Path(settings.MEDIA_ROOT)
    assert events == [file, file.parent, root, "row"]
