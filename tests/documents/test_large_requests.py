"""Uploads that are far too large: refused before they are read, and nothing of them stays on the disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT

from orken.documents.services import MEGABYTE, UPLOAD_LIMIT
from orken.documents.uploads import REQUEST_LIMIT
from tests.factories.documents import upload
from tests.factories.parties import PersonFactory

pytestmark = pytest.mark.django_db

HEAD = (
    f"--{BOUNDARY}\r\n"
    'Content-Disposition: form-data; name="document"; filename="scan.pdf"\r\n'
    "Content-Type: application/pdf\r\n\r\n%PDF-1.7"
).encode()


class Stream:
    """A body that is made while it is read, so that its size costs nothing; ``read_so_far`` is what was taken."""

    def __init__(self, size: int) -> None:
        self.size, self.read_so_far = size, 0

    def read(self, size: int = -1) -> bytes:
        start, left = self.read_so_far, self.size - self.read_so_far
        wanted = left if size < 0 else min(size, left)
        self.read_so_far += wanted
        return (HEAD[start : start + wanted]).ljust(wanted, b".")

    readline = read


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    return tmp_path


def posted(client: Client, stream: Stream, language: str = "en") -> Any:
    body = {"wsgi.input": stream, "CONTENT_LENGTH": str(stream.size), "CONTENT_TYPE": MULTIPART_CONTENT}
    return client.generic("POST", f"/{language}/account/", **body)


@pytest.mark.parametrize("size", [REQUEST_LIMIT + 1, 2 * 1024 * MEGABYTE])
def test_request_of_two_gigabytes_is_refused_unread(client: Client, folder: Path, size: int) -> None:
    client.force_login(PersonFactory())
    stream = Stream(size)
    response = posted(client, stream)
    assert response.status_code == 413
    assert "A file may have up to 20 MB" in response.content.decode()
    assert stream.read_so_far == 0
    assert list(folder.iterdir()) == []


def test_refusal_speaks_the_language_of_the_page(client: Client, folder: Path) -> None:
    client.force_login(PersonFactory())
    assert "20 МБ" in posted(client, Stream(2 * 1024 * MEGABYTE), "kk").content.decode()


def test_file_over_the_limit_is_read_to_its_end_but_kept_only_up_to_the_limit(client: Client, folder: Path) -> None:
    """The request goes on to the form, which says what is wrong with what was typed still on the page."""
    client.force_login(PersonFactory())
    stream = Stream(UPLOAD_LIMIT + 10 * MEGABYTE)
    assert posted(client, stream).status_code == 200
    assert stream.read_so_far == stream.size
    assert sum(file.stat().st_size for file in folder.iterdir()) <= UPLOAD_LIMIT + 1


def test_upload_handlers_are_those_with_the_limits() -> None:
    assert configured.FILE_UPLOAD_HANDLERS[-1] == "orken.documents.uploads.CappedUploadHandler"


def test_small_file_never_touches_the_disk(client: Client, folder: Path) -> None:
    client.force_login(PersonFactory())
    client.post("/en/account/", {"document": upload()})
    assert list(folder.iterdir()) == []
