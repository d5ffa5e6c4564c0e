from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

WAIT = 60  # all limits that end here count by the minute


def too_often(request: HttpRequest) -> HttpResponse:
    """Somebody tried something too often; when to try again is said to people and to programs."""
    answer = render(request, "429.html", status=429)
    answer.headers["Retry-After"] = str(WAIT)
    return answer
