"""Fixtures of the whole suite."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of public data beside the repository; a test that needs it is skipped where it is absent."""
    root = Path(os.environ.get("ORKEN_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "data"
    if not root.is_dir():
        pytest.skip(f"the public data are not beside the repository ({root}); set ORKEN_SHARED")
    return root
