"""Fixtures of journeys: a real browser on the live server, and a check of what assistive technology meets."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults

from tools.browser import find_browser

# Best practices are included: they hold what a screen reader's user misses first (landmarks, heading order).
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic"]
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    drawing = ["--disable-gpu", "--disable-gpu-compositing", "--disable-software-rasterizer"]
    return {**browser_type_launch_args, "executable_path": str(find_browser()), "args": [*sandbox, *quiet, *drawing]}


@pytest.fixture
def browser(browser: Any) -> Iterator[Any]:
    """The run's one browser; what a test opened in it is closed with the test, else its pages work on beside others."""
    yield browser
    for context in browser.contexts:
        context.close()


@pytest.fixture
def site(live_server: Any, settings: Any) -> str:
    """The address of the running portal, which links in mails lead to as well."""
    settings.ORKEN_PUBLIC_URL = live_server.url
    return live_server.url


@pytest.fixture
def device() -> Callable[..., Any]:
    """``device(page)`` gives the browser a device that makes and keeps passkeys, and confirms them by itself.

    With ``verifies=False`` it is a simple key without fingerprint, face or PIN.
    """

    def attach(page: Any, *, verifies: bool = True) -> Any:
        session = page.context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        abilities = {"hasResidentKey": verifies, "hasUserVerification": verifies, "isUserVerified": verifies}
        kind = {"protocol": "ctap2", "transport": "internal" if verifies else "usb"}
        options = {**kind, **abilities, "automaticPresenceSimulation": True}
        session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        return session

    return attach


@pytest.fixture
def assert_accessible() -> Callable[..., None]:
    """``assert_accessible(page)`` fails with axe's findings on the page as it is now.

    With ``rules=["color-contrast"]`` only those of the named rules count.
    """

    def check(page: Any, *, rules: Sequence[str] = ()) -> None:
        only = {"type": "rule", "values": [*rules]} if rules else {"type": "tag", "values": RULES}
        # Only what is wrong is described and fetched: half of axe's time goes into what is right.
        options = {"runOnly": only, "resultTypes": ["violations"], "preload": False}  # preloading is for sound and film
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE_SCRIPT)
        wrong = page.evaluate("options => axe.run(options).then(found => found.violations)", options)
        assert not wrong, f"{page.url}\n{AxeResults({'violations': wrong}).generate_report()}"

    return check
