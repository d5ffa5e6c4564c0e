"""A pipe whose far end only the supervisor holds: when it closes, the supervisor is gone and its children end too."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

NAME = "ORKEN_LIFELINE"
GRACE_SECONDS = 30  # for requests and jobs under way, once web or worker was asked to end


@contextmanager
def held() -> Iterator[int]:
    """The end to hand to children, as long as this process lives or the block lasts."""
    near, far = os.pipe()
    try:
        yield near
    finally:
        os.close(far)
        os.close(near)


def passed_on(environment: Mapping[str, str]) -> list[int]:
    """What a child must inherit to follow."""
    return [int(environment[NAME])]


def follow() -> None:
    """End this process, as if asked to, when the supervisor that started it is gone."""
    if NAME in os.environ:
        threading.Thread(target=_wait_for_the_end, args=[int(os.environ[NAME])], daemon=True).start()


def _wait_for_the_end(near: int) -> None:
    os.read(near, 1)
    os.kill(os.getpid(), signal.SIGTERM)
