"""Django's sessions in the database, and who is signed in: every page asks both, so a process writes the words once."""

from __future__ import annotations

from typing import Final

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends.db import SessionStore as StoreInDatabase
from django.contrib.sessions.models import Session
from django.utils import timezone

from orken.parties.models import User
from orken.statements import Given, Statement

_SESSION: Final = Statement(
    lambda: Session.objects.filter(session_key=Given("key"), expire_date__gt=Given("now")),
)
_PERSON: Final = Statement(lambda: User.objects.filter(pk=Given("person")))


class SessionStore(StoreInDatabase):
    """Named by ``SESSION_ENGINE``."""

    def _get_session_from_db(self) -> Session | None:
        found = _SESSION.ask(key=self.session_key, now=timezone.now())
        if found:
            return found[0]
        self._session_key = None
        return None


class Backend(AuthenticationBackend):  # type: ignore[misc]  # allauth is not typed
    """Named by ``AUTHENTICATION_BACKENDS``."""

    def get_user(self, user_id: int) -> User | None:
        return next(filter(self.user_can_authenticate, _PERSON.ask(person=user_id)), None)
