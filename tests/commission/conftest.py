from __future__ import annotations

import pytest


@pytest.fixture
def stall(db: None) -> None:
    """A procedure whose only stage is the council's."""
    # pytest reads this file before Django is set up.
    from tests.factories.commission import load_council_stall

    load_council_stall()
