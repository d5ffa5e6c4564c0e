"""Under which mandate somebody acts. The room that knows mandates lies above this one and says so when it starts."""

from __future__ import annotations

from collections.abc import Callable

MandateFinder = Callable[[int, int], int | None]

finders: list[MandateFinder] = []


def mandate_of(actor_id: int | None, organisation_id: int | None) -> int | None:
    """The number of the mandate under which the person acts for the organisation now, if any."""
    if actor_id is None or organisation_id is None:
        return None
    return next((found for finder in finders if (found := finder(actor_id, organisation_id)) is not None), None)
