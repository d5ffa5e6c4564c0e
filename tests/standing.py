"""A world that the tests of a module begin with: built once, and given to each as if it had just been built.

What a test writes is undone with the test; the world, after the last test of its module. Tests that begin otherwise
belong in another module, where they do not find the world's rows; and so do those that need two connections.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from copy import deepcopy
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import transaction
from django.utils import translation

World = TypeVar("World")


def built_once(build: Callable[[], World], *, day: str = "") -> Any:
    """A fixture of the module: what ``build`` makes, on ``day`` if one is named. Tests read it by ``own``."""

    @pytest.fixture(scope="module")
    def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
        with django_db_blocker.unblock(), transaction.atomic():
            yield _built(build, day)
            transaction.set_rollback(True)

    return world


def _built(build: Callable[[], World], day: str) -> World:
    """In the language of tests, and with the clock stopped as ``travel`` stops it."""
    with ExitStack() as meanwhile:
        meanwhile.enter_context(translation.override("en"))
        if day:
            moment = datetime.fromisoformat(f"{day} 10:00").replace(tzinfo=ZoneInfo("Asia/Almaty"))
            meanwhile.enter_context(time_machine.travel(moment, tick=False))
        return build()


def own(world: World) -> World:
    """The objects of a world as they were when it was built, whatever other tests have done with theirs."""
    return deepcopy(world)
