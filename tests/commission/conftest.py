from __future__ import annotations

from typing import Any

import pytest

from tests.standing import own


@pytest.fixture
def stall(db: None) -> None:
    """A procedure whose only stage is the council's."""
    # pytest reads this file before Django is set up.
    from tests.factories.commission import load_council_stall

    load_council_stall()


@pytest.fixture
def begun(standing: Any) -> Any:
    """The council and the item of the module's own ``standing``, where voting has begun."""
    return own(standing)


@pytest.fixture
def council(begun: Any) -> Any:
    return begun.council


@pytest.fixture
def item(begun: Any) -> Any:
    return begun.item
