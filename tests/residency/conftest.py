from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.standing import own


@pytest.fixture
def residency(standing: Any, travel: Callable[[str], None]) -> Any:
    """The residency of the module's own ``standing``, on the day when it came into force."""
    # pytest reads this file before Django is set up.
    from tests.factories.residency import DAY

    travel(DAY)
    return own(standing)
