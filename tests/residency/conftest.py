from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.standing import own

DAY = "2026-03-18"


@pytest.fixture
def residency(standing: Any, travel: Callable[[str], None]) -> Any:
    """The residency of the module's own ``standing``, on the day when it came into force."""
    travel(DAY)
    return own(standing)
