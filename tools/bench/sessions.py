"""Sessions as signing in leaves them, without its minute-long dance for a thousand people."""

from __future__ import annotations

from time import time

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from orken.parties.models import User
from orken.parties.second_factor import BY_PROVIDER
from orken.parties.sessions import SEEN


def session_of(person: User, **kept: object) -> str:
    """The key of a session of this person, opened with a second factor as staff must."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session[BY_PROVIDER] = person.pk
    session[SEEN] = time()
    for name, value in kept.items():
        session[name] = value
    session.create()
    return str(session.session_key)
