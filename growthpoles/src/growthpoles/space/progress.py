"""Shares of work on the engine's progress bar."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from growthpoles.progress import Progress as Bar
from growthpoles.space.workers import Progress

#: Steps of the bar.
_STEPS = 1000


@contextmanager
def progress_bar(what: str) -> Iterator[Progress]:
    """A bar that is told shares of the work, from any thread; a further piece of work begins it anew.

    Examples
    --------
    >>> with progress_bar("simulations") as advance:
    ...     advance(0.5)
    """
    lock, share_done = Lock(), [0.0]
    with Bar(what, _STEPS) as bar:

        def advance(share: float) -> None:
            with lock:
                share_done[0] += share
                if share_done[0] > 1.0 + 1e-9:
                    share_done[0], bar.done = share, 0
                bar.advance(round(share_done[0] * _STEPS) - bar.done)

        yield advance
