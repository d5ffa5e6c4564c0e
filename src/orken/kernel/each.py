"""Work on many things of which none may hold up the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

Thing = TypeVar("Thing")
Outcome = TypeVar("Outcome")


def for_each(things: Iterable[Thing], do: Callable[[Thing], Outcome], *, name: Callable[[Thing], str]) -> list[Outcome]:
    """``do`` something with each of the things, one after another; what came of each, in their order.

    Raises
    ------
    ExceptionGroup
        What went wrong, each with the ``name`` of its thing as a note, once all have had their turn.
    """
    done: list[Outcome] = []
    failed: list[Exception] = []
    for thing in things:
        try:
            done.append(do(thing))
        except Exception as error:  # noqa: BLE001 -- raised below
            error.add_note(name(thing))
            failed.append(error)
    if failed:
        raise ExceptionGroup(f"{len(failed)} of {len(failed) + len(done)} went wrong", failed)
    return done
