"""Where somebody is signed in: the list that people see, and the end of a session, one or all."""

from __future__ import annotations

import re
from collections.abc import Iterable
from time import time
from typing import Final

from allauth.usersessions.models import UserSession
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from orken.parties.models import User

SEEN: Final = "last_seen"

# In this order, since most browsers name others before themselves.
BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("YaBrowser/", "Yandex Browser"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def device_in_words(user_agent: str) -> str:
    """As a person would call it: “Firefox, Windows”. What nobody recognises is shown as it names itself."""
    found = [next((name for mark, name in table if mark in user_agent), "") for table in (BROWSERS, SYSTEMS)]
    own_words = re.sub(r"[^\w./ -]", "", user_agent)[:40]
    return ", ".join(filter(None, found)) or own_words or _("Unknown device")


def begin(request: HttpRequest) -> None:
    """From now on the session is on its owner's list, with the day of its last use."""
    request.session[SEEN] = time()


def sessions_of(user: User) -> list[UserSession]:
    """Sessions that still let somebody in, the one used last before the others."""
    living: Iterable[UserSession] = UserSession.objects.purge_and_list(user)
    return sorted(living, key=lambda session: session.last_seen_at, reverse=True)


def others_of(user: User, key: str | None) -> QuerySet[UserSession]:
    """The person's sessions without the one with this key."""
    found: QuerySet[UserSession] = UserSession.objects.filter(user=user).exclude(session_key=key or "")
    return found


def end_sessions(user: User, *, but: str | None = None) -> int:
    """Sign the person out everywhere at once, except in the session with the key ``but``; how many were ended."""
    ending = list(others_of(user, but))
    for session in ending:
        session.end()
    return len(ending)
