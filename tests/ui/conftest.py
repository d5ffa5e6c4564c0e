from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """A request leaves its language behind; these tests read English unless they say otherwise."""
    from django.utils import translation

    with translation.override("en"):
        yield
