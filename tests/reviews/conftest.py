from __future__ import annotations

from typing import Any

import pytest

from tests.standing import own


@pytest.fixture
def procedure(db: None) -> None:
    # pytest reads this file before Django is set up.
    from tests.factories.reviews import load_pack_and_reviewed_stall

    load_pack_and_reviewed_stall()


@pytest.fixture
def case(standing: Any) -> Any:
    """The case of a module whose own ``standing`` is a case."""
    return own(standing)


@pytest.fixture
def apart(standing: Any) -> Any:
    """The case of a module whose own ``standing`` has two scorecards far apart: it, the high one and the low one."""
    return own(standing)
