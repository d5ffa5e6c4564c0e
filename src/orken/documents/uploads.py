"""Receiving files: what is over the limit never fills the disk of the web process."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from orken.documents.services import UPLOAD_LIMIT


class CappedUploadHandler(TemporaryFileUploadHandler):
    """Keeps one byte more than the limit of each file and lets the rest pass, so that the form can say what is wrong
    instead of the connection breaking with all that was typed."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        room = UPLOAD_LIMIT + 1 - start
        if room > 0:
            super().receive_data_chunk(raw_data[:room], start)
        return None

    def file_complete(self, file_size: int) -> UploadedFile[bytes] | None:
        return super().file_complete(min(file_size, UPLOAD_LIMIT + 1))
