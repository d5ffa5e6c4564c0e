from __future__ import annotations

import pytest


@pytest.fixture
def procedure(db: None) -> None:
    # pytest reads this file before Django is set up.
    from tests.factories.reviews import load_pack_and_reviewed_stall

    load_pack_and_reviewed_stall()
