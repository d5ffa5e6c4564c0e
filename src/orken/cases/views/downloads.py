from __future__ import annotations

from django.http import HttpResponse

from orken.documents.sealing import seal


def private_pdf(content: bytes, name: str) -> HttpResponse:
    """A paper that is made on request, under the operator's seal: a download that no cache keeps."""
    response = HttpResponse(seal(content), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name.replace("/", "-")}.pdf"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
