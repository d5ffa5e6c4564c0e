"""Under which mandate somebody acts. The room that knows mandates lies above this one and says so when it starts."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.base_user import AbstractBaseUser

MandateFinder = Callable[[AbstractBaseUser, int], int | None]

finders: list[MandateFinder] = []


def mandate_of(actor: AbstractBaseUser | None, organisation_id: int | None) -> int | None:
    """The number of the mandate under which the person acts for the organisation now, if any."""
    if actor is None or organisation_id is None:
        return None
    return next((found for finder in finders if (found := finder(actor, organisation_id)) is not None), None)
