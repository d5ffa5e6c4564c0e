from __future__ import annotations

from django.http import FileResponse, HttpResponse

from orken.documents.models import Document
from orken.documents.sealing import seal


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
    response = HttpResponse(seal(content), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name.replace("/", "-")}.pdf"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
