from __future__ import annotations

from django.http import FileResponse, HttpResponse

from orken.documents.models import Document
from orken.documents.sealing import seal
from orken.kernel.hashing import canonical_json


def private_file(document: Document) -> FileResponse:
    """The document as a download that no browser interprets and no cache keeps; the caller checked the permission."""
    response = FileResponse(
        document.file.open("rb"), as_attachment=True, filename=document.filename, content_type=document.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def private_pdf(content: bytes, name: str) -> HttpResponse:
    """A paper that is made on request, under the operator's seal: a download that no cache keeps."""
    return _download(seal(content), "application/pdf", f"{name}.pdf")


def private_json(data: object, name: str) -> HttpResponse:
    """Data that are made on request, in the byte form that their hash is taken of: a download that no cache keeps."""
    return _download(canonical_json(data), "application/json", f"{name}.json")


def _download(content: bytes, content_type: str, filename: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{filename.replace("/", "-")}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
