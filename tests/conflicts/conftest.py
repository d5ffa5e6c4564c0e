from __future__ import annotations

import pytest


@pytest.fixture
def procedures(db: None) -> None:
    # pytest reads this file before Django is set up.
    from tests.factories.cases import load_rules_and_procedures

    load_rules_and_procedures()
