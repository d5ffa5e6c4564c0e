"""What happens around every page for the sake of sign-in."""

from __future__ import annotations

from collections.abc import Callable
from time import time

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language_from_path

from orken.parties import rights, second_factor
from orken.parties.models import User
from orken.parties.sessions import SEEN

Answer = Callable[[HttpRequest], HttpResponse]

SEEN_EVERY = 10 * 60
# Signing in and out, how pages look, and what machines ask; below, one page of the person's own account.
OPEN_TO_ALL = ("accounts/", "appearance/", "sign-in/", "health/")
ACCOUNT = "account/"


class KeptByNoCache:
    """What a signed-in person saw is gone with the session, also from the memory of a browser that others use."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if _is_signed_in(request):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class KnownSessions:
    """Keeps when and from where a session was last used, so that people recognise their devices.

    Noted every ten minutes and not with every page, which would cost a write each time.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _is_signed_in(request) and time() - request.session.get(SEEN, time()) > SEEN_EVERY:
            UserSession.objects.create_from_request(request)
            request.session[SEEN] = time()
        return self.get_response(request)


class RightsOfThePage:
    """Roles and mandates are read once for a page, however often it asks."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _is_signed_in(request) and isinstance(request.user, User):
            rights.read_once(request.user)
        return self.get_response(request)


class StaffSecondFactor:
    """Leads staff to their second factor from every page but those of sign-in: one place that no page can forget."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _is_signed_in(request) and not _is_open(request.path_info) and second_factor.is_due(request):
            return HttpResponseRedirect(second_factor.next_step(request))
        return self.get_response(request)


def _is_signed_in(request: HttpRequest) -> bool:
    """Asked without touching the session of those who bring none, so that public pages stay cacheable."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated


def _is_open(path: str) -> bool:
    language = get_language_from_path(path)
    rest = path.removeprefix(f"/{language}/") if language else path.removeprefix("/")
    return rest == ACCOUNT or rest.startswith(OPEN_TO_ALL)
