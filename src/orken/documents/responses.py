from __future__ import annotations

from django.http import FileResponse

from orken.documents.models import Document


def private_file(document: Document) -> FileResponse:
    """The document as a download that no browser interprets and no cache keeps; the caller checked the permission."""
    response = FileResponse(
        document.file.open("rb"), as_attachment=True, filename=document.filename, content_type=document.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
