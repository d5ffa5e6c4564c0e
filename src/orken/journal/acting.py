"""Under which mandate somebody acts. The room that knows mandates lies above this one and says so when it starts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from django.contrib.auth.base_user import AbstractBaseUser

MandateFinder = Callable[[AbstractBaseUser, Collection[int]], Mapping[int, int]]

finders: list[MandateFinder] = []


def mandates_of(actor: AbstractBaseUser | None, organisations: Collection[int]) -> Mapping[int, int]:
    """The numbers of the mandates under which the person acts for organisations now, by organisation."""
    if actor is None or not organisations:
        return {}
    return {one: number for find in reversed(finders) for one, number in find(actor, organisations).items()}
