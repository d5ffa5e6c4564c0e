"""What journeys share: the operator's rules, people at browsers, and the mail that reaches them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

# What touches models is imported late: pytest reads this file before Django is ready.


@pytest.fixture
def rules(transactional_db: None) -> None:
    """The pack's own procedures, the newest forms included."""
    from tests.factories.cases import load_pack_alone

    load_pack_alone()


@pytest.fixture
def person(rules: None, browser: Any, site: str, assert_accessible: Callable[[Any], None]) -> Callable[..., Any]:
    """``person(language, **context)`` is somebody at a browser of their own."""

    from tests.journeys.steps import Person

    def sit_down(language: str, **context: Any) -> Person:
        return Person(browser, site, language, assert_accessible, **context)

    return sit_down


@pytest.fixture
def mail_to(run_jobs: Callable[[], int], mail_folder: Any) -> Callable[[str], str]:
    """The newest message that reached an address, after all jobs are done."""

    def newest(address: str) -> str:
        run_jobs()
        message = next(message for message in mail_folder.messages() if message["To"] == address)
        return str(message.get_body().get_content())

    return newest
