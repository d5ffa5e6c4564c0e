from __future__ import annotations

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import defaults

from orken.documents.services import MEGABYTE, UPLOAD_LIMIT


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that is refused unread. One that is too large is told apart, because its sender can mend it."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "documents/too_large.html", {"limit": UPLOAD_LIMIT // MEGABYTE}, status=413)
    return defaults.bad_request(request, exception)
