from __future__ import annotations

from django.http import HttpRequest

from orken.parties.models import User


class SignedInRequest(HttpRequest):
    """What a view behind ``login_required`` gets: somebody is there. For the type checker only."""

    user: User
