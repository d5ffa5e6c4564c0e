from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def testers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The register of the tests beside those of the portal's domains."""
    from orken.registers.catalogue import catalogue
    from tests.factories.registers import TESTERS

    monkeypatch.setitem(catalogue._registers, TESTERS.code, TESTERS)
