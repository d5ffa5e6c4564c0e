"""Where a person goes after signing in, if something waits for them. Rooms above say what does, when they start."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.urls import reverse

from orken.parties.models import User

WaitingPage = Callable[[User], str | None]

waiting_pages: list[WaitingPage] = []


def first_page(user: User) -> str:
    """The page of what waits for the person, else home."""
    return next((page for find in waiting_pages if (page := find(user))), reverse(settings.LOGIN_REDIRECT_URL))
