"""Receiving files: what is over the limit never fills the disk of the web process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from orken.documents.services import UPLOAD_LIMIT

REQUEST_LIMIT = 5 * UPLOAD_LIMIT


class CappedUploadHandler(TemporaryFileUploadHandler):
    """Keeps one byte more than the limit of each file and lets the rest pass, so that the form can say what is wrong
    instead of the connection breaking with all that was typed. A request over ``REQUEST_LIMIT`` is not read at all."""

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: Mapping[str, str],  # noqa: N803 -- Django's name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> Any:
        if content_length > REQUEST_LIMIT:
            raise RequestDataTooBig(f"An upload has {content_length} bytes; at most {REQUEST_LIMIT} are read.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        room = UPLOAD_LIMIT + 1 - start
        if room > 0:
            super().receive_data_chunk(raw_data[:room], start)
        return None

    def file_complete(self, file_size: int) -> UploadedFile[bytes] | None:
        return super().file_complete(min(file_size, UPLOAD_LIMIT + 1))
