"""What browsers are told beside Django's own headers, and whom to tell of a hole in the portal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

# No page asks the device for anything but passkeys.
UNUSED = ("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone",
          "midi", "payment", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking")  # fmt: skip
POLICY = ", ".join([*(f"{name}=()" for name in UNUSED), "publickey-credentials-get=(self)"])
GOOD_FOR = timedelta(days=180)


class MoreHeaders:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Permissions-Policy"] = POLICY
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116, where the operator has said who reads it."""
    if not settings.ORKEN_SECURITY_CONTACT:
        raise Http404
    lines = {
        "Contact": settings.ORKEN_SECURITY_CONTACT,
        "Expires": (timezone.now() + GOOD_FOR).strftime("%Y-%m-%dT00:00:00Z"),
        "Preferred-Languages": "kk, ru, en",
        "Canonical": f"{settings.ORKEN_PUBLIC_URL}/.well-known/security.txt",
    }
    text = "".join(f"{name}: {value}\n" for name, value in lines.items())
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
