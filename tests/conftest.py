"""One PostgreSQL for a whole run, real jobs, a fixed clock, a browser.

The server starts when the first test asks for the database, so tests of pure parts pay nothing for it. Its folder is
chosen here, before the settings are read, and handed to the workers of xdist through the environment.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest

OWNER = "ORKEN_TEST_OWNER"

if OWNER not in os.environ:
    for name in [name for name in os.environ if name.startswith("ORKEN_") and not name.startswith("ORKEN_TEST_")]:
        if name != "ORKEN_SHARED":
            del os.environ[name]
    os.environ |= {
        OWNER: str(os.getpid()),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        # Playwright's synchronous interface runs an event loop in the test's own thread.
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
        "ORKEN_VAR": tempfile.mkdtemp(prefix="orken-tests-"),
        "ORKEN_SECRET_KEY": "a key for tests only, long enough to be accepted as one",
        "ORKEN_HOSTS": "localhost,testserver",
        "ORKEN_PUBLIC_URL": "http://localhost:8000",
        "ORKEN_HTTPS": "0",
        "ORKEN_MAIL_FROM": "Orken <no-reply@orken.test>",
        "ORKEN_SMTP_URL": "smtp://localhost:2525",
    }
    if "ORKEN_TEST_DATABASE_URL" in os.environ:
        os.environ["ORKEN_DATABASE_URL"] = os.environ["ORKEN_TEST_DATABASE_URL"]

VAR = Path(os.environ["ORKEN_VAR"])
IS_OWNER = os.environ[OWNER] == str(os.getpid())


@pytest.hookimpl(tryfirst=True)
def pytest_configure() -> None:
    # pytest-django sets Django up at the end of this hook, if it finds the settings read by then.
    from django.conf import settings

    assert settings.INSTALLED_APPS


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Start the embedded server before the first test database is made; the workers of xdist share it."""
    from orken.config import postgres

    if "ORKEN_TEST_DATABASE_URL" not in os.environ:
        with (VAR / "postgres.lock").open("w") as lock:
            flock(lock, LOCK_EX)
            postgres.start(VAR / "postgres")


def pytest_unconfigure() -> None:
    from orken.config import postgres

    if IS_OWNER:
        postgres.stop(VAR / "postgres")
        shutil.rmtree(VAR)
